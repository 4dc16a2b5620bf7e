"""What a digest says, found by comparing two snapshots: who moved, which flags are new, who is neglected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from bot.digest.snapshot import Snapshot, fired
from bot.flags import ASIDE
from scoring.pitfalls.logic import STATES
from scoring.rubric import Rubric
from scoring.rubric.models import TIER_LETTERS
from scoring.table import BoolArray

Task = Literal["flag", "fell", "neglected", "incomplete"]
SHOWN = 5
"""Accounts that are named of each kind; the details have them all."""
TASKS = 5


@dataclass(frozen=True, slots=True)
class Move:
    """An account whose tier changed; None: not rated. `new`: it was not in the book before."""

    account: str
    name: str
    before: str | None
    after: str | None
    new: bool = False

    @property
    def up(self) -> bool:
        """Whether it rose: to a tier from none, or to a better one. What is new in the book did not fall."""
        return self.new or _rank(self.after) < _rank(self.before)


@dataclass(frozen=True, slots=True)
class Flag:
    """A pitfall of an account that fired newly, or no longer is; `state`: what it is now."""

    account: str
    name: str
    pitfall: str
    tier: str | None
    state: str = "fired"


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do. `key`: the same every week as long as the reason stands. `about`: the pitfall of a flag, else empty."""

    task: Task
    account: str
    name: str
    tier: str | None
    about: str = ""

    @property
    def key(self) -> str:
        """By which it is claimed, put off or dismissed."""
        return f"{self.task}:{self.account}:{self.about}" if self.about else f"{self.task}:{self.account}"


@dataclass(frozen=True)
class Content:
    """What changed between two days. `tiers`: accounts now and before, by letter ("" for not rated). Most important first.

    `before` None: nothing to compare with yet. `rubric_changed`: the two were scored by different rubrics.
    """

    as_of: date
    before: date | None
    rubric: str
    rubric_changed: bool
    accounts: int
    tiers: Mapping[str, tuple[int, int]]
    moves: Sequence[Move] = ()
    flags: Sequence[Flag] = ()
    cleared: Sequence[Flag] = ()
    neglected: Sequence[str] = ()
    incomplete: Sequence[str] = ()
    items: Sequence[Item] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def quiet(self) -> bool:
        """Whether nothing changed."""
        return not (self.moves or self.flags or self.cleared)


@dataclass(frozen=True)
class Changes:
    """Of Content what changed."""

    rubric_changed: bool
    moves: Sequence[Move]
    flags: Sequence[Flag]
    cleared: Sequence[Flag]


def changes(now: Snapshot, before: Snapshot | None) -> Changes:
    """What changed between two days; nothing without a before."""
    aligned = _aligned(now, before)
    rubric_changed = before is not None and before.rubric != now.rubric
    return Changes(rubric_changed, _moves(now, before, aligned), *_flags(now, before, aligned))


def content(now: Snapshot, before: Snapshot | None, rubric: Rubric) -> Content:
    """What a digest of the accounts in `now` says. `rubric`: the thresholds for who is neglected."""
    changed = changes(now, before)
    moves, flags, cleared = changed.moves, changed.flags, changed.cleared
    neglected, incomplete = _neglected(now, rubric), _incomplete(now)
    return Content(
        as_of=now.as_of,
        before=before.as_of if before is not None else None,
        rubric=now.rubric,
        rubric_changed=changed.rubric_changed,
        accounts=len(now),
        tiers=_tiers(now, before),
        moves=moves,
        flags=flags,
        cleared=cleared,
        neglected=neglected,
        incomplete=incomplete,
        items=_items(now, moves, flags, neglected, incomplete),
        names=dict(zip(now.accounts, now.names, strict=True))
        if len(now) <= 2_000
        else _some_names(now, neglected, incomplete),
    )


def _some_names(now: Snapshot, *lists: Sequence[str]) -> dict[str, str]:
    places = now.places
    return {account: now.names[places[account]] for accounts in lists for account in accounts}


def _rank(tier: str | None) -> int:
    return len(TIER_LETTERS) if tier is None else TIER_LETTERS.index(tier)


def _aligned(now: Snapshot, before: Snapshot | None) -> np.ndarray:
    """The row before of each row now, -1 where there was none."""
    if before is None:
        return np.full(len(now), -1)
    places = before.places
    return np.array([places.get(account, -1) for account in now.accounts], dtype=np.int64)


