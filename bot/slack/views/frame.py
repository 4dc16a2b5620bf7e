"""What all answers about accounts have around them: the name above, the day and what can be done next below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack.effects import Message
from bot.slack.kit import Block, actions, button, context, feedback, header, lines
from prompts.figures import Figures
from prompts.narrator.names import rubric_name

NEXT = ("why", "plan", "nearest", "whatif", "compare")
"""What can be asked next, in the order of the buttons."""
OF_SEVERAL = ("compare",)
"""Answers about several accounts: there it would not be clear whose plan is meant."""


@dataclass(frozen=True)
class Asked:
    """`what` was asked of which account, and `rest`: what was said beyond its name. `key`: the request's, for feedback.

    `to_all`: shown to a conversation, so without *Share here*. `decided`: what people decided of the accounts, where the answer
    does not say it by itself.
    """

    what: str
    account: str
    key: str
    rest: str = ""
    to_all: bool = False
    decided: Sequence[str] = ()


def framed(
    asked: Asked,
    title: str,
    text: str,
    body: Sequence[Block],
    figures: Figures,
    day: date,
    note: str = "",
    first: Sequence[Block] = (),
) -> Message:
    """An answer as a message. `text` says it without blocks; `note`: small print; `first`: buttons before the others."""
    words = figures.words
    about = {"k": asked.key, "a": asked.account, "w": asked.what}
    row = buttons(asked, figures, first)
    below = [as_of_line(figures, day, note), *([row] if row else [])]
    head = [header(title), *([lines(asked.decided)] if asked.decided else [])]
    said = words("sentence_gap").join([text, *asked.decided])
    return Message(said, [*head, *body, *below, feedback(about, words("slack.good"), words("slack.bad"))])


def as_of_line(figures: Figures, day: date, note: str = "") -> Block:
    """The day and the rubric, by which the arithmetic can be checked."""
    words = figures.words
    told = [words("card.as_of", date=figures.day(day)), rubric_name(figures.rubric.version, words)]
    return context(*([note] if note else []), " · ".join(told))


def buttons(asked: Asked, figures: Figures, first: Sequence[Block] = ()) -> Block | None:
    """What else can be asked of the account; and *Share here* where only the asker sees it."""
    words, value = figures.words, {"a": asked.account}
    following = [name for name in NEXT if name != asked.what] if asked.what not in OF_SEVERAL else []
    made = [*first, *(button(words(f"slack.buttons.{name}"), name, value) for name in following)]
    if not asked.to_all:
        shared = {**value, "w": asked.what} | ({"t": asked.rest} if asked.rest else {})
        made.append(button(words("slack.buttons.share"), "share", shared))
    return actions(*made) if made else None
