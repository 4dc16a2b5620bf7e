"""A digest as a message of one screen, and its details for the thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.digest.calendar import looks_back_to
from bot.digest.content import SHOWN, Content, Flag, Item, Move
from bot.digest.items import Listed
from bot.digest.marked import MENU, Chosen
from bot.digest.naming import period_of, tier_of
from bot.digest.subscription import Subscription
from bot.slack.effects import Message
from bot.slack.kit import Block, context, divider, header, lines, option, overflow, paragraph, section, span
from prompts.figures import Figures
from prompts.narrator.names import pitfall_name, rubric_name
from prompts.words import Words

UP, DOWN = "▲", "▼"
CHOICES = ("claim", "snooze", "dismiss", "details")


@dataclass(frozen=True)
class Shown:
    """Everything that is drawn. `scope`: which part of the book, in words. By account: `reasons` of its move, `advice`.

    `skipped`: periods that were missed. `worded`: a model's sentences for the headline, and its name; else the narrator's.
    """

    subscription: Subscription
    key: str
    period: str
    scope: str
    content: Content
    items: Sequence[Listed]
    reasons: Mapping[str, str]
    skipped: Sequence[str] = ()
    advice: Mapping[str, str] = field(default_factory=dict)
    worded: Sequence[str] = ()
    worded_by: str = ""


def message(shown: Shown, figures: Figures) -> Message:
    """The message."""
    words, found = figures.words, shown.content
    said = headline(shown, figures)
    blocks = [header(title(shown, figures)), paragraph(figures.words("sentence_gap").join(shown.worded or [said]))]
    blocks += [paragraph(span(tiers_line(found, figures), bold=True))]
    blocks += [] if found.quiet else [lines(list(_changes(shown, figures)))]
    blocks += list(_watch(shown, figures))
    if shown.items:
        blocks += [divider(), paragraph(span(words(f"digest.todo.{shown.subscription.kind}"), bold=True))]
        blocks += [_item(one, place, shown, figures) for place, one in enumerate(shown.items)]
    return Message(f"{title(shown, figures)}{words('colon')}{said}", [*blocks, context(*_notes(shown, figures))])


def title(shown: Shown, figures: Figures) -> str:
    """What this is, of what, and of when: of the book's day where the book is older than what the period looks back on."""
    words, as_of = figures.words, shown.content.as_of
    if shown.period and as_of < looks_back_to(shown.period):
        return words(
            "digest.title.old", scope=shown.scope, period=words.inline(words("card.as_of", date=figures.day(as_of)))
        )
    return figures.words(
        f"digest.title.{shown.subscription.kind}", scope=shown.scope, period=period_of(shown.period, figures.words)
    )


def headline(shown: Shown, figures: Figures) -> str:
    """What changed, in a sentence."""
    words, found = figures.words, shown.content
    n, one = _count(found.accounts, figures), "_one" if found.accounts == 1 else ""
    if found.before is None:
        return words(f"digest.first{one}", n=n, date=figures.day(found.as_of))
    if found.quiet:
        return words(f"digest.quiet{one}", n=n, date=figures.day(found.before))
    items = counts_of(found, figures)
    return words("digest.changed", date=figures.day(found.before), items=words.join(items))


def counts_of(found: Content, figures: Figures) -> list[str]:
    """What changed and how often: "3 down", "1 new flag"."""
    counts = {
        "up": sum(one.up and not one.new for one in found.moves),
        "down": sum(not one.up for one in found.moves),
        "new": sum(one.new for one in found.moves),
        "flags": len(found.flags),
        "cleared": len(found.cleared),
    }
    single = {"flags": "flag", "cleared": "cleared_one", "new": "new_one"}
    forms = {single.get(name, name) if n == 1 else name: n for name, n in counts.items() if n}
    return [figures.words(f"digest.count.{form}", n=_count(n, figures)) for form, n in forms.items()]


def tiers_line(found: Content, figures: Figures) -> str:
    """How many accounts each tier has, and the change."""
    return " · ".join(_tier_count(name, *counts, figures) for name, counts in found.tiers.items() if any(counts))


def _tier_count(name: str, now: int, before: int, figures: Figures) -> str:
    known = name or figures.words("card.not_rated")
    change = f" ({now - before:+d})" if now != before else ""
    return f"{known} {_count(now, figures)}{change}"


def _count(n: int, figures: Figures) -> str:
    return figures.number(n, 0, "count")


