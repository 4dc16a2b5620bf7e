"""The home tab: what somebody's accounts need, at a glance. Scores of the whole book are computed once for a state of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from book.visible import visible
from bot.asking.accounts import PLAYS
from bot.digest.content import Move
from bot.plays import plays_of
from bot.slack import telemetry
from bot.slack.answers.account import card_of
from bot.slack.answers.digest import home_section
from bot.slack.call import Call
from bot.slack.effects import Effect, Publish, Tell
from bot.slack.kit import Block
from bot.slack.overview import FLAGS, Overview, compared_days
from bot.slack.routes import Routes
from bot.slack.views.home import AS_SLACK, MENU, Admin, Home, Listed, Named, Tier, home_view, nobody_view, waiting_view
from prompts.figures import Figures
from prompts.narrator.names import pitfall_name
from prompts.words import LANGUAGES
from scoring.questions import adds
from scoring.rubric.models import TIER_LETTERS

FIRST, CHANGES, PROFILES, PEOPLE = 5, 6, 3, 10
"""How many are shown of each."""
ASKED = 3
"""Questions that count as one sitting."""
LARGE = 5_000
"""Accounts from which on scoring takes more than a moment."""
CONCEPTS = ("concept", "key", "types")


def register(routes: Routes) -> None:
    """The tab and its menus."""
    routes.event("home", opened)
    routes.action("home_language", language)
    routes.action("home_account", account)


def opened(call: Call, _text: str) -> Iterator[Effect]:
    """The tab as it is now; in a large book that has changed, first that it is being worked out."""
    call.shown.what = "home"
    n = len(call.desk.lookup.accounts)
    if (
        n
        and len(call.access.held) > LARGE
        and not all(call.services.scored(call.book, day) for day in compared_days(call))
    ):
        yield Publish(call.user, waiting_view(call.figures.number(n, 0), call.lang))
    yield Publish(call.user, view_of(call))


def language(call: Call, _text: str) -> Iterator[Effect]:
    """Sets the language of the menu, and shows the tab in it."""
    call.shown.what = "language"
    chosen = call.request.value if call.request.value in LANGUAGES else None
    call.book.ledger.append("preference", {"lang": chosen}, at=call.now, by=call.user, once=call.key("language"))
    for known in ("preferences", "lang", "desk"):
        call.__dict__.pop(known, None)
    yield Publish(call.user, view_of(call))


def account(call: Call, _text: str) -> Iterator[Effect]:
    """The card of the account that was chosen, in the DM."""
    yield Tell(card_of(call, call.account_of(call.request.value)))


def view_of(call: Call) -> Block:
    """Somebody's tab."""
    chosen = str(call.preferences.get("lang") or AS_SLACK)
    seen = {one.account_id for one in call.desk.lookup.accounts}
    if not seen:
        questions = [call.words(f"slack.agent.{one}") for one in CONCEPTS]
        admin = call.person is not None and call.person.role == "admin"
        if not admin:
            return nobody_view(call.user, questions, call.lang, chosen)
    return home_view(_home(call, Overview(call, seen), chosen))


def _home(call: Call, book: Overview, chosen: str) -> Home:
    figures = call.figures
    return Home(
        role=call.person.role if call.person else "none",
        day=figures.day(call.as_of),
        rubric=call.in_force.rubric.version,
        lang=call.lang,
        n=figures.number(len(book.now), 0),
        tiers=_tiers(call, book),
        since=figures.day(book.before_day),
        changes=_changes(call, book),
        rubric_changed=book.changed.rubric_changed,
        flags=_flags(call, book),
        todo=[_todo(call, book, at) for at in book.next],
        profiles=_profiles(call, book),
        menu=[_named(book, at) for at in book.rows[:MENU]] if book.rows else [],
        chosen=chosen,
        admin=_admin(call) if call.person and call.person.role == "admin" else None,
    )


def _named(book: Overview, at: int, text: str = "") -> Named:
    account = book.now.accounts[at]
    return Named(account, visible(book.now.names[at]) or account, text)


