"""What cannot be, comes twice, is too long, forged or typed in anybody's DM: each ends in a sentence, and nothing by halves."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from book.importing.apply import Terms
from book.importing.read import read
from bot.settings import WrongSetting, settings
from bot.slack.incoming import request_of
from bot.slack.kit import packed
from bot.slack.surfaces import USED
from tests.bot.slack.filling import forged, grown, held, opened, sent, worked_on_again
from tests.bot.slack.running import NOW, WAIT, Running, running, words_in
from workspace.things import Message

FAILED = ("Something went wrong", "發生問題")
TWINS = 12


@pytest.fixture(scope="module")
def bot(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A bot on the sample book, with a dozen accounts of one name that are sam's."""
    folder = tmp_path_factory.mktemp("edges")
    rows = [f"T{one},Twin Works,Process,Anna Keller" for one in range(TWINS)]
    (folder / "accounts.csv").write_text("\n".join(["account_id,name,team,owner", *rows]) + "\n", encoding="utf-8")
    with running(Path(shutil.copy(imported, folder / "kam.db"))) as made:
        with made.opened() as book:
            book.take(read([folder / "accounts.csv"]), Terms(NOW))
        yield made


def chosen(bot: Running, action: str, value: str, who: str = "sam") -> Message:
    """Clicks a button whose value somebody else wrote."""
    card = bot.run("classify ACME", who)
    before = len(bot.own(who))
    bot.slack.people.act(
        bot.person(who), card, {"block_id": "b"}, {"type": "button", "action_id": action, "value": value}
    )
    bot.slack.until(lambda: len(bot.own(who)) > before, WAIT)
    return bot.own(who)[-1]


# what-if


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("growth=-101%", "Revenue growth cannot be below -100%."),
        ("growth=-500%", "Revenue growth cannot be below -100%."),
        ("overdue_rate=150%", "cannot be above 100%."),
        ("active_months=13", "cannot be above 12."),
        ("days to pay -3", "cannot be below 0."),
        ("growth=10% growth=20%", "Revenue growth stands there twice. Give it one value."),
        ("days_since_touch=never", "If time since the last contact were never (now 20 days)"),
    ],
)
def test_a_what_if_takes_only_what_can_be(bot: Running, typed: str, said: str) -> None:
    assert said in bot.run(f"whatif ACME {typed}").text


def test_the_form_of_a_what_if_takes_only_what_can_be(bot: Running) -> None:
    view = opened(bot, "whatif ACME")
    sent(bot, view, {"growth": "-101", "headroom": "-5"})
    assert view.errors == {"growth": "This cannot be below -100%.", "headroom": "This cannot be below 0."}


# too long


@pytest.mark.parametrize(
    "text", ["compare Twin Works, " + "ACME " * 600, "compare Twin Works, " + '"\\' * 600, "comparr " + '"\\' * 2500]
)
def test_text_that_no_button_can_hold_is_answered_without_buttons(bot: Running, text: str) -> None:
    answer = bot.run(text)
    assert not answer.text.startswith(FAILED)
    assert '"type": "button"' not in json.dumps(answer.blocks)


def test_the_choice_says_that_more_accounts_fit(bot: Running) -> None:
    shown = words_in(bot.run("classify Twin Works"))
    assert "More accounts fit; these are the first 8." in shown
    assert "More accounts fit" not in words_in(bot.run("classify a"))
    assert f"{TWINS} accounts: Twin Works" in bot.run("accounts Twin Works").text


def test_characters_that_steer_do_not_leave_a_form_waiting(bot: Running) -> None:
    view = opened(bot, "concession ACME")
    text = "volume" + "\x01" * 490
    sent(bot, view, {"kind": "discount", "value": "1000", "counter": text, "reason": text})
    assert "in return: volume; valid until" in words_in(view)


