"""The message shortcut: an observation is proposed from a message, and recorded when a person confirms it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.proposing import proposed
from scoring.rubric import Rubric
from scoring.rubric.file import load_default
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.running import WAIT, Running, running, words_in
from workspace.things import Message, View


def message(bot: Running, text: str, who: str = "maria", channel: str = "deals") -> Message:
    return bot.slack.people.say(bot.place(channel, who), bot.person(who), text)


def form(bot: Running, text: str, who: str = "sam") -> View:
    """Chooses the shortcut on a message."""
    opened = {one.id for one in bot.slack.state.modals_of(bot.person(who).id)}
    bot.slack.people.message_shortcut(bot.person(who), message(bot, text), "log_signal").wait()
    user = bot.person(who).id
    return bot.slack.until(
        lambda: next((one for one in bot.slack.state.modals_of(user) if one.id not in opened), None), WAIT
    )


def chosen(view: View, block: str) -> Any:
    """What stands in a field before anybody touched it."""
    held = next(iter(view.values[block].values()))
    option = held.get("selected_option")
    return option["value"] if option else held.get("value")


def save(bot: Running, view: View, who: str = "sam", **values: str) -> View:
    """Sends the form off and waits for what it says then."""
    bot.slack.people.submit(bot.person(who), view, values).wait()
    bot.slack.until(lambda: view.errors or "notice" in str(view.body.get("callback_id")), WAIT)
    return view


def signals(bot: Running) -> list[dict[str, Any]]:
    """Observations of which somebody was the author here."""
    with bot.opened() as book:
        return [one for one in book.store.fetch("SELECT * FROM signals").to_pylist() if one["author"] == "sam"]


def test_the_message_fills_the_form_in(bot: Running) -> None:
    view = form(bot, "ACME told me they are very satisfied, I would say 9/10 & they are happy")
    assert chosen(view, "account") == "001001"
    assert chosen(view, "signal") == "rating:satisfaction"
    assert chosen(view, "value") == "9"
    assert chosen(view, "note") == "ACME told me they are very satisfied, I would say 9/10 & they are happy"
    valid(view)
    snapshot("form_log_signal", "en", view)


def test_what_is_confirmed_is_recorded_once_with_author_and_note(bot: Running) -> None:
    view = form(bot, "ACME: satisfaction 4 of 10 after the late delivery")
    said = save(bot, view, value="3")
    assert "Satisfaction 3 of 10" in words_in(said)
    row = signals(bot)[-1]
    kept = {name: row[name] for name in ("account_id", "key", "value", "source", "note")}
    assert kept == {
        "account_id": "001001",
        "key": "satisfaction",
        "value": 3.0,
        "source": "rep",
        "note": "ACME: satisfaction 4 of 10 after the late delivery",
    }


def test_nothing_is_recorded_before_it_is_saved(bot: Running) -> None:
    before = len(signals(bot))
    form(bot, "ACME satisfaction 1/10")
    assert len(signals(bot)) == before


def test_accounts_of_others_are_neither_offered_nor_taken(bot: Running) -> None:
    view = form(bot, "Globex is very satisfied, 9/10")
    assert chosen(view, "account") is None
    assert "Globex" not in str(
        [one["element"].get("options") for one in view.body["blocks"] if one.get("block_id") == "account"]
    )
    before = len(signals(bot))
    menu = next(one for one in view.body["blocks"] if one.get("block_id") == "account")["element"]
    menu["options"].append({"text": {"type": "plain_text", "text": "x"}, "value": "001010"})
    said = save(bot, view, account="001010")
    assert "No account that you may see fits" in words_in(said)
    assert len(signals(bot)) == before


def test_a_value_that_does_not_fit_stands_at_its_field(bot: Running) -> None:
    view = form(bot, "ACME is satisfied")
    assert "value" in save(bot, view, value="11").errors
    view = form(bot, "ACME is satisfied")
    assert "value" in save(bot, view, value="very").errors


def test_somebody_without_accounts_is_told_so(bot: Running) -> None:
    before = len(bot.own("nia"))
    posted = message(bot, "ACME is satisfied", "sam", "general")
    bot.slack.people.message_shortcut(bot.person("nia"), posted, "log_signal").wait()
    bot.slack.until(lambda: len(bot.own("nia")) > before, WAIT)
    assert "看不到任何客戶" in bot.own("nia")[-1].text


def test_where_the_form_opens_too_late_it_is_said(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspace.state.TRIGGER_SECONDS", -1.0)
    before = len(bot.own("sam"))
    bot.slack.people.message_shortcut(bot.person("sam"), message(bot, "ACME is satisfied"), "log_signal").wait()
    bot.slack.until(lambda: len(bot.own("sam")) > before, WAIT)
    assert "Choose the shortcut again" in bot.own("sam")[-1].text


def test_the_form_in_chinese(bot: Running) -> None:
    bot.run("language zh-TW")
    view = form(bot, "艾克美工業的滿意度大概 8 分，交期還要改善")
    bot.run("language slack")
    assert chosen(view, "account") == "001001"
    assert chosen(view, "value") == "8"
    snapshot("form_log_signal", "zh-TW", view)


@pytest.fixture(scope="module")
def many(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A book with more accounts than a menu holds."""
    from book.book import Book
    from book.importing.apply import Terms
    from book.importing.read import read
    from tests.bot.slack.running import NOW

    folder = tmp_path_factory.mktemp("many")
    (folder / "accounts.csv").write_text(
        "account_id,name\n" + "".join(f"8{n:05},Firm {n}\n" for n in range(200)), "utf-8"
    )
    path = Path(shutil.copy(imported, folder / "kam.db"))
    with Book(path) as book:
        book.take(read([folder / "accounts.csv"]), Terms(NOW))
    with running(path) as made:
        yield made