def _by_revenue(now: Snapshot, picked: BoolArray) -> list[int]:
    """Rows, the largest revenue first; of equal ones by id."""
    revenue = np.nan_to_num(now.figures["revenue"])
    return sorted((int(at) for at in np.flatnonzero(picked)), key=lambda at: (-revenue[at], now.accounts[at]))


def _moves(now: Snapshot, before: Snapshot | None, aligned: np.ndarray) -> list[Move]:
    if before is None:
        return []
    known = aligned >= 0
    old = np.where(known, before.tiers[np.maximum(aligned, 0)] if len(before) else -1, -1)
    moved = (now.tiers != old) | ~known
    found = [
        Move(now.accounts[at], now.names[at], _letter(int(old[at])), now.tier(at), new=not known[at])
        for at in _by_revenue(now, moved)
    ]
    return sorted(found, key=lambda move: -abs(_rank(move.after) - _rank(move.before)))


def _letter(code: int) -> str | None:
    return None if code < 0 else str(TIER_LETTERS[code])


def _flags(now: Snapshot, before: Snapshot | None, aligned: np.ndarray) -> tuple[list[Flag], list[Flag]]:
    """New and cleared ones, of better tiers first."""
    if before is None:
        return [], []
    new, gone = list[Flag](), list[Flag]()
    for pitfall, codes in now.pitfalls.items():
        if pitfall not in before.pitfalls:
            continue
        is_fired, known = fired(now, pitfall), aligned >= 0
        was = np.where(known, fired(before, pitfall)[np.maximum(aligned, 0)] if len(before) else False, False)
        ended = was & ~is_fired & (codes != ASIDE)
        for found, picked in ((new, is_fired & ~was), (gone, ended)):
            found += [
                Flag(now.accounts[at], now.names[at], pitfall, now.tier(at), STATES[codes[at]])
                for at in _by_revenue(now, picked)
            ]
    return sorted(new, key=lambda one: _rank(one.tier)), sorted(gone, key=lambda one: _rank(one.tier))


def _tiers(now: Snapshot, before: Snapshot | None) -> dict[str, tuple[int, int]]:
    """Accounts of each tier now and before; without a before, now twice."""
    past = before if before is not None else now
    names = {letter: code for code, letter in enumerate(TIER_LETTERS)} | {"": -1}
    return {name: (int(np.sum(now.tiers == code)), int(np.sum(past.tiers == code))) for name, code in names.items()}


def _neglected(now: Snapshot, rubric: Rubric) -> list[str]:
    """Accounts below tier B with potential that nobody has spoken to for long (the half of P2 about small accounts).

    Not where a person dismissed that.
    """
    with np.errstate(invalid="ignore"):
        small = now.tiers >= TIER_LETTERS.index("C")
        promising = now.figures["potential"] >= rubric.threshold("P2", "potential")
        silent = now.figures["days_since_touch"] >= rubric.threshold("P2", "days_since_touch")
    known = now.pitfalls["P2"] != ASIDE if "P2" in now.pitfalls else True
    return [now.accounts[at] for at in _by_revenue(now, small & promising & silent & known)]


def _incomplete(now: Snapshot) -> list[str]:
    """Provisional accounts, those first whose score is least certain."""
    width = now.figures["high"] - now.figures["low"]
    rows = np.flatnonzero(now.provisional)
    return [now.accounts[at] for at in sorted(rows, key=lambda at: (-width[at], now.accounts[at]))]


def _items(
    now: Snapshot, moves: Sequence[Move], flags: Sequence[Flag], neglected: Sequence[str], incomplete: Sequence[str]
) -> list[Item]:
    """Things to do, most urgent first: flags of the best tiers, falls, neglect, data that would settle a tier. One an account."""
    places = now.places
    found = [Item("flag", one.account, one.name, one.tier, one.pitfall) for one in flags]
    found += [Item("fell", one.account, one.name, one.after) for one in moves if not one.up]
    for task, accounts in (("neglected", neglected), ("incomplete", incomplete)):
        rows = [places[account] for account in accounts]
        found += [Item(task, now.accounts[at], now.names[at], now.tier(at)) for at in rows]  # type: ignore[arg-type]
    return one_an_account(found)


def one_an_account(items: Iterable[Item]) -> list[Item]:
    """The first of each account, in that order."""
    found = dict[str, Item]()
    for item in items:
        found.setdefault(item.account, item)
    return list(found.values())
