"""Staged rows become the book: all or nothing, the same again changes nothing, undone one import at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from book.book import Book
from book.errors import BookError, ImportRefused
from book.importing.merge import Counts
from book.importing.remarks import Remark
from book.importing.staged import Staged
from tests.book.staging import DAY, NOW, TERMS, account, line, signal, staged


def contents(book: Book) -> dict[str, Any]:
    tables = ("accounts", "order_lines", "concessions", "touches", "signals", "rates")
    return {name: sorted(map(repr, book.store.fetch(f"SELECT * FROM {name}").to_pylist())) for name in tables}


def reasons(caught: pytest.ExceptionInfo[ImportRefused]) -> list[tuple[str, int, str | None]]:
    return [(p.reason, p.count, p.value) for p in caught.value.report.problems]


def test_rows_are_inserted_changed_and_left_alone(any_book: Book) -> None:
    first = staged(accounts=[account("1"), account("2")], order_lines=[line("1", "O1", 500), line("2", "O2", 700)])
    assert any_book.take(first, TERMS).outcome.counts["order_lines"] == Counts(2, 0, 0)
    second = staged(order_lines=[line("1", "O1", 500), line("2", "O2", 701), line("2", "O3", 9)])
    taken = any_book.take(second, TERMS).outcome
    assert taken.counts["order_lines"] == Counts(1, 1, 1)
    nets = any_book.store.fetch("SELECT order_id, net_base FROM order_lines ORDER BY order_id").to_pylist()
    assert [tuple(row.values()) for row in nets] == [("O1", 500), ("O2", 701), ("O3", 9)]


def everything() -> Staged:
    return staged(
        accounts=[account("1", owner="Ann"), account("2", parent_id="1")],
        order_lines=[line("1", "O1", 500, line_no=None), line("1", "O1", 500, line_no=None), line("2", "O2", -700)],
        concessions=[{"account_id": "1", "granted_on": DAY, "value": 100}] * 2,
        touches=[{"account_id": "1", "on_date": DAY, "hours": 1_500_000}],
        signals=[signal("1", "satisfaction", 7)],
    )


def test_the_same_files_again_change_nothing(any_book: Book) -> None:
    any_book.take(everything(), TERMS)
    before = contents(any_book)
    again = any_book.take(everything(), TERMS).outcome
    assert (again.import_id, again.changes) == (None, 0)
    assert contents(any_book) == before
    assert len(before["concessions"]) == 2, "two equal rows of one file are two concessions"


def test_undo_restores_the_state_before_each_import(any_book: Book) -> None:
    states = [contents(any_book)]
    for n in range(3):
        any_book.take(staged(accounts=[account("1", name=f"Name {n}")], order_lines=[line("1", "O1", n)]), TERMS)
        states.append(contents(any_book))
    for state in reversed(states[:-1]):
        any_book.undo(NOW)
        assert contents(any_book) == state
    with pytest.raises(BookError, match="no import to undo"):
        any_book.undo(NOW)


def test_a_dry_run_counts_and_changes_nothing(any_book: Book) -> None:
    tried = any_book.take(everything(), replace(TERMS, dry_run=True)).outcome
    assert tried.counts["order_lines"] == Counts(3, 0, 0)
    assert not any(contents(any_book).values())


def test_unknown_accounts_are_refused_and_named(new_book: Book) -> None:
    new_book.take(staged(accounts=[account("1")]), TERMS)
    wrong = staged(order_lines=[line("1", "O1", 5), line("9", "O2", 5), line("8", "O3", 5)])
    with pytest.raises(ImportRefused) as caught:
        new_book.take(wrong, TERMS)
    assert reasons(caught) == [("is an account that is neither in the book nor in this import", 2, "9")]
    assert caught.value.report.problems[0].rows == (3, 4)
    assert not contents(new_book)["order_lines"]


def test_partial_takes_the_rows_without_problems_and_reports_the_others(new_book: Book) -> None:
    rows = staged(accounts=[account("1")], order_lines=[line("1", "O1", 5), line("9", "O2", 5)])
    outcome = new_book.take(rows, replace(TERMS, partial=True)).outcome
    assert outcome.counts["order_lines"] == Counts(1, 0, 0)
    assert outcome.report.refused == {"order_lines": 1}
    assert len(outcome.report.problems) == 1


def test_without_any_table_of_accounts_they_are_named_by_their_id(new_book: Book) -> None:
    new_book.take(staged(order_lines=[line("0042", "O1", 5)]), TERMS)
    new_book.take(staged(order_lines=[line("0043", "O2", 5)]), TERMS)
    assert [a.name for a in new_book.accounts.all()] == ["0042", "0043"]
    new_book.take(staged(accounts=[account("0042"), account("0043")]), TERMS)
    with pytest.raises(ImportRefused):
        new_book.take(staged(order_lines=[line("0044", "O3", 5)]), TERMS)


def test_an_update_keeps_the_columns_that_its_file_does_not_have(any_book: Book) -> None:
    any_book.take(staged(accounts=[account("1", owner="Ann", region="North")]), TERMS)
    any_book.take(staged(accounts=[account("1", owner=None)]), TERMS)
    kept = any_book.accounts.get("1")
    assert (kept.owner, kept.region) == (None, "North")


def test_rows_of_one_key_are_taken_once_or_refused_when_they_contradict(new_book: Book) -> None:
    twice = new_book.take(staged(order_lines=[line("1", "O1", 5), line("1", "O1", 5)]), TERMS).outcome
    assert twice.counts["order_lines"] == Counts(1, 0, 0)
    assert Remark("repeated_rows", {"table": "order_lines", "n": 1}) in twice.notes
    with pytest.raises(ImportRefused) as caught:
        new_book.take(staged(order_lines=[line("1", "O2", 5), line("1", "O2", 6)]), TERMS)
    assert reasons(caught)[0][0].startswith("has the key of another row")


def test_an_order_that_moves_to_another_account_moves(any_book: Book) -> None:
    any_book.take(staged(order_lines=[line("1", "O1", 5), line("2", "O2", 5)]), TERMS)
    any_book.take(staged(order_lines=[line("2", "O1", 5)]), TERMS)
    found = any_book.store.fetch("SELECT account_id FROM order_lines ORDER BY order_id").column(0).to_pylist()
    assert found == ["2", "2"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([account("1", parent_id="7")], "is a parent"),
        ([account("1", parent_id="1")], "puts the account below itself"),
        (
            [account("1", parent_id="2"), account("2", parent_id="3"), account("3", parent_id="1")],
            "puts the account below",
        ),
    ],
)
def test_parents_must_be_known_and_lead_upwards(new_book: Book, rows: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        new_book.take(staged(accounts=rows), TERMS)
    assert reasons(caught)[0][0].startswith(reason)


def test_ratings_lie_between_0_and_10(new_book: Book) -> None:
    new_book.take(staged(accounts=[account("1")]), TERMS)
    with pytest.raises(ImportRefused) as caught:
        new_book.take(staged(signals=[signal("1", "satisfaction", 11), signal("1", "complaints", 11)]), TERMS)
    assert reasons(caught) == [("is no rating from 0 to 10", 1, "11.0")]
    outcome = new_book.take(staged(signals=[signal("1", "hunch", 99)]), TERMS).outcome
    assert outcome.report.warnings == (Remark("signal_unknown", {"signal": "hunch"}),)


def test_every_problem_of_a_row_is_told_and_the_row_counts_once(new_book: Book) -> None:
    rows = [line("7", "O1", 5, currency="USD"), line("7", "O1", 6, currency="USD")]
    with pytest.raises(ImportRefused) as caught:
        new_book.take(staged(accounts=[account("1")], order_lines=rows), replace(TERMS, base_currency="EUR"))
    assert [reason.split(" that ")[0] for reason, _, _ in reasons(caught)] == [
        "has the key of another row in this import, and says otherwise",
        "is an account",
        "has no exchange rate into EUR",
    ]
    assert str(caught.value) == "Nothing was imported: 2 rows have a problem."


def test_a_row_that_depends_on_one_that_is_left_out_is_told_so(new_book: Book) -> None:
    rows = staged(accounts=[account("1", parent_id="1"), account("2")], order_lines=[line("1", "O1", 5)])
    with pytest.raises(ImportRefused) as caught:
        new_book.take(rows, TERMS)
    assert [reason for reason, _, _ in reasons(caught)] == [
        "puts the account below itself",
        "is an account whose own row in this import has a problem",
    ]


def test_of_signals_of_one_day_the_one_recorded_last_counts(any_book: Book) -> None:
    any_book.take(staged(accounts=[account("1")], signals=[signal("1", "satisfaction", 3)]), TERMS)
    any_book.take(staged(signals=[signal("1", "satisfaction", 8)]), TERMS)
    rubric = any_book.rubric_on(DAY).rubric
    assert any_book.metrics(DAY, rubric).column("satisfaction").tolist() == [8.0]


def test_the_book_knows_its_last_day(any_book: Book) -> None:
    assert any_book.last_day(date(2026, 1, 5)) == date(2026, 1, 5), "an empty book is as of today"
    any_book.take(everything(), TERMS)
    assert any_book.last_day(date(2026, 1, 5)) == DAY
    assert any_book.last_day(date(2025, 1, 1)) == date(2025, 1, 1), "nothing after today is the day"
