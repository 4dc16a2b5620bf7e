"""The ledger keeps everything; versions of the rubric are in force from a day on."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from book.book import Book
from book.errors import BookError
from scoring.rubric import load_default
from tests.book.staging import DAY, NOW, TERMS, account, line, signal, staged


def test_nothing_in_the_ledger_is_changed_or_removed(new_book: Book) -> None:
    new_book.ledger.append("verdict", {"tier": "A"}, at=NOW, account_id="1")
    for statement in ("UPDATE ledger SET kind = 'x'", "DELETE FROM ledger"):
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            new_book.records.execute(statement)
    assert [e.body for e in new_book.ledger.events("verdict", "1")] == [{"tier": "A"}]


def override(book: Book, tier: str, until: date) -> int:
    body = {"tier": tier, "reason": "board", "approver": "Eve", "from": str(DAY), "expires_on": str(until)}
    return book.ledger.append("override", body, at=NOW, account_id="1")


def test_an_override_stands_from_its_day_until_it_expires_or_is_revoked(new_book: Book) -> None:
    override(new_book, "B", DAY + timedelta(days=90))
    later = override(new_book, "A", DAY + timedelta(days=9))
    on = {days: new_book.ledger.overrides(DAY + timedelta(days=days)) for days in (-1, 0, 9, 10, 91)}
    assert {days: found["1"].tier if found else None for days, found in on.items()} == {
        -1: None,
        0: "A",
        9: "A",
        10: "B",
        91: None,
    }
    new_book.ledger.append("override revoked", {"of": later}, at=NOW, account_id="1")
    assert new_book.ledger.overrides(DAY)["1"].tier == "B"


def test_a_rubric_is_in_force_from_its_day_and_of_one_day_the_later_written(new_book: Book) -> None:
    shipped = load_default()
    assert new_book.rubric_on(DAY).rubric == shipped
    for version, day in (("second", date(2025, 1, 1)), ("first", date(2024, 1, 1)), ("third", date(2025, 1, 1))):
        new_book.rubrics.add(
            shipped.model_copy(update={"version": version, "in_force_since": day}), why="adopted", at=NOW
        )
    found = {day: new_book.rubric_on(day) for day in (date(2023, 1, 1), date(2024, 6, 1), date(2025, 1, 1))}
    assert [(f.rubric.version, f.later_than_day) for f in found.values()] == [
        ("first", True),
        ("first", False),
        ("third", False),
    ]


def test_the_first_import_that_makes_it_possible_calibrates(any_book: Book) -> None:
    four = [line(str(n), f"O{n}", n * 10_000) for n in range(1, 5)]
    assert any_book.take(staged(order_lines=four), TERMS).calibration is None
    found = any_book.take(staged(order_lines=[line("5", "O5", 50_000)]), TERMS).calibration
    assert found is not None
    assert set(found.calibrated) == {"revenue", "orders"}
    assert set(found.uncalibrated) == {"gross_margin", "headroom"}
    xs = (100.0, 120.0, 200.0, 300.0, 400.0, 480.0, 500.0)
    points = (0.0, 5.0, 25.0, 50.0, 75.0, 95.0, 100.0)
    revenue = any_book.rubric_on(DAY).rubric.criteria["revenue"]
    assert revenue.breakpoints == tuple(zip(xs, points, strict=True))
    assert any_book.take(staged(order_lines=[line("6", "O6", 90_000)]), TERMS).calibration is None, "points stay fixed"


def test_undo_withdraws_the_calibration_of_its_import(any_book: Book) -> None:
    any_book.take(staged(order_lines=[line(str(n), f"O{n}", n * 10_000) for n in range(1, 6)]), TERMS)
    assert [v.version for v in any_book.rubrics.versions()] == [f"default calibrated {DAY}"]
    any_book.undo(NOW)
    assert any_book.rubrics.versions() == []


def test_a_group_counts_its_lines_together_and_has_its_parents_signals(any_book: Book) -> None:
    rows = staged(
        accounts=[account("1", owner="Ann"), account("2", parent_id="1"), account("3", parent_id="2")],
        order_lines=[line("1", "O1", 10_000), line("2", "O2", 20_000), line("3", "O3", 40_000)],
        signals=[signal("1", "satisfaction", 7), signal("2", "satisfaction", 2)],
    )
    any_book.take(rows, TERMS)
    group = any_book.metrics_of_group("1", DAY, load_default())
    assert (list(group.account_id), list(group.name)) == (["1"], ["Company 1"])
    assert [group.column(key)[0] for key in ("revenue", "orders", "satisfaction")] == [700.0, 3.0, 7.0]


def test_the_context_is_computed_once_for_a_state_of_the_book(new_book: Book) -> None:
    new_book.take(staged(order_lines=[line("1", "O1", 10_000)]), TERMS)
    rubric = new_book.rubric_on(DAY).rubric
    first = new_book.context(DAY, rubric)
    key = new_book._context_key(DAY, rubric, new_book.state())
    assert new_book.ledger.kept(key)["revenue"] == first.revenue == 100.0
    new_book.take(staged(order_lines=[line("1", "O2", 10_000)]), TERMS)
    assert new_book.context(DAY, rubric).revenue == 200.0


def test_files_that_are_no_book_or_a_newer_one_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE letters (x)")
    connection.close()
    with pytest.raises(BookError, match="another program"):
        Book(other)
    newer = tmp_path / "newer.db"
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(BookError, match="newer version"):
        Book(newer)
    with pytest.raises(BookError, match="kam import"):
        Book(tmp_path / "absent.db")
