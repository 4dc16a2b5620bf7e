"""/kam portfolio and pyramid: what the tiers of all accounts that the asker may see hold, with pictures in the DM."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from book.errors import KamError
from bot.slack.answers.accounts import accounts
from bot.slack.answers.many import below, neglected, whole
from bot.slack.answers.newcomer import no_access
from bot.slack.answers.pitfalls import pitfalls
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell, Upload
from bot.slack.kit import paragraph
from bot.slack.routes import Handler, Routes
from bot.slack.views import portfolio as views
from prompts import narrator
from prompts.narrator.names import label
from prompts.words import LANGUAGES
from scoring.portfolio import groups, whale_curve
from scoring.pyramid import levels, pyramid_codes
from scoring.query import ordered

if TYPE_CHECKING:
    from bot.pictures.canvas import Picture

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
    named = neglected(call)
    sentences = [*narrator.portfolio_sentences(verdicts, figures, None if named else 0), *named]
    largest = ordered(verdicts, verdicts.table.column("revenue") > 0, "revenue", most_first=True)
    end = below(call, largest[: views.BUTTONS], picture=True)
    yield Tell(views.portfolio_view(sentences, groups(verdicts, verdicts.tier), figures, end))
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
    held = levels(verdicts, pyramid_codes(verdicts, key) if key else verdicts.tier_codes)
    others = [(one, name) for one, name in names.items() if one != key]
    end = below(call, (), picture=True)
    yield Tell(views.pyramid_view(names[key], alt_text(held, figures, names[key]), held, others, figures, end))
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


def _note(call: Call) -> str:
    """The day of a picture, and how many accounts it is of where that is not the whole book: the room is small."""
    told = [call.words("card.as_of", date=call.figures.day(call.as_of))]
    told += (
        [] if whole(call) else [call.words("slack.book.part_short", n=call.figures.number(len(call.desk.verdicts), 0))]
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
