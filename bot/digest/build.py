"""Makes a digest's content from the book: snapshots of two days, the part that is wanted, reasons of moves, things to do."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from book.access import Access
from book.book import Book
from book.errors import UnknownAccount
from book.records.digests import Digests, Row
from bot import flags, notes
from bot.digest import view
from bot.digest.allowed import inside
from bot.digest.calendar import Slot
from bot.digest.content import SHOWN, Content, Move, content
from bot.digest.held import Held
from bot.digest.items import Listed, put_off, remembered, taken, to_do
from bot.digest.naming import scope_of
from bot.digest.sender import Frozen
from bot.digest.snapshot import Snapshot
from bot.digest.spreadsheet import as_csv
from bot.digest.subscription import Subscription
from bot.digest.table import details
from bot.digest.wording import worded
from bot.pictures.canvas import Picture
from bot.plays import plays_of
from bot.slack.effects import Message
from prompts import narrator
from prompts.figures import Figures
from scoring.changes import Change, change
from scoring.table import BoolArray

SPANS = {"weekly": timedelta(days=7), "monthly": timedelta(days=30), "alert": timedelta(days=1)}
"""How far back a first digest compares."""
Draw = Callable[[Content, Figures, str], Picture]
"""Draws the pyramid with its moves; the last is the title."""


@dataclass(frozen=True)
class Builder:
    """Makes the content of digests of a book. `access`: who may see what, for managers; `draw`: the picture, or none.

    `by_model`: whether a model may word the headline, where one is configured.
    """

    book: Book
    access: Access
    now: datetime
    draw: Draw | None = None
    held: Held = field(default_factory=Held)
    by_model: bool = False

    def build(self, subscription: Subscription, slot: Slot, _row: Row | None, skipped: tuple[str, ...] = ()) -> Frozen:
        """What is posted. Raises KamError."""
        day = slot.due.astimezone(subscription.zone).date()
        as_of = self.book.last_day(day)
        rubric = self.book.rubric_on(as_of).rubric
        last = self._last(subscription)
        whole, before = self.held.scores(self.book, as_of, self.now), self._before(subscription, last, as_of)
        now, before = self._wanted(subscription, whole, before)
        found = content(now, before, rubric)
        figures = Figures(subscription.lang, self.book.base_currency, rubric)
        owners = {account: owner for account, (owner, _) in self.access.held.items()}
        earlier = _earlier(last)
        gone = taken(self.book.ledger, subscription.id, day)
        todo = to_do(found, now, earlier, gone, owners, self.access)
        items = todo.listed
        shown = view.Shown(
            subscription=subscription,
            key=slot.key(subscription),
            period=slot.period,
            scope=self._scope(subscription, figures),
            content=found,
            items=items,
            reasons=self._reasons(found, before, figures),
            skipped=skipped,
            advice=self._advice(items, as_of, figures),
        )
        shown = self._worded(shown, figures)
        beside = notes.of_many(self.book, now.accounts, as_of, figures)
        held: dict[str, Any] = {
            "message": held_message(view.message(shown, figures)),
            "items": remembered(items),
            "waiting": todo.waiting,
            "put_off": put_off(self.book.ledger, subscription.id, earlier, day),
            "accounts": shown_in(now, before, subscription),
            "as_of": str(as_of),
            "lang": subscription.lang,
            "worded_by": shown.worded_by,
            "dismissed": now.dismissed,
        }
        held["details"] = held_message(details(shown.content, now, before, figures, beside))
        held["files"] = list(self._files(shown, now, before, owners, figures))
        return Frozen(held, whole.key)

    def _worded(self, shown: view.Shown, figures: Figures) -> view.Shown:
        """The same with a model's headline, where one is to word it and did."""
        if not self.by_model:
            return shown
        said, counts = view.headline(shown, figures), view.counts_of(shown.content, figures)
        payer = f"digest:{shown.subscription.id}"
        sentences, by = worded(self.book, payer, shown.content, counts, said, figures, self.now)
        return replace(shown, worded=sentences, worded_by=by)

    def _scope(self, subscription: Subscription, figures: Figures) -> str:
        """Which part of the book is shown, in words. Raises UnknownAccount for a group whose head the subscriber may not see."""
        group = subscription.wanted.group
        if group and not self.access.may_see(subscription.by, group):
            raise UnknownAccount(figures.words("slack.unknown_account", text=group[:80]))
        names = {group: self.book.accounts.get(group).name} if group else {}
        return scope_of(subscription, figures, names, self.access)

    def _last(self, subscription: Subscription) -> Row | None:
        """The last digest of the subscription that was sent."""
        return Digests(self.book.records).last_sent(subscription.id)

    def _before(self, subscription: Subscription, last: Row | None, as_of: date) -> Snapshot | None:
        """What is compared with: the scores of the last digest, else those of a week (month) ago, if the book reaches so far.

        A flag that did not count in the last digest and does again is a new one, whatever became of its dismissal.
        """
        kept = self.held.named(self.book, last.snapshot) if last is not None and last.snapshot else None
        if kept is not None and last is not None:
            return kept.without((last.content or {}).get("dismissed", ()))
        earlier = self.held.scores(self.book, as_of - SPANS[subscription.kind], self.now)
        return earlier if np.any(earlier.tiers >= 0) else None

    def _wanted(
        self, subscription: Subscription, now: Snapshot, before: Snapshot | None
    ) -> tuple[Snapshot, Snapshot | None]:
        """The part that is wanted; an account that left the wanted tiers since is shown, too."""
        having, tiers = inside(self.book, self.access, subscription, self.held), subscription.wanted.tiers
        picked = (
            {one for snapshot in (now, before) if snapshot for one in _of_tiers(snapshot, tiers)} if tiers else None
        )
        past = None if before is None else before.rows(_mask(before, having, picked))
        return now.rows(_mask(now, having, picked)), past

    def _reasons(self, found: Content, before: Snapshot | None, figures: Figures) -> dict[str, str]:
        """Why each account that is named moved: what the data did, apart from what the rubric did."""
        if before is None:
            return {}
        moved = [one for one in found.moves[:SHOWN] if not one.new]
        return {one.account: text for one in moved if (text := self._reason(one, found, before, figures))}

    def _reason(self, move: Move, found: Content, before: Snapshot, figures: Figures) -> str:
        account = [move.account]
        old_rubric, new_rubric = (self.book.rubric_on(day).rubric for day in (before.as_of, found.as_of))
        old = self.book.verdicts_of(account, before.as_of, old_rubric)
        new = self.book.verdicts_of(account, found.as_of, new_rubric)
        middle = (
            new if old_rubric.version == new_rubric.version else self.book.verdicts_of(account, found.as_of, old_rubric)
        )
        return reason(change(old, middle, new), figures)

    def _advice(self, items: Sequence[Listed], as_of: date, figures: Figures) -> Mapping[str, str]:
        """What to do about flags, by the first play of that flag; what to ask of an account whose data are not complete."""
        tasks = {one.item.account: one.item for one in items if one.item.task in ("flag", "incomplete")}
        if not tasks:
            return {}
        found = dict[str, str]()
        for verdict in self.book.verdicts_of(list(tasks), as_of, figures.rubric):
            item = tasks[verdict.account_id]
            if item.task == "incomplete":
                asked = [
                    key for key in (*verdict.settle, *verdict.value_type.questions) if key in figures.rubric.signals
                ]
                told = [figures.rubric.signals[key].question.in_(figures.lang) for key in asked]
            else:
                plays = plays_of(verdict, flags.of(self.book, verdict))
                first = [play for play in plays if play.when.pitfall == item.about]
                told = [play.said(figures.lang).title for play in (*first, *plays)]
            found |= {verdict.account_id: told[0]} if told else {}
        return found

    def _files(
        self,
        shown: view.Shown,
        now: Snapshot,
        before: Snapshot | None,
        owners: Mapping[str, str | None],
        figures: Figures,
    ) -> Iterator[dict[str, str]]:
        name = shown.key.replace(":", "-")
        if self.draw is not None:
            picture = self.draw(shown.content, figures, view.title(shown, figures))
            yield _file(f"{name}.png", picture.png, picture.alt)
        yield _file(f"{name}.csv", as_csv(now, before, owners, figures), view.title(shown, figures))


