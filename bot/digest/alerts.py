"""Alerts: what happened to key accounts since the book was last looked at, told at once, with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from book.book import Book
from book.records.digests import Digests, Row
from bot.digest import view
from bot.digest.build import Builder, held_message
from bot.digest.calendar import Slot
from bot.digest.content import SHOWN, Content, content
from bot.digest.naming import moved, tier_of
from bot.digest.schedule import lately
from bot.digest.sender import Frozen
from bot.digest.snapshot import Snapshot, key_of
from bot.digest.subscription import ALERTS, Alert, Subscription
from bot.slack.effects import Message
from bot.slack.kit import Block, context, header, paragraph, section
from prompts.figures import Figures
from prompts.narrator.names import pitfall_name, rubric_name
from prompts.narrator.pitfalls import reasons_of
from scoring.rubric import Rubric
from scoring.rubric.models import TIER_LETTERS

TOLD = 10
"""Accounts that an alert tells of; it says how many more there are."""
KEY = ("A", "B")
ONE_OFF = "P3"
FELL = 2
LOOK_BACK = timedelta(days=30)
"""How far back the preview of an alert looks for examples."""


@dataclass(frozen=True)
class Event:
    """What happened to an account. `flags`: pitfalls that newly fired and are told; `fell`: whether its fall is."""

    account: str
    name: str
    before: str | None
    after: str | None
    flags: tuple[str, ...] = ()
    fell: bool = False


def events(now: Snapshot, before: Snapshot, chosen: Sequence[Alert], rubric: Rubric) -> list[Event]:
    """What of the chosen kinds happened between two snapshots, of the best tiers first; an account once."""
    found, chosen = content(now, before, rubric), chosen or ALERTS
    falls = {one.account: one for one in found.moves if not one.up}
    told = [account for account, one in falls.items() if _far(one.before, one.after)] if "fell_by_two" in chosen else []
    flags: dict[str, list[str]] = {}
    for flag in found.flags:
        was = falls[flag.account].before if flag.account in falls else flag.tier
        one_off = flag.pitfall == ONE_OFF and (was in KEY or flag.tier in KEY) and "one_off" in chosen
        if one_off or (flag.tier == TIER_LETTERS[0] and "pitfall_at_a" in chosen):
            flags.setdefault(flag.account, []).append(flag.pitfall)
    events_ = [
        _event(one, now, before, tuple(flags.get(one, ())), one in told) for one in {**flags, **dict.fromkeys(told)}
    ]
    return sorted(events_, key=lambda one: (_rank(one.before), _rank(one.after), one.account))


def _event(account: str, now: Snapshot, before: Snapshot, flags: tuple[str, ...], fell: bool) -> Event:
    at, was = now.places[account], before.places.get(account)
    return Event(account, now.names[at], None if was is None else before.tier(was), now.tier(at), flags, fell)


def _rank(tier: str | None) -> int:
    return len(TIER_LETTERS) if tier is None else TIER_LETTERS.index(tier)


def _far(before: str | None, after: str | None) -> bool:
    return _rank(after) - _rank(before) >= FELL


def state_of(book: Book, day: date) -> tuple[str, str]:
    """The key of the book's scores as they are on a day, and the period of an alert about them: the same in every process."""
    as_of = book.last_day(day)
    key = key_of(book, as_of, book.rubric_on(as_of).rubric)
    return key, f"{as_of}-{hashlib.blake2b(key.encode(), digest_size=4).hexdigest()}"