def _tiers(call: Call, book: Overview) -> list[Tier]:
    """Each tier with its most important accounts; what is not rated last, where there is any."""
    found, words, figures = list[Tier](), call.words, call.figures
    for code, letter in [*enumerate(TIER_LETTERS), (-1, "")]:
        rows = book.of_tier(code)
        title = f"{letter} · {_label(letter, figures)}" if letter else _capital(words("card.not_rated"))
        first = [_named(book, at, _score(call, book, at)) for at in rows[:FIRST]]
        call.about(*(one.account for one in first))
        if rows or letter:
            found.append(Tier(title, len(rows), first, f"tier {letter}" if letter else "not rated"))
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _label(tier: str, figures: Figures) -> str:
    return figures.rubric.tiers[tier].label.in_(figures.lang)  # type: ignore[index]


def _score(call: Call, book: Overview, at: int) -> str:
    total = float(book.now.figures["total"][at])
    text = call.words("none") if np.isnan(total) else f"{call.figures.score(total)} {call.words('card.of_100')}"
    text += f" ({call.words('card.provisional')})" if book.now.provisional[at] else ""
    override = book.overrides.get(book.now.accounts[at])
    if override is None:
        return text
    return f"{text} · {call.words('slack.home.override', by=visible(override.approver), tier=override.tier)}"


def _changes(call: Call, book: Overview) -> Listed:
    """Tiers that moved and flags that are new, each account once."""
    moves, flags = book.changed.moves, book.changed.flags
    names = {one.account: one.name for one in moves} | {one.account: one.name for one in flags}
    first = list(names)[:CHANGES]
    said = {one: list[str]() for one in first}
    for move in moves[:CHANGES]:
        said[move.account].append(_moved(call, move))
    for flag in (one for one in flags if one.account in said):
        name = f"{flag.pitfall} {pitfall_name(flag.pitfall, call.figures)}"
        said[flag.account].append(call.words("slack.home.new_flag", name=name))
    call.about(*first)
    stop = call.words("list_stop")
    return Listed([Named(one, visible(names[one]), stop.join(said[one])) for one in first], len(names) - len(first))


def _moved(call: Call, move: Move) -> str:
    words = call.words
    slots = {"before": move.before or words("card.not_rated"), "after": move.after or words("card.not_rated")}
    text = words("slack.home.new_account" if move.new else "slack.home.moved", **slots)
    return f"{'▲' if move.up else '▼'} {text}"


def _flags(call: Call, book: Overview) -> Listed:
    """Accounts with what is fired of them."""
    items = []
    for at, found in list(book.open.items())[:FLAGS]:
        names = [f"{one} {pitfall_name(one, call.figures)}" for one in found]
        items.append(_named(book, at, call.words("list_stop").join(names)))
    call.about(*(one.account for one in items))
    return Listed(items, len(book.open) - len(items))


def _todo(call: Call, book: Overview, at: int) -> Named:
    verdict = book.verdict(at)
    gone = [key for key in verdict.pitfalls if key not in book.open.get(at, ())]
    plays = [play.said(call.lang).title for play in plays_of(verdict, gone)[:PLAYS]]
    return _named(book, at, call.words("list_stop").join(plays))


def _profiles(call: Call, book: Overview) -> list[Named]:
    """Accounts of which a few answers would tell more, most important first."""
    found, rubric = list[Named](), call.in_force.rubric
    for at in book.unasked:
        gains = sorted(adds(book.verdicts[book.now.accounts[at]], rubric).values(), reverse=True)[:ASKED]
        if gains and len(found) < PROFILES:
            slots = {"coverage": call.figures.ratio(book.verdict(at).coverage), "n": len(gains)}
            form = "slack.home.worth" if len(gains) > 1 else "slack.home.worth_one"
            text = call.words(form, more=call.figures.ratio(sum(gains)), **slots)
            found.append(_named(book, at, text))
    return found


def _admin(call: Call) -> Admin:
    people = [one for one in call.access.people.values() if one.role != "none"]
    told = [(one.user, _role(call, one.role, one.owner or one.team)) for one in people[:PEOPLE]]
    last = call.book.last_import()
    day = call.figures.day(date.fromisoformat(last.imported_at[:10])) if last else ""
    files = call.words.join([visible(one) for one in last.files[:3]]) if last else ""
    imported = call.words("slack.home.last_import", date=day, files=files or call.words("none")) if last else ""
    counts = telemetry.outcomes()
    failed = counts.get("failed", 0) + counts.get("not delivered", 0)
    return Admin(told, len(people) - len(told), imported, sum(counts.values()) - failed, failed, home_section(call))


def _role(call: Call, role: str, of: str | None) -> str:
    name = call.words(f"slack.home.roles.{role}")
    return call.words("slack.home.role_of", role=name, of=visible(of)) if of else name