def reason(found: Change, figures: Figures) -> str:
    """Why a tier moved, in a phrase: the criteria that did most in its direction, a gate, or the rubric."""
    words = figures.words
    by_data = found.data.tier_before != found.data.tier_after
    by_rubric = found.rubric.tier_before != found.rubric.tier_after
    if not by_data:
        return words("digest.by_rubric" if by_rubric else "digest.by_import")
    way = 1 if Move("", "", found.data.tier_before, found.data.tier_after).up else -1
    pushed = [(one.criterion, one.change) for one in found.data.criteria if one.change and one.change * way > 0]
    items = [
        words("digest.points", label=words.inline(figures.label(criterion)), change=figures.change(by))
        for criterion, by in pushed[:2]
    ]
    items += [
        narrator.pitfall_move(one, figures).rstrip(words("sentence_stop"))
        for one in found.data.pitfalls
        if one.pitfall == "P3"
    ]
    text = words("list_separator").join(items)
    return words("digest.by_both" if by_rubric else "digest.by_data", items=text) if text else ""


def _earlier(last: Row | None) -> Mapping[str, Any]:
    """What the last digest listed, what had been put off by then, and what waited for room."""
    content_ = (last.content or {}) if last is not None else {}
    return {**content_.get("items", {}), **content_.get("put_off", {}), **content_.get("waiting", {})}


def _of_tiers(snapshot: Snapshot, tiers: tuple[str, ...]) -> list[str]:
    return [account for at, account in enumerate(snapshot.accounts) if snapshot.tier(at) in tiers]


def _mask(snapshot: Snapshot, having: set[str], picked: set[str] | None) -> BoolArray:
    wanted = having if picked is None else having & picked
    return np.array([account in wanted for account in snapshot.accounts], dtype=bool)


def shown_in(now: Snapshot, before: Snapshot | None, subscription: Subscription) -> list[str]:
    """Every account that a digest shows: each may be another's tomorrow, when it is asked anew who may read it."""
    head = [subscription.wanted.group] if subscription.wanted.group else []
    return list(dict.fromkeys([*now.accounts, *(before.accounts if before is not None else ()), *head]))


def held_message(message: Message) -> dict[str, Any]:
    """A message as it is kept."""
    return {"text": message.text, "blocks": [dict(one) for one in message.blocks]}


def _file(name: str, content_: bytes, alt: str) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content_).decode(), "alt": alt}
