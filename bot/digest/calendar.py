"""When a subscription is due: a moment of its own time zone in each week or month, with a key that this week alone has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.digest.subscription import Subscription

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Slot:
    """A digest that is or was due. `period`: "2026-W53" (ISO year and week) or "2026-11"; `due`: UTC."""

    period: str
    due: datetime

    def key(self, subscription: Subscription) -> str:
        """The key of that digest: the same in every process and after every restart."""
        return f"{subscription.id}:{self.period}"


def slots(subscription: Subscription, start: datetime, end: datetime) -> Iterator[Slot]:
    """Everything due after `start` up to and including `end` (both UTC), oldest first."""
    day = start.astimezone(subscription.zone).date() - WEEK
    last = end.astimezone(subscription.zone).date()
    day += timedelta(days=(subscription.weekday - day.weekday()) % 7)
    while day <= last:
        due = moment(subscription, day)
        if start < due <= end and _counts(subscription, day):
            yield Slot(_period(subscription, day), due)
        day += WEEK


def moment(subscription: Subscription, day: date) -> datetime:
    """The subscription's hour on a day of its time zone, in UTC: 9 o'clock stays 9 o'clock when clocks are changed."""
    return datetime.combine(day, time(subscription.hour), subscription.zone).astimezone(UTC)


def following(subscription: Subscription, now: datetime, gone: Collection[str] = ()) -> Slot:
    """The next one after now. `gone`: periods that are over and done with."""
    ahead = slots(subscription, now, now + timedelta(days=80))
    return next(one for one in ahead if one.period not in gone)


def _counts(subscription: Subscription, day: date) -> bool:
    """Whether a digest of that day is sent: every week, or in the first week of a month."""
    return subscription.kind != "monthly" or day.day <= WEEK.days


def looks_back_to(period: str) -> date:
    """The first day of what a digest of a period looks back on: the week or the month before it."""
    year, week = int(period[:4]), period.partition("-W")[2]
    if week:
        return date.fromisocalendar(year, int(week), 1) - WEEK
    return (date(year, int(period[5:7]), 1) - timedelta(days=1)).replace(day=1)


def _period(subscription: Subscription, day: date) -> str:
    if subscription.kind == "monthly":
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
