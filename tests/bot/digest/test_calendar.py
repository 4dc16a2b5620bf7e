"""When digests are due: once a week at the same hour of the day, whatever clocks and years do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.digest.calendar import following, slots
from bot.digest.subscription import FIRST_HOUR, LAST_HOUR, Subscription

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Taipei",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "UTC",
    "Asia/Kathmandu",
)


def subscription(tz: str = "Europe/Berlin", weekday: int = 0, hour: int = 9, kind: str = "weekly") -> Subscription:
    return Subscription(
        id="abc", kind=kind, to="C1", by="U1", weekday=weekday, hour=hour, tz=tz, since=datetime(2024, 1, 1, tzinfo=UTC)
    )  # type: ignore[arg-type]


def test_nine_stays_nine_when_clocks_change() -> None:
    berlin = subscription()
    due = [one.due for one in slots(berlin, datetime(2026, 3, 15, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))]
    assert [f"{one:%d %H}" for one in due] == ["16 08", "23 08", "30 07"]
    assert {one.astimezone(berlin.zone).hour for one in due} == {9}


def test_the_fifty_third_week_belongs_to_its_own_year() -> None:
    found = list(slots(subscription(), datetime(2026, 12, 20, tzinfo=UTC), datetime(2027, 1, 12, tzinfo=UTC)))
    assert [one.period for one in found] == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert len({one.key(subscription()) for one in found}) == len(found)


def test_a_monthly_one_is_sent_in_the_first_week_of_each_month() -> None:
    monthly = subscription(weekday=2, kind="monthly")
    found = list(slots(monthly, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)))
    assert [one.period for one in found] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert all(one.due.astimezone(monthly.zone).date().day <= 7 for one in found)


@given(
    tz=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    hour=st.integers(FIRST_HOUR, LAST_HOUR),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    days=st.integers(1, 400),
)
def test_every_week_has_one_slot_at_its_hour(tz: str, weekday: int, hour: int, start: datetime, days: int) -> None:
    one = subscription(tz, weekday, hour)
    begin = start.replace(tzinfo=UTC)
    found = list(slots(one, begin, begin + timedelta(days=days)))
    assert len({slot.period for slot in found}) == len(found)
    assert days // 7 <= len(found) <= days // 7 + 1
    for slot in found:
        local = slot.due.astimezone(one.zone)
        assert (local.weekday(), local.hour, local.minute) == (weekday, hour, 0)
        year, week = slot.period.split("-W")
        assert date.fromisocalendar(int(year), int(week), weekday + 1) == local.date()


def test_two_halves_of_a_time_hold_the_same_slots_as_the_whole() -> None:
    one = subscription("America/New_York", 3, 17)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    whole = list(slots(one, start, start + timedelta(days=365)))
    for days in (1, 7, 100, 364):
        middle = start + timedelta(days=days)
        assert [*slots(one, start, middle), *slots(one, middle, start + timedelta(days=365))] == whole


def test_the_next_one_lies_ahead() -> None:
    now = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert following(subscription(), now).due == datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