def _changes(shown: Shown, figures: Figures) -> Iterator[Sequence[Block | str]]:
    """Movers with their reason, new flags, cleared ones; the first few of each, and how many more."""
    words, found = figures.words, shown.content
    for move in found.moves[:SHOWN]:
        mark = UP if move.up else DOWN
        why = shown.reasons.get(move.account, "")
        yield (f"{mark} ", span(move.name, bold=True), f" {_move(move, figures)}{words('colon') if why else ''}{why}")
    yield from _more(len(found.moves), "moves", figures)
    for flag in found.flags[:SHOWN]:
        yield (f"🔴 {words('digest.new_flag')} ", span(flag.name, bold=True), f"{words('colon')}{_flag(flag, figures)}")
    yield from _more(len(found.flags), "flags", figures)
    for flag in found.cleared[:SHOWN]:
        said = f"{words('colon')}{_flag(flag, figures)}{_now(flag, words)}"
        yield (f"🟢 {words('digest.cleared')} ", span(flag.name, bold=True), said)
    yield from _more(len(found.cleared), "cleared", figures)


def _more(n: int, what: str, figures: Figures) -> Iterator[Sequence[Block | str]]:
    if n > SHOWN:
        form = "flag" if what == "flags" and n - SHOWN == 1 else what
        yield (figures.words(f"digest.more.{form}", n=_count(n - SHOWN, figures)),)


def _move(move: Move, figures: Figures) -> str:
    none = figures.words("card.not_rated")
    if move.new:
        return figures.words("digest.new_account", after=move.after or none)
    return f"{move.before or none} → {move.after or none}"


def _flag(flag: Flag, figures: Figures) -> str:
    name = f"{flag.pitfall} {pitfall_name(flag.pitfall, figures)}"
    return figures.words("digest.flag", flag=name, tier=tier_of(flag.tier, figures.words))


def _now(flag: Flag, words: Words) -> str:
    """What an ended flag is now, where it is not clear."""
    name = flag.state.replace(" ", "_")
    return "" if name == "clear" else f" · {words(f'digest.now.{name}')}"


def _watch(shown: Shown, figures: Figures) -> Iterator[Block]:
    """Who is neglected and whose data are worth completing, in a line each; who is among the things to do is named there."""
    words, found = figures.words, shown.content
    told, listed = [], {one.item.account for one in shown.items}
    for name, everyone in (("neglected", found.neglected), ("incomplete", found.incomplete)):
        accounts = [one for one in everyone if one not in listed]
        if accounts:
            names = [found.names.get(account, account) for account in accounts[:SHOWN]]
            rest = len(accounts) - len(names)
            items = words("list_separator").join(names)
            items = words("list_more", items=items, n=_count(rest, figures)) if rest else items
            told.append((span(f"{words(f'digest.{name}')}{words('colon')}", bold=True), items))
    if told:
        yield lines(told)


def _item(one: Listed, place: int, shown: Shown, figures: Figures) -> Block:
    """A thing to do, with its menu."""
    words, item = figures.words, one.item
    about = f"{item.about} {pitfall_name(item.about, figures)}" if item.about else ""
    advice = shown.advice.get(item.account, "")
    form, tier = _form(item, advice), tier_of(item.tier, words)
    text = words(f"digest.task.{form}", name=item.name, about=about, tier=tier, advice=advice)
    parts = [f"{place + 1}. {text.strip()}", words("digest.owner", owner=one.owner or words("digest.nobody"))]
    parts += [words("digest.again", n=_count(one.weeks, figures))] if one.weeks > 1 else []
    parts += [words("digest.at_manager")] if one.manager else []
    return section("\n".join([parts[0], " · ".join(parts[1:])]), menu(place, shown.key, figures))


def _form(item: Item, advice: str) -> str:
    """Which sentence says what to do: another one where there is no advice, and where no tier is left to fall to."""
    if item.task == "fell" and item.tier is None:
        return "fell_unrated"
    return "flag_bare" if item.task == "flag" and not advice else item.task


def menu(place: int, key: str, figures: Figures, choices: Sequence[str] = CHOICES) -> Block:
    """The menu of the item at a place of a digest."""
    names = {name: figures.words(f"digest.choices.{name}") for name in choices}
    return overflow(MENU, [option(said, Chosen(name, place, key).option) for name, said in names.items()])


def _notes(shown: Shown, figures: Figures) -> Iterator[str]:
    words, found = figures.words, shown.content
    rubric = rubric_name(found.rubric, words)
    yield f"{words('card.as_of', date=figures.day(found.as_of))} · {rubric}"
    if found.rubric_changed:
        yield words("digest.rubric_changed")
    if shown.skipped:
        yield words("digest.skipped", items=words.join([period_of(one, words) for one in shown.skipped]))
    if shown.worded:
        yield words("digest.worded", model=shown.worded_by)
    yield words("digest.in_thread")
