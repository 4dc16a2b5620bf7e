"""What of the book somebody sees, for the home tab: scores of the day and of a quarter's end before, and what changed between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, islice

import numpy as np

from book.records.ledger import Override
from bot.digest.content import Changes, changes
from bot.digest.snapshot import Snapshot, fired
from bot.over_time import days
from bot.slack.call import Call
from scoring.rubric.models import TIER_LETTERS
from scoring.verdict import Verdict

FLAGS, TODO, LOOKED_AT = 6, 3, 12
"""Accounts with flags and to act on that are shown; accounts that are looked at for what is worth asking."""
NONE = len(TIER_LETTERS)


def compared_days(call: Call) -> tuple[date, date]:
    """The quarter's end before, and the day itself."""
    return days(call.as_of, "quarter", 1)[0], call.as_of


class Overview:
    """What of the book somebody sees: scores of the day and of a quarter's end before, and what changed in between."""

    def __init__(self, call: Call, seen: set[str]) -> None:
        self.call = call
        self.before_day = compared_days(call)[0]
        call.services.work_out(call.book, *compared_days(call))
        self.now = _of(call.services.scores(call.book, call.as_of), seen)
        before = _of(call.services.scores(call.book, self.before_day), seen)
        self.changed: Changes = changes(self.now, before if _tells(before) else None)
        self.rows = by_importance(self.now, range(len(self.now)))
        self.open = self._open()
        self.verdicts = self._verdicts()

    def of_tier(self, code: int) -> list[int]:
        """Rows with a tier (-1: without), the highest score first; equal ones by importance."""
        rows = np.array(self.rows, dtype=np.int64)
        rows = rows[self.now.tiers[rows] == code]
        totals = np.nan_to_num(self.now.figures["total"], nan=-1.0)
        found: list[int] = rows[np.argsort(-totals[rows], kind="stable")].tolist()
        return found

    def _open(self) -> dict[int, list[str]]:
        """By row, the fired flags that nobody dismissed; the most important accounts first."""
        of = dict[int, list[str]]()
        for pitfall in self.now.pitfalls:
            for at in np.flatnonzero(fired(self.now, pitfall)):
                of.setdefault(int(at), []).append(pitfall)
        return {at: of[at] for at in self.rows if at in of}

    @cached_property
    def overrides(self) -> Mapping[str, Override]:
        """The tiers that people set, by account."""
        return self.call.book.ledger.overrides(self.call.as_of)

    @cached_property
    def next(self) -> list[int]:
        """Rows of the accounts to act on: those with most flags, then the most important."""
        flagged = sorted(self.open, key=lambda at: -len(self.open[at]))
        return list(islice(chain(flagged, (at for at in self.rows if at not in self.open)), TODO))

    @property
    def unasked(self) -> list[int]:
        """Rows of the most important accounts of which something is not known."""
        coverage = self.now.figures["coverage"]
        return list(islice((at for at in self.rows if coverage[at] < 1.0), LOOKED_AT))

    def _verdicts(self) -> dict[str, Verdict]:
        """The verdicts of the few accounts of which more than the score is said."""
        rows = dict.fromkeys([*self.next, *self.unasked])
        ids = [self.now.accounts[at] for at in rows]
        return {one.account_id: one for one in self.call.desk.verdicts_of(*ids)} if ids else {}

    def verdict(self, at: int) -> Verdict:
        """A row's verdict, noted for the audit trail: it is shown."""
        found = self.verdicts[self.now.accounts[at]]
        self.call.note(found)
        return found


def by_importance(scores: Snapshot, rows: Sequence[int] | range) -> list[int]:
    """Best tier first, then the largest revenue; of equal ones by id, as they stand."""
    picked = np.array(rows, dtype=np.int64)
    revenue = np.nan_to_num(scores.figures["revenue"])[picked]
    rank = np.where(scores.tiers < 0, NONE, scores.tiers)[picked]
    found: list[int] = picked[np.lexsort((picked, -revenue, rank))].tolist()
    return found


def _of(scores: Snapshot, seen: set[str]) -> Snapshot:
    mine = np.array([one in seen for one in scores.accounts], dtype=bool)
    return scores if mine.all() else scores.rows(mine)


def _tells(before: Snapshot) -> bool:
    """Whether anything was known on the earlier day: else everything would count as a change."""
    return bool(np.any(before.tiers >= 0))
