"""What a manager subscribed to: which part of the book goes where, when, in which language. Kept in the ledger."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from book.errors import KamError
from book.records.ledger import Ledger
from prompts.words import LANGUAGES

Kind = Literal["weekly", "monthly", "alert"]
Alert = Literal["one_off", "pitfall_at_a", "fell_by_two"]
KINDS: tuple[Kind, ...] = ("weekly", "monthly", "alert")
ALERTS: tuple[Alert, ...] = ("one_off", "pitfall_at_a", "fell_by_two")
FIRST_HOUR, LAST_HOUR = 5, 22
"""Hours in which digests are sent: clocks are changed before 5."""
Weekday = Annotated[int, Field(ge=0, le=6)]
Hour = Annotated[int, Field(ge=FIRST_HOUR, le=LAST_HOUR)]


class NoSuchSubscription(KamError):
    """There is no subscription of that id."""


class BadSubscription(KamError):
    """A subscription that cannot be made; says what is wrong."""


class Wanted(BaseModel):
    """The part of the book that is shown; what is empty restricts nothing. `group`: an account with all below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    team: str | None = None
    region: str | None = None
    owner: str | None = None
    tiers: tuple[Literal["A", "B", "C", "D"], ...] = ()
    group: str | None = None


class Subscription(BaseModel):
    """`to`: a channel's id, or a person's for their DM. `weekday`: 0 is Monday. `by`: who subscribed, and whose rights count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    to: str
    by: str
    weekday: Weekday = 0
    hour: Hour = 9
    tz: str = "UTC"
    lang: str = "en"
    wanted: Wanted = Wanted()
    alerts: tuple[Alert, ...] = ()
    since: datetime
    paused: bool = False
    why_paused: str = ""

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, tz: str) -> str:
        try:
            ZoneInfo(tz)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{tz!r} is no IANA time zone, such as Europe/Berlin or Asia/Taipei") from None
        return tz

    @field_validator("lang")
    @classmethod
    def _known_language(cls, lang: str) -> str:
        if lang not in LANGUAGES:
            raise ValueError(f"{lang!r} is none of {', '.join(LANGUAGES)}")
        return lang

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.tz)

    @property
    def direct(self) -> bool:
        """Whether it goes to a person rather than a channel."""
        return self.to.startswith(("U", "W"))


def made(**given: Any) -> Subscription:
    """A new subscription with an id of its own. Raises BadSubscription."""
    return read({"id": secrets.token_hex(3), **given})


def read(given: Mapping[str, Any]) -> Subscription:
    """The subscription of its fields. Raises BadSubscription."""
    try:
        return Subscription.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadSubscription(
            f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
        ) from None


def subscriptions(ledger: Ledger) -> dict[str, Subscription]:
    """All that stand, by id, in the order in which they were made."""
    found: dict[str, Mapping[str, Any]] = {}
    for event in ledger.events("subscription"):
        found[event.body["id"]] = event.body
    return {key: Subscription.model_validate(body) for key, body in found.items() if not body.get("deleted")}


def was_known(ledger: Ledger, key: str) -> bool:
    """Whether there is or was a subscription of that id."""
    return any(event.body["id"] == key for event in ledger.events("subscription"))


def get(ledger: Ledger, key: str) -> Subscription:
    """One of them. Raises NoSuchSubscription."""
    found = subscriptions(ledger).get(key)
    if found is None:
        raise NoSuchSubscription(f"There is no digest subscription {key!r}; `kam digest list` shows those there are.")
    return found


def save(ledger: Ledger, one: Subscription, *, at: datetime, by: str, once: str | None = None) -> None:
    """Records a subscription as it is now."""
    ledger.append("subscription", one.model_dump(mode="json"), at=at, by=by, once=once)


def delete(ledger: Ledger, one: Subscription, *, at: datetime, by: str, once: str | None = None) -> None:
    """Ends a subscription; what it sent stays recorded."""
    ledger.append("subscription", {"id": one.id, "deleted": True}, at=at, by=by, once=once)
