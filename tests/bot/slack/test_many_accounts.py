"""Answers about many accounts say what a plain computation, account by account, says; and the book is scored once for them."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bench.data import LAST_DAY, Maker, Size, shaped
from book.access import Person, set_person
from book.backup import restore
from book.book import Book
from book.importing.apply import Terms
from book.importing.merge import merge
from book.importing.one_row import one_signal
from bot.settings import settings
from bot.slack.answers.accounts import ROWS, accounts
from bot.slack.answers.pitfalls import NAMED, pitfalls
from bot.slack.answers.portfolio import portfolio, pyramid
from bot.slack.call import Call, calling
from bot.slack.effects import Tell
from bot.slack.kit import texts_of
from bot.slack.overview import LOOKED_AT, NONE, TODO, Overview
from bot.slack.people import Profile, Room
from bot.slack.request import Request
from bot.slack.services import VERDICTS, Services
from bot.slack.views.portfolio import BUTTONS
from scoring.portfolio import neglected_small
from scoring.pyramid import pyramids
from scoring.rubric.models import TIER_LETTERS
from scoring.verdict import Verdict

NOW = datetime(2025, 12, 31, 9, tzinfo=UTC)
SIZE = Size(accounts=700, lines=2_500)
SAME, EARLIER = 200, 900
"""Accounts of one name; the number of the import that brought them."""


class Alike(Maker):
    """Accounts of which many have one name, and few owners."""

    def account_rows(self) -> pa.Table:
        count = self.size.accounts
        names = np.array([f"Customer {n}" if n >= SAME else "Ever Same" for n in range(count)])
        owners = self.random.choice(["Ann", "Bo", "Chen"], count)
        return shaped("accounts", account_id=self.accounts, name=names, owner=owners)


class Directory:
    """Everybody writes English."""

    def profile(self, user: str) -> Profile:
        """A colleague."""
        return Profile(user, locale="en-US", tz="UTC", outside=False)

    def room(self, channel: str) -> Room:
        """A direct conversation."""
        return Room(channel, self.profile, direct=True, shared=False, known=True, inside=True)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated book, its rubric calibrated; UADA sees all of it, UANN what Ann owns."""
    file = tmp_path_factory.mktemp("many") / "kam.db"
    with Book(file, create=True) as book:
        tables = Alike(SIZE).tables()
        with book.store.staged(tables), book.store.transaction():
            for name in tables:
                merge(book.store, name, EARLIER, ())
        book.rubrics.add(book.calibration(LAST_DAY).rubric, why="calibrated", at=NOW, import_id=EARLIER)
        set_person(book.ledger, Person("UADA", "admin"), at=NOW, by="test")
        set_person(book.ledger, Person("UANN", "owner", "Ann"), at=NOW, by="test")
    return file


@dataclass
class Asked:
    """A bot on a book, asked without Slack. `scored`: how often the whole book was."""

    services: Services
    book: Path
    scored: int = 0

    def call(self, user: str = "UADA") -> Any:
        """A call of somebody's."""
        request = Request(kind="command", key=f"k{user}", lane="l", team="T", user=user, channel="C")
        return calling(self.services, request)

    def told(self, handler: Callable[..., Iterator[Any]], text: str = "", user: str = "UADA") -> tuple[Tell, list[str]]:
        """What a handler tells, and the accounts noted for the audit trail."""
        with self.call(user) as call:
            found = next(one for one in handler(call, text) if isinstance(one, Tell))
            return found, call.shown.accounts