def test_an_account_beyond_the_menu_is_typed(many: Running) -> None:
    posted = many.slack.people.say(many.place("sales", "ada"), many.person("ada"), "They seem satisfied: 8/10")
    many.slack.people.message_shortcut(many.person("ada"), posted, "log_signal").wait()
    view = many.modal("ada")
    said = save(many, view, "ada", other="Firm 199")
    assert "Firm 199" in words_in(said)
    with many.opened() as book:
        found = book.store.fetch("SELECT value FROM signals WHERE account_id = '800199'").column(0).to_pylist()
    assert found == [8.0]


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_default()


@pytest.mark.parametrize(
    ("text", "signal", "rating"),
    [
        ("They are very satisfied, 9/10", "satisfaction", "9"),
        ("客戶的滿意度大概 8 分", "satisfaction", "8"),
        ("客户满意度 7.5 分，交期还要改善", "satisfaction", "7.5"),
        ("We could be replaced easily, I fear: 6 out of 10", "substitutability", "6"),
        ("他們很重視價格，價格導向 9 分", "price_focus", "9"),
        ("高层往来很少，给 2 分", "executive_access", "2"),
        ("Three complaints this month", "complaints", ""),
        ("meeting on 2025-11-03 about strategic fit, 7", "strategic_fit", "7"),
    ],
)
def test_signals_and_numbers_are_found_in_three_languages(rubric: Rubric, text: str, signal: str, rating: str) -> None:
    found = proposed(text, rubric)
    assert found.signals[0] == signal
    assert found.rating == rating


@pytest.mark.parametrize("text", ["Good morning", "大家早安", "", "The invoice of 2025-11-03 over 1,234.56 is late"])
def test_where_nothing_is_said_nothing_is_proposed(rubric: Rubric, text: str) -> None:
    assert proposed(text, rubric).signals == []
    assert proposed(text, rubric).rating == ""


def test_digits_of_an_accounts_name_are_no_rating(rubric: Rubric) -> None:
    assert proposed("Studio 7 is satisfied", rubric, ["Studio 7"]).rating == ""


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("They complained about the late delivery again", "complaints"),
        ("客戶明年要擴廠，地都買好了", "growth_outlook"),
        ("客户明年要扩厂", "growth_outlook"),
    ],
)
def test_what_people_say_of_a_signal_proposes_it(rubric: Rubric, text: str, signal: str) -> None:
    assert proposed(text, rubric).signals[0] == signal
