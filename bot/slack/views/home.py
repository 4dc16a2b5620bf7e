"""The home tab: my accounts by tier, what changed, open flags, what to do next, what to complete, my language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.slack.kit import (
    Block,
    actions,
    button,
    context,
    divider,
    header,
    home,
    lines,
    option,
    paragraph,
    person,
    section,
    select,
    span,
)
from bot.slack.views.card import MARKS
from prompts.narrator.names import rubric_name
from prompts.words import LANGUAGES, Words, words

MENU = 100
"""Accounts in the menu that opens one."""
AS_SLACK = "slack"
OPTION = 150
"""Characters that an option's value may have."""


@dataclass(frozen=True)
class Named:
    """An account with what is said of it."""

    account: str
    name: str
    text: str = ""


@dataclass(frozen=True)
class Tier:
    """`title`: the tier with its label; `n`: how many accounts; `first`: the most important; `filter`: what lists them all."""

    title: str
    n: int
    first: Sequence[Named]
    filter: str


@dataclass(frozen=True)
class Listed:
    """The most important of what is to be said, and how many more there are."""

    items: Sequence[Named] = ()
    more: int = 0


@dataclass(frozen=True)
class Admin:
    """For admins: who has a role (user, what), the last import in words, requests answered and failed since the start.

    `digests`: how they are, as `answers/digest.py` draws it.
    """

    people: Sequence[tuple[str, str]]
    more: int
    last_import: str
    answered: int
    failed: int
    digests: Sequence[Block] = ()


@dataclass(frozen=True)
class Home:
    """`role`: whose accounts these are. `since`: the day that changes are counted from. `chosen`: the language that was set."""

    role: str
    day: str
    rubric: str
    lang: str
    n: str = ""
    tiers: Sequence[Tier] = ()
    since: str = ""
    changes: Listed = field(default_factory=Listed)
    rubric_changed: bool = False
    flags: Listed = field(default_factory=Listed)
    todo: Sequence[Named] = ()
    profiles: Sequence[Named] = ()
    menu: Sequence[Named] = ()
    chosen: str = ""
    admin: Admin | None = None


def home_view(shown: Home) -> Block:
    """The tab of somebody who sees accounts."""
    said = words(shown.lang)
    head = " · ".join([said("card.as_of", date=shown.day), rubric_name(shown.rubric, said)])
    blocks = [header(said(f"slack.home.title.{shown.role}", n=shown.n)), context(head)]
    blocks += [*_tiers(shown, said), *_todo(shown, said), *_flags(shown, said), *_changes(shown, said)]
    blocks += [*_profiles(shown, said), *_admin(shown.admin, said), *_end(shown, said)]
    return home(blocks)


def waiting_view(n: str, lang: str) -> Block:
    """The tab while the scores of a large book are worked out."""
    return home([paragraph(words(lang)("slack.home.waiting", n=n))])


def nobody_view(user: str, questions: Sequence[str], lang: str, chosen: str) -> Block:
    """The tab of somebody who sees no account: what to do, and the concepts, which are open to everybody."""
    said = words(lang)
    asked = [button(one, "run", {"c": f"ask {one}"}) for one in questions]
    blocks = [header(said("slack.home.title.none")), paragraph(said("slack.home.nobody", user=user))]
    blocks += [_title(said("slack.home.concepts")), actions(*asked), divider(), *_language(lang, chosen, said)]
    blocks.append(actions(_run("learn", said), _run("help", said)))
    return home(blocks)


def _title(text: str) -> Block:
    return paragraph(span(text, bold=True))


def _run(word: str, said: Words) -> Block:
    return button(said(f"slack.home.{word}"), "run", {"c": word})