@pytest.fixture
def asked(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """A bot on a copy of the generated book."""
    book = Path(shutil.copy(written, tmp_path / "kam.db"))
    found = Asked(Services(settings(KAM_BOOK=str(book)), None, Directory(), "T", "B", lambda: NOW), book)  # type: ignore[arg-type]
    real = Book.verdicts

    def verdicts(book_asked: Book, *given: Any, **more: Any) -> Any:
        found.scored += 1
        return real(book_asked, *given, **more)

    monkeypatch.setattr(Book, "verdicts", verdicts)
    return found


def each(call: Call) -> list[Verdict]:
    """Every account's own verdict, of those that the asker may see."""
    whole = call.book.verdicts(call.as_of)
    return [whole.verdict(at) for at, one in enumerate(whole.table.account_id) if call.may_see(str(one))]


def by_revenue(found: list[Verdict]) -> list[Verdict]:
    """The largest first, those without an order last; of equal ones by id."""
    revenue = {one.account_id: one.metrics.get("revenue") for one in found}

    def place(one: Verdict) -> tuple[bool, float, str]:
        value = revenue[one.account_id]
        return value is None, -(value or 0.0), one.account_id

    return sorted(found, key=place)


def fired(found: list[Verdict], pitfall: str) -> list[Verdict]:
    return [one for one in by_revenue(found) if one.pitfalls[pitfall].state == "fired"]


@pytest.mark.parametrize("user", ["UADA", "UANN"])
def test_pitfalls_name_the_largest_accounts_that_are_caught(asked: Asked, user: str) -> None:
    with asked.call(user) as call:
        every = each(call)
    caught = {key: fired(every, key) for key in ("P1", "P2", "P3", "P4", "P5")}
    assert sum(map(len, caught.values())) > NAMED * len(caught)
    told, noted = asked.told(pitfalls, user=user)
    first = [one.account_id for of in caught.values() for one in of[:NAMED]]
    assert noted[: len(set(first))] == list(dict.fromkeys(first))
    shown = list(texts_of(told.message.blocks))
    for key, of in caught.items():
        assert any(f"ired for {len(of)} · {key} " in one for one in shown) or not of


@pytest.mark.parametrize("user", ["UADA", "UANN"])
def test_a_list_shows_of_each_account_what_its_own_verdict_says(asked: Asked, user: str) -> None:
    with asked.call(user) as call:
        every = [one for one in by_revenue(each(call)) if one.tier == "B"]
        scores = sorted(every, key=lambda one: (-(one.total or 0.0), one.account_id))[:ROWS]
        figures, marks = call.figures, {"fired": "{}", "watch": "({})"}
        meant = [
            [
                f"{one.name} ({one.account_id})",
                "B?" if one.provisional else "B",
                figures.words.get(f"types_short.{one.value_type.type.partition(' ')[0]}", ""),
                " ".join(marks[of.state].format(key) for key, of in one.pitfalls.items() if of.state in marks)
                or figures.words("none"),
                figures.score(one.total or 0.0),
            ]
            for one in scores
        ]
    told, noted = asked.told(accounts, "tier B", user)
    table = next(one for one in told.message.blocks if one["type"] == "table")
    rows = [[cell_text(cell) for cell in row] for row in table["rows"][1:]]
    assert [row[:5] for row in rows] == meant
    assert noted == [one.account_id for one in scores]


def cell_text(cell: Any) -> str:
    """What a cell of a table says."""
    return " ".join(texts_of([cell])) if cell.get("type") != "raw_text" else str(cell["text"])


def test_of_many_accounts_of_one_name_the_first_are_shown_and_all_counted(asked: Asked) -> None:
    told, noted = asked.told(accounts, "Ever Same")
    assert f"{SAME} accounts: Ever Same. The first {ROWS} are shown." in " ".join(texts_of(told.message.blocks))
    assert noted == [f"{n:07d}" for n in range(ROWS)]


def test_the_tab_orders_accounts_as_a_plain_comparison_does(asked: Asked) -> None:
    with asked.call() as call:
        every = {one.account_id: one for one in each(call)}
        book = Overview(call, set(every))
        ids = book.now.accounts

        def place(one: Verdict) -> tuple[int, float, str]:
            rank = TIER_LETTERS.index(one.tier) if one.tier else NONE
            return rank, -(one.metrics.get("revenue") or 0.0), one.account_id

        meant = sorted(every.values(), key=place)
        assert [ids[at] for at in book.rows] == [one.account_id for one in meant]
        for code, letter in [*enumerate(TIER_LETTERS), (-1, None)]:
            of = sorted(
                (one for one in meant if one.tier == letter),
                key=lambda one: -(-1.0 if one.total is None else one.total),
            )
            assert [ids[at] for at in book.of_tier(code)] == [one.account_id for one in of]
        flags = {one.account_id: sum(of.state == "fired" for of in one.pitfalls.values()) for one in meant}
        most = sorted(meant, key=lambda one: -flags[one.account_id])[:TODO]
        assert [ids[at] for at in book.next] == [one.account_id for one in most]
        incomplete = [one.account_id for one in meant if one.coverage < 1.0][:LOOKED_AT]
        assert [ids[at] for at in book.unasked] == incomplete


def test_the_portfolio_notes_the_accounts_that_it_names_alone(asked: Asked) -> None:
    with asked.call() as call:
        largest = [one.account_id for one in by_revenue(each(call))[:BUTTONS]]
        small = neglected_small(call.book.verdicts(call.as_of))
    _, noted = asked.told(portfolio)
    assert set(noted) <= {*largest, *small}
    assert set(largest) <= set(noted)


def test_a_pyramid_is_the_one_that_is_asked_for(asked: Asked) -> None:
    with asked.call() as call:
        held = pyramids(call.book.verdicts(call.as_of))["volume"]
        levels = [call.figures.number(one.accounts, 0) for one in held.values()]
    told, _ = asked.told(pyramid, "volume")
    table = next(one for one in told.message.blocks if one["type"] == "table")
    counts = [cell_text(row[1]) for row in table["rows"][1:]]
    assert counts == levels[: len(counts)]
    assert len(counts) >= len(TIER_LETTERS)


# scored once for a state of the book


def least(asked: Asked, account: str = "0000001") -> tuple[float, float]:
    """The least total of an account in the verdicts and in the scores that the bot holds."""
    with asked.call() as call:
        verdicts, scores = call.desk.verdicts, asked.services.scores(call.book, call.as_of)
    at = [str(one) for one in verdicts.table.account_id].index(account)
    return float(verdicts.low[at]), float(scores.figures["low"][scores.places[account]])


def signal(asked: Asked, value: float) -> None:
    """Takes a signal into the book, as another program does."""
    row = {"account_id": "0000001", "key": "influence", "value": value, "observed_on": LAST_DAY, "source": "rep"}
    with Book(asked.book) as book:
        book.take(one_signal(row), Terms(NOW))


def test_everybody_is_answered_from_one_scoring_of_the_book(asked: Asked) -> None:
    for handler, text in (
        (portfolio, ""),
        (pyramid, ""),
        (pitfalls, ""),
        (accounts, "tier B"),
        (accounts, "Ever Same"),
    ):
        for user in ("UADA", "UANN"):
            asked.told(handler, text, user)
    with asked.call() as call:
        asked.services.scores(call.book, call.as_of)
    assert asked.scored == 1


def test_an_import_and_its_undoing_count_at_once(asked: Asked) -> None:
    before = least(asked)
    signal(asked, 10.0)
    after = least(asked)
    assert after[0] == after[1] != before[0] == before[1]
    with Book(asked.book) as book:
        book.undo(NOW)
    assert least(asked) == before
    assert asked.scored == 3


def test_another_rubric_and_another_day_count_at_once(asked: Asked) -> None:
    before = least(asked)
    with Book(asked.book) as book:
        rubric = book.rubric_on(LAST_DAY).rubric
        tiers = {one: kept.model_copy(update={"value": kept.value / 2}) for one, kept in rubric.tiers.items()}
        book.rubrics.add(rubric.model_copy(update={"version": "mild", "tiers": tiers}), why="edited", at=NOW)
    with asked.call() as call:
        assert call.desk.verdicts.rubric.version == "mild"
        earlier = asked.services.verdicts(call.book, LAST_DAY.replace(month=6, day=30))
        assert earlier.as_of != call.desk.verdicts.as_of
    assert least(asked) == before


def test_another_file_in_the_books_place_is_read_though_its_numbers_are_the_same(asked: Asked, written: Path) -> None:
    signal(asked, 10.0)
    high = least(asked)
    restore(written, asked.book)
    signal(asked, 0.0)
    low = least(asked)
    assert low[0] == low[1] < high[0]


def test_no_more_tables_are_held_than_are_asked_for_in_turn(asked: Asked) -> None:
    with asked.call() as call:
        for month in range(1, 8):
            found = asked.services.verdicts(call.book, LAST_DAY.replace(month=month, day=28))
            assert len(asked.services._verdicts) <= VERDICTS
            assert asked.services.verdicts(call.book, found.as_of) is found


def test_what_one_may_not_see_is_in_no_row(asked: Asked) -> None:
    asked.told(portfolio)
    with asked.call("UANN") as call:
        mine = {str(one) for one in call.desk.verdicts.table.account_id}
        assert mine == set(call.access.seen_by("UANN"))
        assert 0 < len(mine) < SIZE.accounts
        assert not math.isclose(
            call.desk.verdicts.context.revenue, float(np.nansum(call.desk.verdicts.table.column("revenue")))
        )
