"""An account's verdicts on several days, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book.book import Book
    from scoring.changes import Change
    from scoring.verdict import Verdict
    from scoring.verdicts import Verdicts

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Moment:
    """The verdict of one day. `change` since the day before it, None on the first. `later_than_day`: the rubric is."""

    day: date
    rubric: str
    later_than_day: bool
    verdict: Verdict
    change: Change | None


def days(last: date, every: str, count: int) -> list[date]:
    """Ends of months, quarters or years before `last`, and `last` itself, oldest first."""
    step = MONTHS[every]
    month = last.year * 12 + last.month - 1
    ends = (_month_end(one) for one in range(month, month - step * (count + 1), -1) if (one % 12 + 1) % step == 0)
    return [*reversed([day for day in ends if day < last][:count]), last]


def _month_end(month: int) -> date:
    """The last day of a month counted from the year 0."""
    following = month + 1
    return date.fromordinal(date(following // 12, following % 12 + 1, 1).toordinal() - 1)


def moments(book: Book, account_id: str, of: Sequence[date], *, group: bool) -> Iterator[Moment]:
    """The verdict of each day under the rubric in force then, with the change since the day before."""
    from scoring.changes import change

    before: Verdicts | None = None
    for day in of:
        in_force = book.rubric_on(day)
        new = book.verdicts_of([account_id], day, in_force.rubric, group=group)
        moved = None
        if before is not None:
            same = before.rubric.version == in_force.rubric.version
            middle = new if same else book.verdicts_of([account_id], day, before.rubric, group=group)
            moved = change(before, middle, new)
        yield Moment(day, in_force.rubric.version, in_force.later_than_day, new.verdict(0), moved)
        before = new