@dataclass(frozen=True)
class Alerts(Builder):
    """Makes alerts. What they compare with is what was looked at last, whether anything was told of it or not."""

    def build(self, subscription: Subscription, slot: Slot, _row: Row | None, skipped: tuple[str, ...] = ()) -> Frozen:  # noqa: ARG002 - an alert skips none
        """What is posted. Raises KamError."""
        seen = self._looked(subscription, slot, self._compared(subscription))
        return Frozen(self._held(subscription, slot, seen), seen.key)

    def calm(self, subscription: Subscription, slot: Slot) -> str | None:
        """The key of the scores where nothing happened that is to be told; None where something did. Raises KamError."""
        seen = self._looked(subscription, slot, self._compared(subscription))
        return None if seen.events else seen.key

    def example(self, subscription: Subscription, slot: Slot) -> Message:
        """What would have been told of the last month at once. Raises KamError."""
        as_of = self.book.last_day(slot.due.astimezone(subscription.zone).date())
        seen = self._looked(subscription, slot, self.held.scores(self.book, as_of - LOOK_BACK, self.now))
        if seen.events:
            made = self._held(subscription, slot, seen)["message"]
            return Message(made["text"], tuple(made["blocks"]))
        said = seen.figures.words("digest.event.none")
        return Message(said, (paragraph(said),))

    def _compared(self, subscription: Subscription) -> Snapshot | None:
        """The scores that were looked at last; none from before a pause."""
        rows = lately(subscription, Digests(self.book.records).of(subscription.id))
        keys = [row.snapshot for row in rows if row.snapshot and row.state in ("sent", "skipped")]
        return self.held.named(self.book, keys[-1]) if keys else None

    def _looked(self, subscription: Subscription, slot: Slot, before: Snapshot | None) -> _Seen:
        as_of = self.book.last_day(slot.due.astimezone(subscription.zone).date())
        rubric = self.book.rubric_on(as_of).rubric
        whole = self.held.scores(self.book, as_of, self.now)
        figures = Figures(subscription.lang, self.book.base_currency, rubric)
        now, past = self._wanted(subscription, whole, before)
        if past is None or before is None or before.key == whole.key:
            return _Seen(whole.key, figures, content(now, past, rubric), past)
        found = events(now, past, subscription.alerts, rubric)
        return _Seen(whole.key, figures, content(now, past, rubric), past, found)

    def _held(self, subscription: Subscription, slot: Slot, seen: _Seen) -> dict[str, Any]:
        told = seen.events[:TOLD]
        title = seen.figures.words("digest.title.alert", scope=self._scope(subscription, seen.figures))
        head = [subscription.wanted.group] if subscription.wanted.group else []
        whys = [list(self._whys(one, seen)) for one in told]
        return {
            "message": held_message(_message(title, seen, whys, slot.key(subscription))),
            "items": {f"alert:{one.account}": {"task": "alert", "account": one.account, "about": ""} for one in told},
            "accounts": [*(one.account for one in told), *head],
            "as_of": str(seen.found.as_of),
            "lang": subscription.lang,
        }

    def _whys(self, event: Event, seen: _Seen) -> Iterator[str]:
        """The evidence of each flag, and what made the tier fall."""
        figures = seen.figures
        verdict = self.book.verdicts_of([event.account], seen.found.as_of, figures.rubric).verdict(0)
        for pitfall in event.flags:
            yield figures.words("list_stop").join(reasons_of(verdict.pitfalls[pitfall], figures)[:2])
        if event.fell and not event.flags and seen.before is not None:
            move = next(one for one in seen.found.moves if one.account == event.account)
            yield self._reason(move, seen.found, seen.before, figures)


@dataclass(frozen=True)
class _Seen:
    """What was found when the book was looked at. `key`: of its scores; `before`: what they were compared with."""

    key: str
    figures: Figures
    found: Content
    before: Snapshot | None
    events: Sequence[Event] = field(default_factory=tuple)


def _message(title: str, seen: _Seen, whys: Sequence[Sequence[str]], key: str) -> Message:
    """What happened to each account and why, with its menu."""
    figures, words = seen.figures, seen.figures.words
    told = [_what(one, figures) for one in seen.events[:TOLD]]
    blocks: list[Block] = [header(title)]
    for place, (what, why) in enumerate(zip(told, whys, strict=True)):
        said = "\n".join(filter(None, [what, words("list_stop").join(filter(None, why))]))
        blocks.append(section(said, view.menu(place, key, figures, ("claim", "details"))))
    rubric = rubric_name(figures.rubric.version, words)
    blocks.append(context(*_more(seen, TOLD), f"{words('card.as_of', date=figures.day(seen.found.as_of))} · {rubric}"))
    first = words("sentence_gap").join([*told[:SHOWN], *_more(seen, SHOWN)])
    return Message(f"{title}{words('colon')}{first}", blocks)


def _more(seen: _Seen, told: int) -> list[str]:
    """How many more than the first few there are, if any."""
    rest = len(seen.events) - told
    return [seen.figures.words("digest.event.more", n=seen.figures.number(rest, 0))] if rest > 0 else []


def _what(event: Event, figures: Figures) -> str:
    """What happened, in a sentence."""
    words = figures.words
    if not event.flags:
        return moved(event.name, event.before, event.after, words, up=False)
    flags = words.join([f"{one} {pitfall_name(one, figures)}" for one in event.flags])
    if event.before in (None, event.after):
        return words("digest.event.flag", name=event.name, tier=tier_of(event.after, words), flags=flags)
    after = event.after or words("card.not_rated")
    return words("digest.event.flag_and_fell", name=event.name, before=event.before, after=after, flags=flags)