def test_what_fails_in_the_worker_stands_in_the_open_form_in_the_persons_language(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.run("language zh-TW", "maria")
    view = opened(bot, "profile Oldfield", "maria")

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with bot.opened() as book, monkeypatch.context() as patched:
        patched.setattr(type(book), "take", broken)
        sent(bot, view, {next(one["block_id"] for one in view.body["blocks"] if one["type"] == "input"): "5"}, "maria")
    bot.run("language slack", "maria")
    assert view.body["title"]["text"] == "發生問題"
    assert "系統" in words_in(view) or "代碼" in words_in(view)


# twice


def test_a_form_that_is_sent_off_twice_is_recorded_once_and_another_one_again(bot: Running) -> None:
    before, sam, people = held(bot), bot.person("sam"), bot.slack.people
    for times in (1, 2):
        view = opened(bot, "profile ACME")
        first, second = (people.submit(sam, view, {"annual_potential": "500000"}) for _ in range(2))
        assert first.payload["trigger_id"] != second.payload["trigger_id"]
        first.wait()
        second.wait()
        worked_on_again(bot, first)
        worked_on_again(bot, second)
        assert grown(before, held(bot))["signals"] == times


@pytest.mark.parametrize(("code", "told"), [(USED, False), ("expired_trigger_id", True)])
def test_a_form_that_was_opened_before_a_crash_is_not_excused(bot: Running, code: str, told: bool) -> None:
    sam, before = bot.person("sam"), len(bot.own("sam"))
    delivery = bot.slack.people.slash(sam, bot.place("sales", "sam"), "/kam", "profile ACME")
    delivery.wait()
    bot.modal()
    bot.slack.until(lambda: bot.modal().body["callback_id"] == "profile", WAIT)
    bot.slack.faults.refuse("views.open", code, times=1)
    worked_on_again(bot, delivery)
    bot.slack.faults.clear()
    assert ("only within three seconds" in "".join(one.text for one in bot.own("sam")[before:])) is told


# anybody's DM


@pytest.mark.parametrize("command", ["portfolio", "pyramid"])
def test_a_command_in_the_dm_of_two_people_brings_its_picture_to_the_own_dm(bot: Running, command: str) -> None:
    sam, maria = bot.person("sam"), bot.person("maria")
    between, before, files = bot.slack.state.direct([sam.id, maria.id]), len(bot.own("sam")), len(bot.slack.state.files)
    bot.slack.people.slash(sam, between, "/kam", command).wait()
    bot.slack.until(lambda: len(bot.slack.state.files) > files and bot.seen("sam", "dm"), WAIT)
    bot.slack.until(lambda: bot.seen("sam", "dm")[-1].files, WAIT)
    bot.run("classify ACME")
    own = bot.own("sam")[before:]
    assert "direct messages with me" in words_in(own[0])
    assert not any(one.text.startswith(FAILED) for one in own)


def test_an_answer_in_the_dm_of_two_people_reaches_the_asker_without_its_address(bot: Running) -> None:
    sam, maria = bot.person("sam"), bot.person("maria")
    between, before = bot.slack.state.direct([sam.id, maria.id]), len(bot.seen("sam", "dm"))
    delivery = bot.slack.people.slash(sam, between, "/kam", "nearest ACME")
    delivery.wait()
    request = request_of(delivery.payload | {"response_url": ""})
    assert request is not None
    bot.bot.answering.answer(request, False)
    assert "ACME" in bot.seen("sam", "dm")[before].text


# forged


@pytest.mark.parametrize(
    ("action", "value", "who"),
    [
        ("why", {"a": {"x": 1}}, "sam"),
        ("share", {"a": ["001001"], "w": 5}, "sam"),
        ("share", {"a": "001001", "w": "compare", "t": '"},{"'}, "sam"),
        ("share", {"a": "001001", "w": "compare", "t": "[]"}, "sam"),
        ("share", {"a": "001001", "w": "whatif", "t": '{"growth":"x"}'}, "sam"),
        ("share", {"a": "001001", "w": "whatif", "t": '{"growth":[1]}'}, "sam"),
        ("share", {"a": "001001", "w": "whatif", "t": '{"growth":true}'}, "sam"),
        ("share", {"a": "001001", "w": "whatif", "t": '{"growth":1' + "0" * 400 + "}"}, "sam"),
        ("meant", {"a": "001001", "q": ["x"], "p": 5}, "sam"),
        ("run", {"c": ["classify ACME"]}, "sam"),
        ("learn", {"t": ["a"]}, "sam"),
        ("import_undo", {"i": "x"}, "ada"),
        ("import_undo", {"i": 9**30}, "ada"),
        ("feedback", {"v": "good", "a": ["x"], "k": {"a": 1}}, "sam"),
    ],
)
def test_a_forged_button_ends_in_a_sentence(bot: Running, action: str, value: dict[str, Any], who: str) -> None:
    assert not chosen(bot, action, packed(value), who).text.startswith(FAILED)


@pytest.mark.parametrize("value", [{"f": 5, "o": []}, {"f": [["x"]], "o": {"encoding": ["a"]}}, {}])
def test_a_forged_import_does_not_fail(value: dict[str, Any]) -> None:
    from bot.slack.answers.importing import _state

    class Held:
        def value(self) -> dict[str, Any]:
            return value

    assert _state(Held()) == {"f": [], "o": {}}  # type: ignore[arg-type]


def test_only_people_with_a_role_judge_answers(bot: Running) -> None:
    bot.place("deals", "sam").members.append(bot.person("olaf").id)
    answer, before = bot.run("classify ACME", channel="deals"), len(bot.own("olaf"))
    with bot.opened() as book:
        kept = len(book.ledger.events("feedback"))
    item = {"type": "button", "action_id": "feedback", "value": packed({"v": "bad", "k": "k", "w": "why"})}
    bot.slack.people.act(bot.person("olaf"), answer, {"block_id": "b"}, item)
    bot.slack.until(lambda: len(bot.own("olaf")) > before, WAIT)
    assert bot.own("olaf")[-1].text.startswith("Your role does not allow that.")
    with bot.opened() as book:
        assert len(book.ledger.events("feedback")) == kept


# days


@pytest.mark.parametrize("command", ["override ACME", "dismiss ACME P2", "concession ACME", "profile ACME"])
def test_a_form_says_which_day_is_recorded(bot: Running, command: str) -> None:
    assert "It is dated December 31, 2025, the last day that the book knows of." in words_in(
        opened(bot, command, "maria")
    )


def test_what_is_decided_today_does_not_end_before_today_whatever_the_form_says(bot: Running) -> None:
    before, yesterday = held(bot), date.today() - timedelta(2)
    view = opened(bot, "override ACME", "maria")
    forged(view, e="2020-01-01")
    sent(bot, view, {"tier": "A", "reason": "r", "until": yesterday.isoformat()}, "maria")
    assert "This day is over." in words_in(view)
    assert grown(before, held(bot)) == {}


def test_today_is_the_persons_own(bot: Running) -> None:
    from bot.slack.call import Call

    delivery = bot.slack.people.slash(bot.person("sam"), bot.place("sales", "sam"), "/kam", "help")
    request = request_of(delivery.payload)
    assert request is not None
    with bot.opened() as book:
        for zone, day in (
            ("Asia/Taipei", date(2026, 3, 2)),
            ("America/Los_Angeles", date(2026, 3, 1)),
            ("x", date(2026, 3, 1)),
        ):
            call = Call(request, bot.bot.services, book)
            call.__dict__["now"] = datetime(2026, 3, 1, 20, tzinfo=UTC)
            call.__dict__["profile"] = bot.bot.services.directory.profile("U0").__class__("U0", tz=zone)
            assert (call.today, call.first_end) == (day, day)


# settings and files


@pytest.mark.parametrize(
    "day", ["garbage", "2025-13-40", "0001-01-01", "9999-12-31", "20251231", "2025-W01-1", "２０２５-12-31"]
)
def test_a_day_that_is_none_is_refused_at_the_start(day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_AS_OF", day)
    with pytest.raises(WrongSetting, match=r"^Wrong setting\. KAM_AS_OF: no day; write it as 2025-12-31"):
        settings()


@pytest.mark.parametrize(("day", "kept"), [("", ""), (" ", ""), ("2025-12-31", "2025-12-31")])
def test_a_day_or_none_is_taken(day: str, kept: str) -> None:
    assert settings(KAM_AS_OF=day).as_of == kept


def test_what_people_asked_is_for_the_bots_user_alone(bot: Running) -> None:
    found = list(bot.book.parent.glob("kam.db.work.db*"))
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in found if not one.name.endswith(".lock")}
    assert set(modes.values()) == {0o600}, modes
