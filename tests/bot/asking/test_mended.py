"""What a second reading of the answers found: each of these was once wrong."""

from __future__ import annotations

from datetime import date

import pytest

from book.book import Book
from bot.asking.ask import Conversation, ask
from bot.asking.desk import Desk
from tests.command import kam

DAY = date(2025, 12, 31)


def said(book: Book, question: str, asker: str | None = None) -> str:
    return ask(question, Desk(book, DAY, "en", asker)).text


def test_an_example_of_a_pitfall_shows_that_pitfall_and_no_other(sample_opened: Book) -> None:
    shown = said(sample_opened, "what is the risk of judging by a single metric")
    example = next(line for line in shown.splitlines() if line.startswith("An example"))
    assert "P1 fired (Judged by a single metric)" in example
    assert "P2" not in example


def test_the_worst_are_not_the_best(sample_opened: Book) -> None:
    best, worst = (
        said(sample_opened, question).splitlines()[1] for question in ("our best accounts", "our worst accounts")
    )
    assert "(tier A)" in best
    assert "(tier A)" not in worst


def test_who_asks_for_their_accounts_without_a_name_is_told_how_to_give_it(sample_opened: Book) -> None:
    assert "`--me NAME`" in said(sample_opened, "my accounts")
    assert "--me" not in said(sample_opened, "my accounts", "Sofia Rossi")


def test_an_asker_whom_the_book_does_not_know_is_refused_with_those_it_knows(book: object) -> None:
    ran = kam("ask", "my accounts", "--me", "Sofia Rosi", "--book", book)
    assert ran.code == 1
    assert "no owner 'Sofia Rosi'" in ran.err
    assert "Sofia Rossi" in ran.err


def test_a_greeting_scores_nothing(sample_opened: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def scored(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Book, "verdicts", scored)
    assert "ACME" in said(sample_opened, "hello")


def test_one_account_is_measured_once_for_an_answer(sample_opened: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[object]()
    measure = Book.verdicts_of

    def counted(self: Book, accounts: list[str], *rest: object, **more: object) -> object:
        asked.append(tuple(accounts))
        return measure(self, accounts, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Book, "verdicts_of", counted)
    said(sample_opened, "how is ACME?")
    assert len(asked) == 1


@pytest.mark.parametrize("question", ["And its plan?", "那它的計畫呢？", "它的计划呢？"])
def test_its_plan_is_the_plan_and_not_the_verdict_again(sample_opened: Book, question: str) -> None:
    before = Conversation(("001010",), "classify", ("How is Globex?",))
    found = ask(question, Desk(sample_opened, DAY, "en", None), before)
    assert (found.plan.intent, found.accounts) == ("plan", ("001010",))


@pytest.mark.parametrize(
    ("question", "said_of_it"),
    [("哪些客戶毛利在下滑", "淨貢獻（毛利扣除"), ("which customers lose margin", "gross margin less")],
)
def test_a_falling_margin_is_said_to_be_judged_by_net_contribution(
    sample_opened: Book, question: str, said_of_it: str
) -> None:
    assert said_of_it in said(sample_opened, question)
