"""What one does on the page without JavaScript reaches a real Bolt app, and what the app does is seen there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.workspace.conftest import ended
from tests.workspace.looking import Browser
from workspace.company import company
from workspace.page.site import Site


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


ASKING = {"title": plain("Undo"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
BUTTONS = [
    {"type": "button", "action_id": "why", "text": plain("Why"), "value": "ACME"},
    {"type": "button", "action_id": "why#2", "text": plain("Why not"), "value": "GLOBEX", "confirm": ASKING},
    {
        "type": "static_select",
        "action_id": "tier",
        "placeholder": plain("Tier"),
        "options": [{"text": plain("A"), "value": "a"}, {"text": plain("B"), "value": "b"}],
    },
    {"type": "overflow", "action_id": "more", "options": [{"text": plain("Snooze"), "value": "later"}]},
]
FORM = {
    "type": "modal",
    "callback_id": "profile",
    "title": plain("Profile"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "growth",
            "label": plain("Growth"),
            "element": {"type": "plain_text_input", "action_id": "growth", "initial_value": "5"},
        },
        {
            "type": "input",
            "block_id": "note",
            "label": plain("Note"),
            "optional": True,
            "element": {"type": "plain_text_input", "action_id": "note"},
        },
    ],
}


@pytest.fixture(scope="module")
def seen() -> list[tuple[str, Any]]:
    """What reached the app."""
    return []


@pytest.fixture(scope="module")
def site(seen: list[tuple[str, Any]]) -> Iterator[Site]:
    """A workspace with a small app on it."""
    made = Site(company())
    with made.server as server:
        app = made.state.app
        client = WebClient(app.bot_token, base_url=server.base_url, timeout=5, retry_handlers=[])
        quiet = logging.getLogger("tests.workspace.page")
        quiet.setLevel(logging.CRITICAL)
        bolt = App(client=client, signing_secret=app.signing_secret, logger=quiet)
        register(bolt, seen)
        handler = SocketModeHandler(bolt, app.app_token)
        handler.connect()
        server.until(lambda: server.hub.opened)
        yield made
        ended(server, handler)


def register(bolt: App, seen: list[tuple[str, Any]]) -> None:
    @bolt.command("/kam")
    def command(ack: Ack, body: dict[str, Any], client: WebClient, respond: Any) -> None:
        ack()
        seen.append(("command", body["text"]))
        if body["text"] == "form":
            client.views_open(trigger_id=body["trigger_id"], view=FORM)
        else:
            respond(text="Card", blocks=[{"type": "actions", "block_id": "row", "elements": BUTTONS}])

    @bolt.action({"block_id": "row"})
    def acted(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        action = body["actions"][0]
        seen.append((action["action_id"], action.get("value") or (action.get("selected_option") or {}).get("value")))

    @bolt.view("profile")
    def saved(ack: Ack, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        seen.append(("saved", (values["growth"]["growth"]["value"], values["note"]["note"]["value"])))
        if not values["growth"]["growth"]["value"].isdigit():
            ack(response_action="errors", errors={"growth": "Not a number."})
        else:
            ack()

    @bolt.event("app_mention")
    def mentioned(event: dict[str, Any], say: Any) -> None:
        say(text="Here I am & well", thread_ts=event["ts"])

    @bolt.event("message")
    def message(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im" and not event.get("files"):
            say(text="Here I am & well", thread_ts=event["ts"])
        seen.append(("files", [one["name"] for one in event.get("files", [])])) if event.get("files") else None

    @bolt.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event["tab"] == "home":
            blocks = [{"type": "actions", "block_id": "row", "elements": [BUTTONS[0]]}]
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


@pytest.fixture
def sam(site: Site) -> Iterator[Browser]:
    browser = Browser(site)
    browser.go("/w/sam/sales")
    yield browser
    browser.client.close()


def test_a_command_is_answered_to_its_asker_alone(sam: Browser) -> None:
    page = sam.type("/kam classify ACME")
    assert "Only visible to you" in sam.log()[-1]
    assert page.all("button", class_="button")
    sam.go("/w/maria/sales")
    assert not [one for one in sam.log() if "Only visible" in one]


def test_a_button_and_a_menu_reach_the_app(sam: Browser, seen: list[tuple[str, Any]]) -> None:
    sam.type("/kam card")
    message = sam.page.one("ol", id="log").all("li", class_="message")[-1]
    form = message.one("form", action="act/press")
    sam.send(form, form.one("button", value=form.all("button", class_="button")[0].attributes["value"]))
    assert seen[-1] == ("why", "ACME")
    sam.send(form, form.all("button", role="menuitem")[0])
    assert seen[-1] == ("more", "later")
    select = form.one("select")
    sam.send(form, form.one("button", class_="go"), **{select.attributes["name"]: "b"})
    assert seen[-1] == ("tier", "b")


def test_a_button_that_asks_back_says_what_it_asks(sam: Browser) -> None:
    sam.type("/kam card")
    asked = [b for b in sam.page.all("button") if b.text == "Why not"][-1].attributes
    assert (asked["data-ask-title"], asked["data-ask-text"]) == ("Undo", "Really?")


def test_a_button_of_a_message_that_has_changed_is_refused(
    site: Site, sam: Browser, seen: list[tuple[str, Any]]
) -> None:
    sam.type("/kam card")
    form = sam.page.one("ol", id="log").all("form", action="act/press")[-1]
    standing = site.state.ephemerals[-1]
    standing.blocks[0]["elements"] = [{**BUTTONS[0], "value": "OTHER"}]
    before = len(seen)
    page = sam.send(form, form.all("button")[0])
    assert "changed" in page.one("p", role="alert").text
    assert len(seen) == before
    sam.go("/w/lin/sales")
    assert sam.type("/kam card")
    form = sam.page.one("ol", id="log").all("form", action="act/press")[-1]
    site.state.ephemerals[-1].blocks[0]["elements"] = [{**BUTTONS[0], "value": "OTHER"}]
    assert "已经变化" in sam.send(form, form.all("button")[0]).one("p", role="alert").text


def test_what_is_written_in_a_thread_that_is_gone_is_refused(site: Site, sam: Browser) -> None:
    sam.go("/w/lin/sales?thread=1.000001")
    thread = sam.page.one("aside", class_="thread")
    assert "已经变化" in thread.text
    said = sam.send(thread.one("form", class_="composer"), text="anybody there?")
    assert "已经变化" in said.one("p", role="alert").text
    assert not [m for held in site.state.messages.values() for m in held if m.text == "anybody there?"]


def test_a_form_is_filled_in_refused_at_the_field_and_taken(sam: Browser, seen: list[tuple[str, Any]]) -> None:
    page = sam.type("/kam form")
    dialog = page.one("dialog")
    growth, note = (one.attributes["name"] for one in dialog.all("input", type="text"))
    sam.send(dialog.one("form"), **{growth: "much", note: ""})
    assert seen[-1] == ("saved", ("much", None))
    dialog = sam.page.one("dialog")
    assert dialog.one("p", class_="error").text == "Not a number."
    assert dialog.all("input", type="text")[0].attributes["value"] == "much"
    sam.send(dialog.one("form"), **{growth: "7", note: "said so"})
    assert seen[-1] == ("saved", ("7", "said so"))
    assert not sam.page.all("dialog")


def test_a_required_field_that_is_empty_is_not_sent(sam: Browser, seen: list[tuple[str, Any]]) -> None:
    dialog = sam.type("/kam form").one("dialog")
    before = len(seen)
    growth = dialog.all("input", type="text")[0].attributes["name"]
    page = sam.send(dialog.one("form"), **{growth: ""})
    assert page.one("dialog").one("p", class_="error").text == "Please fill in this field."
    assert len(seen) == before
    sam.press("×")
    assert not sam.page.all("dialog")


def test_nobody_acts_on_the_form_of_somebody_else(sam: Browser) -> None:
    form = sam.type("/kam form").one("dialog").one("form")
    sam.go("/w/maria/sales")
    sam.send(form)
    assert "changed" in sam.page.one("p", role="alert").text
    sam.go("/w/sam/sales")
    sam.press("×")


def test_a_question_in_private_leads_to_its_thread(sam: Browser) -> None:
    sam.go("/w/sam/dm")
    page = sam.type("who are you? <b>")
    assert "?thread=" in sam.at
    texts = [one.text for one in page.one("ol", id="thread-log").all("li", class_="message")]
    assert "who are you? <b>" in texts[0]
    assert "Here I am & well" in texts[1]


def test_what_is_written_below_the_channel_does_not_go_to_the_thread_beside_it(sam: Browser) -> None:
    sam.type("@kam a question")
    link = sam.page.one("ol", id="log").all("a", class_="replies")[-1]
    sam.go(f"/w/sam/sales{link.attributes['href']}")
    below, beside = sam.page.all("form", action="act/say", class_="composer")
    sam.send(beside, text="beside")
    sam.send(below, text="below")
    assert "below" in sam.log()[-1]
    assert "beside" in sam.page.one("ol", id="thread-log").text


def test_a_question_in_a_channel_is_seen_there_with_its_answer(sam: Browser) -> None:
    sam.type("@kam who are you? <b>")
    assert "?thread=" not in sam.at
    assert "@kam who are you? <b>" in sam.log()[-1]
    sam.go("/w/maria/sales")
    assert "1 reply" in sam.log()[-1]


@pytest.mark.parametrize("text", ["@kam哪些客户逾期？", "请问@kam 哪些客户逾期？", "@KAM who is overdue?", "(@kam)"])
def test_a_name_is_a_mention_however_it_is_written(sam: Browser, site: Site, text: str) -> None:
    before = len(site.server.deliveries.of("app_mention"))
    sam.type(text)
    assert len(site.server.deliveries.of("app_mention")) == before + 1


@pytest.mark.parametrize("text", ["sam@kam.example", "@kamera", "@kam_2", "kam, who is overdue?"])
def test_what_only_looks_like_a_name_is_no_mention(sam: Browser, site: Site, text: str) -> None:
    before = len(site.server.deliveries.of("app_mention"))
    sam.type(text)
    assert text in sam.log()[-1]
    assert len(site.server.deliveries.of("app_mention")) == before


def test_a_file_is_dropped_in_the_conversation(sam: Browser, site: Site, seen: list[tuple[str, Any]]) -> None:
    sam.go("/w/sam/dm")
    fields = {"seal": site.guard.seal, "place": "dm", "text": "", "thread": ""}
    sam.client.post(
        "/w/sam/act/say", data=fields, files={"file": ("客戶.csv", "id,名稱\n1,艾克美\n".encode(), "text/csv")}
    )
    assert seen[-1] == ("files", ["客戶.csv"])
    (file,) = [one for one in site.state.files.values() if one.name == "客戶.csv"]
    assert file.content == "id,名稱\n1,艾克美\n".encode()


def test_several_files_are_one_message(sam: Browser, site: Site, seen: list[tuple[str, Any]]) -> None:
    fields = {"seal": site.guard.seal, "place": "dm", "text": "", "thread": ""}
    files = [("file", ("accounts.csv", b"id\n1\n", "text/csv")), ("file", ("signals.csv", b"", "text/csv"))]
    sam.client.post("/w/sam/act/say", data=fields, files=files)
    assert seen[-1] == ("files", ["accounts.csv", "signals.csv"])
    shared = [one.event["file_id"] for one in site.server.deliveries.of("file_shared")[-2:]]
    assert [site.state.files[one].name for one in shared] == ["accounts.csv", "signals.csv"]


def test_the_home_tab_is_made_when_it_is_opened(sam: Browser, seen: list[tuple[str, Any]]) -> None:
    sam.go("/w/sam/home")
    sam.press("Why")
    assert seen[-1] == ("why", "ACME")


def test_a_command_in_a_thread_is_refused_as_in_slack(sam: Browser, seen: list[tuple[str, Any]]) -> None:
    sam.type("@kam a question")
    link = sam.page.one("ol", id="log").all("a", class_="replies")[-1]
    sam.go(f"/w/sam/sales{link.attributes['href']}")
    before = len(seen)
    page = sam.send(sam.page.one("aside", class_="thread").one("form", class_="composer"), text="/kam classify ACME")
    assert "do not work in threads" in page.one("p", role="alert").text
    assert len(seen) == before


def test_somebody_of_another_company_cannot_use_commands(sam: Browser, seen: list[tuple[str, Any]]) -> None:
    sam.go("/w/olaf/partners")
    before = len(seen)
    page = sam.type("/kam classify ACME")
    assert "own company" in page.one("p", role="alert").text
    assert len(seen) == before


def test_what_others_wrote_since_is_counted(site: Site, sam: Browser) -> None:
    sam.go("/w/maria/general")
    sam.go("/w/maria/sales")
    site.server.people.say(site.server.channel("general"), site.server.person("sam"), "hello")
    sam.go("/w/maria/sales")
    assert [one.text for one in sam.page.one("nav").all("span", class_="new")] == ["1"]
