"""/kam portfolio, pyramid, pitfalls, accounts: answers about all accounts that the asker may see, with pictures in the DM."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING

from book.errors import KamError
from bot.asking.ask import Conversation, known
from bot.asking.books import rows_of
from bot.slack.answers.newcomer import no_access
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell, Upload
from bot.slack.flags import dismissed
from bot.slack.kit import paragraph
from bot.slack.routes import Handler, Routes
from bot.slack.views import portfolio as views
from bot.slack.views.portfolio import Below, Caught
from prompts import narrator
from prompts.narrator.names import label
from prompts.narrator.pitfalls import reasons_of
from prompts.plan import Filter, Plan
from prompts.rules import plan_by_rules
from prompts.words import LANGUAGES
from scoring.portfolio import groups, neglected_small, whale_curve
from scoring.pyramid import levels, pyramids
from scoring.query import figure, ordered

if TYPE_CHECKING:
    from bot.pictures.canvas import Picture
    from prompts.figures import Figures

LISTED, LISTED_OF_ONE, ROWS, TOLD = 4, 15, 20, 5
"""Accounts named for each of several pitfalls, of one alone, in a table, and in the words beside it."""
_drawing = threading.Lock()
"""Pictures are drawn one at a time: matplotlib is not made for threads."""


def register(routes: Routes) -> None:
    """The words."""
    for word, handler in (
        ("portfolio", portfolio),
        ("pyramid", pyramid),
        ("pitfalls", pitfalls),
        ("accounts", accounts),
    ):
        routes.command(word, _seeing_some(handler), group="book")


def _seeing_some(handler: Handler) -> Handler:
    """The handler for those who see an account; the others are told what to do."""

    def answer(call: Call, text: str) -> Iterator[Effect]:
        if len(call.desk.verdicts):
            yield from handler(call, text)
            return
        said = no_access(call) if call.person is None else call.words("slack.book.none")
        yield Tell(Message(said, (paragraph(said),)))

    return answer


def portfolio(call: Call, text: str) -> Iterator[Effect]:
    """What the tiers hold, how concentrated the business is, and the whale curve."""
    if text.strip():
        raise KamError(call.words("slack.newcomer.portfolio", text=text.strip()[:60]))
    verdicts, figures = call.desk.verdicts, call.figures
    sentences = [*narrator.portfolio_sentences(verdicts, figures), *_neglected(call)]
    largest = ordered(verdicts, verdicts.table.column("revenue") > 0, "revenue", most_first=True)
    below = _below(call, largest, picture=True)
    yield Tell(views.portfolio_view(sentences, groups(verdicts, verdicts.tier), figures, below))
    from bot.pictures.whale import whale_picture

    _, running = whale_curve(verdicts)
    note = _note(call)
    yield _picture(call, "whale", lambda: whale_picture(running.tolist(), figures, note=note))


def pyramid(call: Call, text: str) -> Iterator[Effect]:
    """The tiers, or a pyramid of the rubric, as table and picture."""
    from bot.pictures.pyramid import alt_text, pyramid_picture

    verdicts, figures, words = call.desk.verdicts, call.figures, call.words
    names = {"": words("titles.by_tier")}
    names |= {key: label(figures.rubric.pyramids, key, figures) for key in figures.rubric.pyramids}
    key = _pyramid_of(text, call, names)
    held = pyramids(verdicts)[key] if key else levels(verdicts, verdicts.tier_codes)
    others = [(one, name) for one, name in names.items() if one != key]
    below = _below(call, (), picture=True)
    yield Tell(views.pyramid_view(names[key], alt_text(held, figures, names[key]), held, others, figures, below))
    note = _note(call)
    yield _picture(call, "pyramid", lambda: pyramid_picture(held, figures, title=names[key], note=note))


def _pyramid_of(text: str, call: Call, names: dict[str, str]) -> str:
    """The pyramid that is meant: by key, by its label in any language or by a figure that it is made of; the tiers' without a
    word. Raises KamError.
    """
    rubric = call.figures.rubric
    of = {key: [rubric.criteria[one] for one in rubric.pyramids[key].criteria] for key in names if key}
    known_as = {one.label.in_(lang): key for key, made in of.items() for one in made for lang in LANGUAGES}
    known_as |= {rubric.pyramids[key].label.in_(lang): key for key in of for lang in LANGUAGES}
    said = {one.casefold(): key for one, key in {**known_as, **{key: key for key in names}}.items()}
    wanted = text.strip().casefold()
    parts = [{key for one, key in said.items() if key and wanted and fits(one)} for fits in _ways(wanted)]
    found = said.get(wanted) or next((one.pop() for one in parts if len(one) == 1), "")
    if wanted and not found:
        items = call.words.join([name for key, name in names.items() if key])
        raise KamError(call.words("slack.book.pyramids", text=text.strip()[:60], items=items))
    return found


def _ways(wanted: str) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """How a name can be meant by a part of it: as its beginning, else anywhere in it."""
    return (lambda name: name.startswith(wanted)), (lambda name: wanted in name)


def pitfalls(call: Call, text: str) -> Iterator[Effect]:
    """Who is caught in which pitfall, and on what evidence."""
    figures, words = call.figures, call.words
    every = list(figures.rubric.pitfalls)
    wanted = [text.strip().upper()] if text.strip() else every
    if wanted[0] not in every:
        raise KamError(words("slack.book.which_pitfall", text=text.strip()[:60], items=words.join(every)))
    fired = {key: _at(call, key, "fired") for key in wanted}
    gone = dismissed(call.book.ledger, {_id(call, at) for rows in fired.values() for at in rows}, call.verdict)
    most = LISTED if len(wanted) > 1 else LISTED_OF_ONE
    found = [_caught(call, key, rows, gone, most) for key, rows in fired.items()]
    if len(wanted) == 1:
        found = [replace(one, watched=_listed(call, _at(call, one.pitfall, "watch"))) for one in found]
    shown = [at for key, rows in fired.items() for at in rows if (_id(call, at), key) not in gone][: views.BUTTONS * 3]
    meanings = {key: words(f"pitfalls.{key}.meaning") for key in wanted}
    whole = [*narrator.portfolio_pitfalls(call.desk.verdicts, figures), *_neglected(call)] if len(wanted) > 1 else []
    yield Tell(views.pitfalls_view(found, meanings, whole, figures, _below(call, list(dict.fromkeys(shown)))))


def _at(call: Call, pitfall: str, state: str) -> list[int]:
    """Rows with that pitfall in that state, the largest accounts first."""
    verdicts = call.desk.verdicts
    return ordered(verdicts, verdicts.pitfalls[pitfall] == state, "revenue", most_first=True)


def _listed(call: Call, rows: Sequence[int]) -> list[str]:
    """The names of the first of them, and how many more there are; noted for the audit trail."""
    shown, rest = rows[:LISTED_OF_ONE], len(rows[LISTED_OF_ONE:])
    call.about(*(_id(call, at) for at in shown))
    more = [call.words("slack.home.and_more", n=rest)] if rest else []
    return [*(_name(call, at) for at in shown), *more]


def _neglected(call: Call) -> list[str]:
    """A sentence that names the small accounts with potential that nobody looks after; none where there is none."""
    places = {str(one): at for at, one in enumerate(call.desk.verdicts.table.account_id)}
    rows = [places[one] for one in neglected_small(call.desk.verdicts)]
    return [call.words("slack.book.neglected", items=call.words.join(_listed(call, rows)))] if rows else []


def _caught(call: Call, pitfall: str, rows: Sequence[int], gone: set[tuple[str, str]], most: int) -> Caught:
    opened = [at for at in rows if (_id(call, at), pitfall) not in gone]
    listed = [(_name(call, at), _why(call, at, pitfall)) for at in opened[:most]]
    away = [_name(call, at) for at in rows if at not in opened]
    return Caught(pitfall, listed, len(opened) - len(listed), away[:most])


def _why(call: Call, at: int, pitfall: str) -> str:
    verdict = call.desk.verdicts.verdict(at)
    call.note(verdict)
    return call.words("list_stop").join(reasons_of(verdict.pitfalls[pitfall], call.figures))


def accounts(call: Call, text: str) -> Iterator[Effect]:
    """The accounts that fit some words, or all; by name where the words are no conditions."""
    plan = _plan(call, text)
    if plan.filter.owner == "me" and call.desk.asker is None:
        raise KamError(call.words("slack.ask.who"))
    by_name = bool(text.strip()) and plan.filter == Filter() and plan.sort is None and plan.limit is None
    rows = _named(call, text) if by_name else rows_of(plan, call.desk)[: plan.limit]
    what = text.strip()[:80] if by_name else _described(call, plan)
    yield Tell(_list(call, rows, plan, what))


def _described(call: Call, plan: Plan) -> str:
    return narrator.described(plan.filter, plan.sort, call.figures, whole=_whole(call))


def _plan(call: Call, text: str) -> Plan:
    asked = f"{call.words('slack.book.which')} {text}"
    return plan_by_rules(asked, known(call.desk, (), Conversation())).model_copy(update={"intent": "list"})


def _named(call: Call, text: str) -> list[int]:
    """Rows of the accounts that a text names, best first. Raises UnknownAccount where none is."""
    found = [one.account_id for one in call.desk.lookup.find(text, None)] or [call.account(text).account_id]
    places = {str(one): at for at, one in enumerate(call.desk.verdicts.table.account_id)}
    return [places[one] for one in found if one in places]


def _list(call: Call, rows: Sequence[int], plan: Plan, what: str) -> Message:
    words, verdicts, figures = call.words, call.desk.verdicts, call.figures
    shows = [one for one in narrator.shown_of(plan.filter, plan.sort) if one not in ("total", "potential")]
    form = "list_none" if not rows else "list_one" if len(rows) == 1 else "list_head"
    head = words(f"ask.{form}", n=figures.number(len(rows), 0), what=what)
    heads = [words(f"tables.{one}") for one in ("account", "tier", "value_type", "pitfalls", "score")]
    heads += [figures.label(one) for one in shows]
    told = [narrator.list_sentence(verdicts, at, ("total", *shows), figures) for at in rows[:TOLD]]
    table = [_row(call, at, shows, figures) for at in rows[:ROWS]]
    if len(rows) > ROWS:
        head += words("sentence_gap") + words("slack.book.first", n=figures.number(ROWS, 0))
    return views.accounts_view(head, heads, table, told, figures, _below(call, rows[:ROWS]))


def _row(call: Call, at: int, shows: Sequence[str], figures: Figures) -> list[str]:
    verdicts = call.desk.verdicts
    tier, fired = verdicts.tier[at], [key for key in verdicts.pitfalls if verdicts.pitfalls[key][at] == "fired"]
    kind = str(verdicts.value_type[at]).partition(" ")[0]
    total = figures.words("none") if tier is None else figures.score(float(verdicts.total[at]))
    return [
        f"{_name(call, at)} ({_id(call, at)})",
        tier or figures.words("none"),
        figures.words.get(f"types_short.{kind}", kind),
        " ".join(fired) or figures.words("none"),
        total,
        *(_value(call, one, at, figures) for one in shows),
    ]


def _value(call: Call, metric: str, at: int, figures: Figures) -> str:
    value = float(figure(call.desk.verdicts, metric)[at])
    return figures.words("unknown") if isnan(value) else figures.value(metric, value)


def _below(call: Call, rows: Sequence[int], *, picture: bool = False) -> Below:
    """What stands below an answer; the accounts that have a button are noted for the audit trail."""
    n = call.figures.number(len(call.desk.verdicts), 0)
    buttons = [(_id(call, at), _name(call, at)) for at in rows]
    call.about(*(account for account, _ in buttons))
    where = "slack.book.picture_here" if call.request.is_ours else "slack.book.picture"
    return Below(
        day=call.figures.day(call.as_of),
        scope="" if _whole(call) else call.words("slack.book.part", n=n),
        accounts=buttons[: views.BUTTONS],
        picture=call.words(where) if picture else "",
    )


def _whole(call: Call) -> bool:
    """Whether the asker sees the whole book."""
    return len(call.desk.verdicts) == len(call.access.held)


def _id(call: Call, at: int) -> str:
    return str(call.desk.verdicts.table.account_id[at])


def _name(call: Call, at: int) -> str:
    return str(call.desk.verdicts.table.name[at])


def _note(call: Call) -> str:
    """The day of a picture, and how many accounts it is of where that is not the whole book: the room is small."""
    told = [call.words("card.as_of", date=call.figures.day(call.as_of))]
    told += (
        [] if _whole(call) else [call.words("slack.book.part_short", n=call.figures.number(len(call.desk.verdicts), 0))]
    )
    return " · ".join(told)


def _picture(call: Call, what: str, draw: Callable[[], Picture]) -> Upload:
    """A picture for the asker alone: in the DM. Its name holds a digest of the request's key, by which it is found again."""
    with _drawing:
        made = draw()
    digest = hashlib.blake2b(call.key().encode(), digest_size=6).hexdigest()
    title = call.words(f"slack.book.pictures.{what}")
    place = (call.request.channel, call.request.thread) if call.request.is_ours else ("", None)
    return Upload(f"{what}-{digest}.png", made.png, title, made.alt, *place)
