"""Every block that the bot makes is shown; what is hostile stays text; what is unknown is shown as such."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.data import ROOT
from tests.workspace.looking import parsed
from workspace.company import company
from workspace.page import plain
from workspace.page.blocks import Blocks
from workspace.page.elements import keyed
from workspace.page.messages import Messages
from workspace.page.scene import Scene
from workspace.page.words import LANGUAGES, words
from workspace.state import State
from workspace.things import Stream, View

SNAPSHOTS = sorted((ROOT / "tests/bot/slack/snapshots").glob("*.json"))
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp; </div></form> [x](javascript:alert(1))"


@pytest.fixture(scope="module")
def state() -> State:
    return company().state


def scene(state: State, lang: str = "en") -> Scene:
    return Scene(state, words(lang), "seal")


def drawn(blocks: list[dict[str, Any]], state: State, lang: str = "en", *, form: bool = False) -> str:
    from workspace import shapes
    from workspace.api.views import starting_values

    blocks = shapes.with_ids(blocks, "t")
    view = View("V1", "U1", {"blocks": blocks}, "h", "V1", values=starting_values({"blocks": blocks})) if form else None
    return Blocks(scene(state, lang), keyed(blocks), view).all(blocks)


def blocks_in(held: Any) -> list[dict[str, Any]]:
    return list(held["blocks"] if isinstance(held, dict) else held)


@pytest.mark.parametrize("file", SNAPSHOTS, ids=lambda one: one.stem)
def test_everything_the_bot_shows_is_drawn(file: Any, state: State) -> None:
    blocks = blocks_in(json.loads(file.read_text(encoding="utf-8")))
    page = parsed(drawn(blocks, state, file.stem.partition(".")[2], form=True))
    assert not page.all("div", class_="unknown")
    assert len(page.text) > 20


def texts(held: Any) -> Any:
    """The same with every text made hostile."""
    if isinstance(held, list):
        return [texts(one) for one in held]
    if isinstance(held, dict):
        changed = ("text", "alt_text", "value", "initial_value", "accessibility_label")
        return {k: HOSTILE if k in changed and isinstance(v, str) else texts(v) for k, v in held.items()}
    return held


@pytest.mark.parametrize("file", SNAPSHOTS[::3], ids=lambda one: one.stem)
def test_hostile_texts_stay_texts(file: Any, state: State) -> None:
    page = parsed(drawn(texts(blocks_in(json.loads(file.read_text(encoding="utf-8")))), state, form=True))
    assert not page.all("script")
    assert not page.all("img")
    assert not [a for a in page.all("a") if a.attributes["href"].startswith("javascript")]
    assert not [e for tag in ("div", "button", "p", "td", "input") for e in page.all(tag) if "onerror" in e.attributes]
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    "markup", ["<javascript:alert(1)|x>", '<https://a.example/"onmouseover=alert(1)|x>', "*<b>*", "<!channel>"]
)
def test_markup_of_messages_makes_nothing_dangerous(markup: str, state: State) -> None:
    page = parsed(drawn([{"type": "section", "text": {"type": "mrkdwn", "text": markup}}], state))
    assert not [
        a for a in page.all("a") if not a.attributes["href"].startswith("https://") or "onmouseover" in a.attributes
    ]
    assert not page.all("b")


def test_an_unknown_block_is_shown_as_such(state: State) -> None:
    page = parsed(drawn([{"type": "hologram", "text": "seen?"}], state, "zh-TW"))
    assert "hologram" in page.one("div", class_="unknown").text
    assert "seen?" in page.text


def test_a_picture_from_elsewhere_is_not_fetched(state: State) -> None:
    page = parsed(
        drawn([{"type": "image", "image_url": "https://pictures.example/a.png", "alt_text": "A pyramid"}], state)
    )
    assert not page.all("img")
    assert page.text == "A pyramid"


def test_a_select_of_people_offers_people_and_no_bot(state: State) -> None:
    element = {"type": "users_select", "action_id": "user"}
    field = {"type": "input", "block_id": "u", "label": {"type": "plain_text", "text": "Who"}, "element": element}
    offered = [one.text for one in parsed(drawn([field], state, form=True)).all("option")]
    assert "@sam" in offered
    assert "@kam" not in offered


CHOICES = [{"text": {"type": "plain_text", "text": said}, "value": said} for said in ("All", "One")]
MENU = {
    "type": "static_select",
    "action_id": "m",
    "options": CHOICES,
    "placeholder": {"type": "plain_text", "text": "All"},
}


@pytest.mark.parametrize(
    ("chosen", "optional", "label", "offered"),
    [
        (False, False, "Choose", ["Choose", "All", "One"]),
        (True, False, "All", ["All", "One"]),
        (True, True, "All", ["All", "One"]),
        (True, True, "Choose", ["Choose", "All", "One"]),
    ],
)
def test_a_menu_offers_each_choice_once(
    state: State, chosen: bool, optional: bool, label: str, offered: list[str]
) -> None:
    menu = {**MENU, "placeholder": {"type": "plain_text", "text": label}}
    menu |= {"initial_option": CHOICES[0]} if chosen else {}
    named = {"type": "plain_text", "text": "Which"}
    field = {"type": "input", "block_id": "b", "label": named, "optional": optional, "element": menu}
    assert [one.text for one in parsed(drawn([field], state, form=True)).all("option")] == offered
    if not optional:
        row = {"type": "actions", "block_id": "b", "elements": [menu]}
        assert [one.text for one in parsed(drawn([row], state)).all("option")] == offered


def test_what_is_wrong_stands_at_its_field(state: State) -> None:
    from workspace import shapes

    element = {"type": "plain_text_input", "action_id": "a"}
    blocks = shapes.with_ids(
        [{"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Value"}, "element": element}], "t"
    )
    view = View("V1", "U1", {"blocks": blocks}, "h", "V1", errors={"b": "Not a number"})
    page = parsed(Blocks(scene(state), keyed(blocks), view).all(blocks))
    field, wrong = page.one("input"), page.one("p", class_="error")
    assert wrong.text == "Not a number"
    assert field.attributes["aria-invalid"] == "true"
    assert field.attributes["aria-describedby"] == wrong.attributes["id"]
    assert page.one("label").attributes["for"] == field.attributes["id"]


def test_a_kept_message_is_drawn_again_once_it_changed(state: State) -> None:
    channel = next(iter(state.channels))
    message = state.post(channel, state.app.bot_user, "before")
    messages = Messages()
    assert "before" in messages.log([message], scene(state))
    message.text, message.edits = "after", ["before"]
    assert "after" in messages.log([message], scene(state))
    for said in ("one", "other"):
        message.blocks = [{"type": "header", "block_id": "b", "text": {"type": "plain_text", "text": said}}]
        message.edits, message.edited_ts = [*message.edits, "after"], said
        assert f">{said}<" in messages.log([message], scene(state))


def test_what_is_being_written_is_shown_as_it_comes(state: State) -> None:
    channel = next(iter(state.channels))
    message = state.post(channel, state.app.bot_user, "**ACME** is", bot_id="B")
    stream = state.streams[channel, message.ts] = Stream(message.ts, channel, 0.0)
    page = parsed(Messages().log([message], scene(state)))
    assert page.one("div", class_="body").attributes["aria-busy"] == "true"
    assert page.one("p").all("strong")[0].text == "ACME"
    stream.open = False
    assert not parsed(Messages().log([message], scene(state))).all("div", aria_busy="true")


@pytest.mark.parametrize(("text", "lang"), [("The “whale” curve", "en"), ("“鲸鱼”曲线", "")])
def test_a_message_in_english_says_so_on_every_page(text: str, lang: str) -> None:
    server = company()
    message = server.people.say(server.channel("general"), server.person("nia"), text)
    body = parsed(Messages().log([message], scene(server.state, "zh-TW"))).one("div", class_="body")
    assert body.attributes.get("lang", "") == lang


def test_the_words_are_the_same_in_all_languages_and_all_used() -> None:
    keys = [set(words(lang).held) for lang in LANGUAGES]
    assert keys[0] == keys[1] == keys[2]
    code = "".join(one.read_text(encoding="utf-8") for one in (ROOT / "workspace/page").glob("*.py"))
    steps = {"classify", "why", "plan", "ask", "digest", "learn"}
    made = {f"tour.{s}{end}" for s in steps for end in ("", "_about")} | {k for k in keys[0] if k.startswith("roles.")}
    made |= {"clock.day", "clock.week"}
    assert not {key for key in keys[0] - made if f'"{key}"' not in code}
    for lang in LANGUAGES:
        assert all(text.strip() for text in words(lang).held.values())


def test_plain_text_aligns_tables_with_chinese_in_them(state: State) -> None:
    cells = [["客戶", "Tier"], ["艾克美工業", "B"], ["Globex", "A"], ["-"]]
    rows = [[{"type": "raw_text", "text": text} for text in row] for row in cells]
    message = state.post(next(iter(state.channels)), state.app.bot_user, "", blocks=[{"type": "table", "rows": rows}])
    assert plain.shown(message, state).splitlines() == [
        "客戶        Tier",
        "----------  ----",
        "艾克美工業  B",
        "Globex      A",
        "-",
    ]
