"""The headline of a digest, worded by a model behind the gate where one is configured; else the narrator's stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from book.book import Book
from bot.asking.draft import KEYS
from bot.asking.speaking import speaker_for
from bot.digest.content import Content, Move
from bot.digest.naming import moved, tier_of
from prompts.facts import Fact, Recorder, tell
from prompts.figures import Figures

NAMED = 2
"""Movers that a model may name: their names and tiers are as many classes as it is given."""


def worded(
    book: Book, payer: str, found: Content, counts: Sequence[str], headline: str, figures: Figures, now: datetime
) -> tuple[tuple[str, ...], str]:
    """The sentences and who worded them; nothing and "" where the narrator speaks. `payer`: whose budget it is.

    `counts`: what changed and how often, as the headline says it.
    """
    speaker = None if found.quiet or found.before is None else speaker_for(book, payer, now)
    if speaker is None:
        return (), ""
    recorder = Recorder(figures.lang, figures.currency, figures.rubric, found.as_of)
    for place, text in enumerate(counts):
        _fact(recorder, f"book.count{place + 1}", figures.words("tables.change"), text)
    movers = [one for one in found.moves if not one.new][:NAMED]
    narrated = tell(recorder, [headline, *_moves(movers, recorder)])
    speaker.begin()
    said = speaker.say(figures.words("digest.asked"), recorder, narrated, {})
    return (tuple(one.text for one in said), speaker.name) if said else ((), "")


def _fact(recorder: Recorder, key: str, label: str, text: str) -> None:
    recorder.facts[key] = Fact(key, label, text, "", "", recorder.as_of, text)
    recorder.shown[key] = text


def _moves(movers: Sequence[Move], recorder: Recorder) -> Iterator[str]:
    """Who moved from where to where, as sentences; each name and new tier is a fact."""
    words, none = recorder.words, recorder.words("card.not_rated")
    for key, move in zip(KEYS, movers, strict=False):
        own = recorder.about(key)
        own.name("name", words("tables.name"), move.name)
        own.name("after", words("tables.tier"), tier_of(move.after, words), "class", shown=move.after or none)
        yield moved(move.name, move.before, move.after, words, up=move.up)
