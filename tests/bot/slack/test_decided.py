"""What people decided counts and is told in Slack wherever a verdict or a pitfall is shown: cards, lists, home, digests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from book.book import Book
from book.records.dismissals import dismiss
from bot.digest.subscription import Wanted
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import NOW, Running, running, words_in
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.bot.slack.test_home import home
from tests.command import done
from workspace.things import Message

DAY, END = date(2025, 12, 31), date(2026, 3, 31)
ACME, TANNENBERG = "001001", "001110"
SET = "Maria set tier A until March 31, 2026 (a bet); the computed tier stays B."
TOLD = "Maria dismissed P2 (Holding on to the big, dropping the small) until March 31, 2026: agreed."


def put_aside(book: Book, account: str, pitfall: str, day: date, until: date) -> None:
    verdict = book.verdicts_of([account], day).verdict(0)
    dismiss(book.ledger, verdict, verdict.pitfalls[pitfall], reason="agreed.", by="Maria", until=until, at=NOW)


@pytest.fixture(scope="module")
def decided(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot whose people have set a tier for ACME and dismissed P2 of ACME and of Tannenberg Brewing."""
    copy = Path(shutil.copy(imported, tmp_path_factory.mktemp("decided") / "kam.db"))
    with Book(copy) as book:
        for account in (ACME, TANNENBERG):
            put_aside(book, account, "P2", DAY, END)
        body = {"tier": "A", "reason": "a bet", "approver": "Maria", "from": str(DAY), "expires_on": str(END)}
        book.ledger.append("override", body, at=NOW, account_id=ACME, by="Maria")
    with running(copy) as made:
        yield made


@pytest.mark.parametrize(
    "asked",
    [
        "classify ACME",
        "why ACME",
        "plan ACME",
        "brief ACME",
        "nearest ACME",
        "whatif ACME growth=10%",
        "sensitivity ACME",
        "why ACME growth",
    ],
)
def test_every_answer_about_an_account_says_what_people_decided(decided: Running, asked: str) -> None:
    answer = decided.run(asked)
    valid(answer)
    for said in (SET, TOLD):
        assert words_in(answer).count(said) >= 1, said
    assert "🔴 P2" not in words_in(answer)
    assert "P2 fired" not in answer.text


def test_the_visit_is_prepared_without_what_was_dismissed(decided: Running) -> None:
    shown = words_in(decided.run("brief Tannenberg"))
    assert "P2 appears" not in shown
    assert "Maria dismissed P2" in shown


def test_a_comparison_names_whose_decision_it_is(decided: Running) -> None:
    answer = decided.run("compare ACME, Lowland Paper")
    for said in (SET, TOLD):
        assert f"ACME: {said}" in words_in(answer)
        assert f"ACME: {said}" in answer.text
    assert "P1 (P5)" in words_in(answer)


def test_the_list_of_pitfalls_says_who_dismissed_what_and_why(decided: Running) -> None:
    shown = words_in(decided.run("pitfalls P2", "ada"))
    assert "Fired for 3" in shown
    assert "Tannenberg Brewing" in shown
    assert TOLD in shown
    assert "concessions without a counter-commitment at 59.2%" not in shown
    of_all = decided.run("pitfalls", "ada")
    assert "no contact lately: 0." in words_in(of_all)
    assert "Tannenberg" not in words_in(of_all).partition("no contact lately: 0.")[2]


def test_a_table_of_accounts_counts_without_it(decided: Running) -> None:
    shown = decided.run("accounts acme")
    assert f"ACME: {TOLD}" in words_in(shown)
    assert "ACME (001001)\nB\nextrinsic\nP1 (P5)\n" in words_in(shown)
    assert "ACME: " in shown.text
    caught = words_in(decided.run("accounts P2 fired", "ada"))
    assert "3 accounts: P2" in caught
    assert f"ACME: {TOLD}" in caught


def test_a_mention_is_answered_with_the_decisions(decided: Running) -> None:
    answer = decided.asks("how is ACME?", "sam", "deals")
    assert TOLD in words_in(answer)
    assert SET in answer.text


def test_a_question_in_the_dm_is_answered_with_them_in_its_language(decided: Running) -> None:
    shown = words_in(decided.asks("ACME 怎麼樣？", "sam", "dm"))
    assert "P2（抓大放小）已由 Maria 排除，至2026年3月31日止：agreed。" in shown


def test_home_has_nothing_new_and_nothing_open_of_it(decided: Running) -> None:
    shown = words_in(home(decided, "sam"))
    assert "▼ from B to C" in shown
    assert "new flag" not in shown
    assert shown.count("P2 Holding on") == 1, "that of Corvus, which nobody dismissed"
    assert "of 100 · Maria set tier A" in shown


# digests


def test_a_dismissed_flag_is_no_news_no_task_and_comes_back_when_that_is_over(made: Weeks, tmp_path: Path) -> None:
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    made.at(MONDAY)
    give(made, tmp_path)
    week = MONDAY.date() + WEEK
    with made.bot.opened() as book:
        put_aside(book, ACME, "P5", week, week + timedelta(days=6))
    assert made.at(MONDAY + WEEK) == ["sent"]
    first = digests(made)[-1]
    assert "P5" not in words_in(first)
    assert not [one for one in made.items(first) if one.startswith("1. ACME:")]
    details = made.thread(first)[0]
    assert "ACME: Maria dismissed P5 (Ever more concessions) until December 28, 2025: agreed." in words_in(details)
    assert made.at(MONDAY + 2 * WEEK) == ["sent"]
    second = digests(made)[-1]
    assert "P5 Ever more concessions" in words_in(second)
    assert [one for one in made.items(second) if "ACME" in one and "P5" in one]


def test_a_task_goes_when_its_flag_is_dismissed_and_comes_when_that_is_taken_back(made: Weeks, tmp_path: Path) -> None:
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    made.at(MONDAY)
    give(made, tmp_path)
    tasks = []
    for n in range(1, 4):
        made.at(MONDAY + n * WEEK)
        tasks.append([one for one in made.items(digests(made)[-1]) if "ACME" in one and "P5" in one])
        with made.bot.opened() as book:
            if n == 1:
                put_aside(book, ACME, "P5", MONDAY.date() + WEEK, END)
            else:
                for event in book.ledger.standing("dismissal"):
                    book.ledger.append("dismissal revoked", {"of": event.id}, at=NOW, account_id=ACME)
    assert [len(one) for one in tasks] == [1, 0, 1]


@pytest.mark.parametrize("away", [True, False])
def test_nobody_is_sent_to_a_neglected_account_where_that_was_dismissed(made: Weeks, away: bool) -> None:
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    if away:
        with made.bot.opened() as book:
            put_aside(book, TANNENBERG, "P2", DAY, END)
    made.at(MONDAY + 3 * WEEK)
    tasks = [one for one in made.items(digests(made)[-1]) if "Tannenberg Brewing: get in touch" in one]
    assert len(tasks) == (0 if away else 1)


def give(made: Weeks, folder: Path) -> None:
    """A large concession to ACME in the week after the first Monday: P5 fires."""
    file = folder / "concessions.csv"
    head = "concession_id,account_id,granted_on,kind,value,currency"
    file.write_text(f"{head}\nX1,{ACME},2025-12-18,rebate,400000,EUR\n", encoding="utf-8")
    done("import", file, "--book", made.bot.book)


def digests(made: Weeks) -> list[Message]:
    return [one for one in made.told("ada") if not one.is_reply]