def _tiers(shown: Home, said: Words) -> Iterator[Block]:
    for one in shown.tiers:
        whole = button(
            said("slack.home.all"), "run", {"c": f"accounts {one.filter}"}, said=f"{said('slack.home.all')} {one.title}"
        )
        yield section(f"{one.title}{said('colon')}{one.n:,}", whole if one.n > len(one.first) else None)
        if one.first:
            yield lines([_named(account, said) for account in one.first])
    if shown.menu:
        options = [option(one.name, one.account) for one in shown.menu if len(one.account) <= OPTION][:MENU]
        yield actions(select("home_account", options, label=said("slack.home.open")))


def _named(one: Named, said: Words) -> tuple[Block | str, ...]:
    return (span(one.name, bold=True), f"{said('colon')}{one.text}") if one.text else (span(one.name, bold=True),)


def _todo(shown: Home, said: Words) -> Iterator[Block]:
    if not shown.todo:
        return
    yield divider()
    yield _title(said("slack.home.todo"))
    for one in shown.todo:
        yield lines([_named(one, said)])
        yield actions(*_buttons(one.account, said))


def _buttons(account: str, said: Words) -> list[Block]:
    return [
        button(said(f"slack.home.{word}"), "run", {"c": f"{word} {account}"})
        for word in ("classify", "plan", "profile")
    ]


def _flags(shown: Home, said: Words) -> Iterator[Block]:
    yield divider()
    yield _title(said("slack.home.flags"))
    if not shown.flags.items:
        yield paragraph(f"{MARKS['clear']} {said('slack.home.no_flags')}")
        return
    yield lines([(f"{MARKS['fired']} ", *_named(one, said)) for one in shown.flags.items])
    yield from _more(shown.flags, "pitfalls", said)


def _more(listed: Listed, word: str, said: Words) -> Iterator[Block]:
    if listed.more:
        yield actions(button(said("slack.home.more", n=f"{listed.more:,}"), "run", {"c": word}))


def _changes(shown: Home, said: Words) -> Iterator[Block]:
    yield divider()
    yield _title(said("slack.home.changes", date=shown.since))
    if not shown.changes.items:
        yield paragraph(said("slack.home.no_changes"))
    else:
        yield lines([_named(one, said) for one in shown.changes.items])
    told = [said("slack.home.and_more", n=f"{shown.changes.more:,}")] if shown.changes.more else []
    told += [said("slack.home.rubric_changed")] if shown.rubric_changed else []
    if told:
        yield context(*told)


def _profiles(shown: Home, said: Words) -> Iterator[Block]:
    if not shown.profiles:
        return
    yield divider()
    yield _title(said("slack.home.profiles"))
    for one in shown.profiles:
        fill = button(
            said("slack.home.profile"),
            "run",
            {"c": f"profile {one.account}"},
            said=f"{said('slack.home.profile')} {one.name}",
        )
        yield section(f"{one.name}{said('colon')}{one.text}", fill)


def _admin(admin: Admin | None, said: Words) -> Iterator[Block]:
    if admin is None:
        return
    yield divider()
    yield _title(said("slack.home.admin"))
    if admin.people:
        yield lines([(person(user), f"{said('colon')}{what}") for user, what in admin.people])
    more = [said("slack.home.and_more", n=f"{admin.more:,}")] if admin.more else []
    counts = said("slack.home.requests", answered=f"{admin.answered:,}", failed=f"{admin.failed:,}")
    yield context(*more, admin.last_import, counts)
    yield from admin.digests


def _end(shown: Home, said: Words) -> Iterator[Block]:
    yield divider()
    yield from _language(shown.lang, shown.chosen, said)
    yield actions(_run("portfolio", said), _run("pitfalls", said), _run("learn", said), _run("help", said))
    yield context(said("slack.home.where"))


def _language(lang: str, chosen: str, said: Words) -> Iterator[Block]:
    options = [option(words(one)("language"), one) for one in LANGUAGES]
    options.append(option(said("slack.home.as_slack"), AS_SLACK))
    menu = select("home_language", options, label=words(lang)("language"), chosen=chosen or AS_SLACK)
    yield section(said("slack.home.language"), menu)
