"""What people do with the things to do of a digest: take on, put off, no longer list, see the account. And how digests are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from book.errors import KamError
from book.records.digests import Digests, Row
from book.records.ledger import Event
from bot.digest.calendar import following
from bot.digest.described import troubles, what
from bot.digest.health import Health, healths
from bot.digest.items import SNOOZE, Done, act
from bot.digest.marked import MENU, Mark, chosen, marked
from bot.digest.subscription import subscriptions
from bot.slack.answers.account import card_of
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Replace, Tell
from bot.slack.kit import Block, actions, button, lines, paragraph, span
from bot.slack.routes import Routes
from prompts.figures import Figures
from prompts.words import words

WEEK = timedelta(days=7)
AT_HOME = 5
"""Digests that an admin's home names, those first that need an eye."""
DONE: Mapping[str, Done] = {"claim": "claim", "snooze": "snooze", "dismiss": "dismiss", "details": "details"}


class NoSuchItem(KamError):
    """A menu of a digest that is not there any more."""


def register(routes: Routes) -> None:
    """The menu of each item."""
    routes.action(MENU, item)


def item(call: Call, _text: str) -> Iterator[Effect]:
    """Does what was chosen with an item, for whoever may see its account; everybody sees who took it on."""
    clicked = _clicked(call)
    account = call.account_of(str(clicked.item["account"]))
    call.about(account.account_id)
    call.shown.what = f"digest {clicked.done}"
    until = _until(call, clicked.row) if clicked.done == "snooze" else None
    subscription, once = clicked.row.subscription, call.key("item")
    act(call.book.ledger, subscription, clicked.key, clicked.done, by=call.user, at=call.now, until=until, once=once)
    if clicked.done == "details":
        yield Tell(card_of(call, account))
        return
    said = _did(call, clicked, account.name, until)
    yield Tell(Message(said, (paragraph(said),)))
    yield from _shown_to_all(call, clicked.row)


def _did(call: Call, clicked: _Clicked, name: str, until: date | None) -> str:
    """What was done, for whoever did it; whose claim they took over, too."""
    before = _taken_from(_acts(call, clicked.row).get(clicked.key, ()), call.user)
    form = "took_over" if before else clicked.done
    day = call.figures.day(until) if until else ""
    return call.words(f"digest.did.{form}", name=name, until=day, before=_named(call, before))


@dataclass(frozen=True)
class _Clicked:
    """What is to be done with which item of which digest. `key`: the item's."""

    done: Done
    key: str
    item: Mapping[str, Any]
    row: Row


def _clicked(call: Call) -> _Clicked:
    """What was chosen in a digest's menu. Raises NoSuchItem for what is no menu of that digest, where it stands."""
    found = chosen(call.request.value)
    row = Digests(call.book.records).get(found.key) if found else None
    items = (row.content or {}).get("items", {}) if row else {}
    here = row is not None and (row.channel, row.ts) in ((call.request.channel, call.request.ts), (None, None))
    if found is None or row is None or not here or found.done not in DONE or found.place >= len(items):
        raise NoSuchItem(call.words("digest.gone"))
    key, held = list(items.items())[found.place]
    return _Clicked(DONE[found.done], key, held, row)


def _until(call: Call, row: Row) -> date:
    """The day of the first digest two weeks or more after this one or, clicked later, after its weekday's last one."""
    one = subscriptions(call.book.ledger).get(row.subscription)
    zone = one.zone if one else None
    day, today = row.due.astimezone(zone).date(), call.now.astimezone(zone).date()
    day += SNOOZE + WEEK * max((today - day).days // WEEK.days, 0)
    return following(one, datetime.combine(day, time(), zone)).due.astimezone(zone).date() if one else day


def _shown_to_all(call: Call, row: Row) -> Iterator[Effect]:
    """The message with what was done; once more where somebody else did something meanwhile."""
    shown: Message | None = None
    while (now := _marked(call, row)) != shown:
        shown = now
        yield Replace(now, row.channel or call.request.channel, row.ts or call.request.ts)


def _marked(call: Call, row: Row) -> Message:
    content: Mapping[str, Any] = row.content or {}
    figures = Figures(str(content.get("lang", call.lang)), call.book.base_currency, call.in_force.rubric)
    marks = {}
    for key, acts in _acts(call, row).items():
        last, who = acts[-1].body, str(acts[-1].by)
        day = figures.day(date.fromisoformat(last["until"])) if last["until"] else ""
        marks[key] = Mark(last["done"], _named(call, who), day, _named(call, _taken_from(acts, who)))
    return marked(content, marks, words(figures.lang))


def _acts(call: Call, row: Row) -> dict[str, list[Event]]:
    """What was done with each item since a digest, in order; who only looked at it did nothing with it."""
    found: dict[str, list[Event]] = {}
    for event in call.book.ledger.events("item"):
        body, since = event.body, event.at >= row.due  # an earlier digest's item of the same name is another matter
        if body["subscription"] == row.subscription and body["done"] != "details" and since:
            found.setdefault(body["item"], []).append(event)
    return found


def _taken_from(acts: Sequence[Event], by: str) -> str:
    """Whose claim somebody's claim took over; "" where it took over none."""
    mine = max((at for at, one in enumerate(acts) if one.by == by), default=0)
    others = [one for one in acts[:mine] if one.by != by]
    both = [one.body["done"] for one in (*others[-1:], *acts[mine : mine + 1])]
    return str(others[-1].by) if both == ["claim", "claim"] else ""


def _named(call: Call, who: str) -> str:
    """How somebody is called; "" for nobody."""
    return (call.services.directory.profile(who).name or who) if who else ""


def home_section(call: Call) -> list[Block]:
    """For the home of admins: which digests fail, have items without an owner, or are ignored; how many are fine."""
    found, words = healths(call.book, call.access, call.now), call.words
    title = paragraph(span(words("digestforms.home.title"), bold=True))
    opener = actions(button(words("digestforms.home.open"), "digest_open"))
    if not found:
        return [title, paragraph(words("digestforms.home.none")), opener]
    bad = [one for one in found if not one.well]
    told = [_told(call, one) for one in bad[:AT_HOME]]
    fine = sum(one.well and not one.subscription.paused for one in found)
    more = [words("digestforms.more", n=len(bad) - AT_HOME)] if len(bad) > AT_HOME else []
    more += [words(f"digestforms.home.fine.{'one' if fine == 1 else 'many'}", n=fine)] if fine else []
    return [title, *([lines(told)] if told else []), *(paragraph(one) for one in more), opener]


def _told(call: Call, of: Health) -> tuple[Block | str, ...]:
    one, gap = of.subscription, call.words("colon")
    group = one.wanted.group
    names = {group: call.book.accounts.get(group).name} if group and call.may_see(group) else {}
    told = "; ".join(troubles(of, call.figures))
    return (span(what(one, call.figures, names, call.access), bold=True), f"{gap}{told}")
