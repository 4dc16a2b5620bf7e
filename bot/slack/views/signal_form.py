"""The form that makes an observation of a message: whom it is about, which signal, the value, and what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack.kit import Block, context, entry, field, modal, option, paragraph, select
from bot.slack.proposing import Proposal
from bot.slack.views.forms import dated, heading, metadata, sentence, with_unit
from prompts.figures import Figures

ACCOUNT, OTHER, SIGNAL, VALUE, NOTE = "account", "other", "signal", "value", "note"
MENU, OPTION = 100, 150
"""Options of a menu, and characters of an option's value."""


@dataclass(frozen=True)
class Found:
    """What was read in the message. `accounts`: id and name, those that it mentions first, and how many those are.

    `more`: the asker sees more accounts than the menu holds.
    """

    text: str
    accounts: Sequence[tuple[str, str]]
    mentioned: int
    more: bool
    proposal: Proposal


def signal_form(found: Found, figures: Figures, day: date) -> Block:
    """The form, with what the message proposes filled in. `day`: the one that is recorded."""
    words = figures.words
    blocks = [paragraph(words("slack.signal.lead")), *_account(found, figures)]
    keys = [*found.proposal.signals, *(one for one in figures.rubric.signals if one not in found.proposal.signals)]
    options = [option(_label(key, figures), packed_key(key, figures)) for key in keys][:MENU]
    chosen = packed_key(keys[0], figures) if found.proposal.signals else ""
    blocks.append(
        entry(SIGNAL, words("slack.signal.signal"), select(SIGNAL, options, label=words("forms.choose"), chosen=chosen))
    )
    typed = field(VALUE, initial=_value(found.proposal, figures))
    blocks.append(
        entry(
            VALUE,
            words("slack.signal.value"),
            typed,
            hint=words("slack.signal.value_hint"),
        )
    )
    blocks.append(sentence(NOTE, words("slack.signal.note"), optional=True, initial=found.text))
    blocks.append(dated(day, figures))
    given = metadata(words, c=figures.currency or "")
    title = words("slack.signal.title")
    return modal("log_signal", title, blocks, submit=words("forms.save"), close=words("forms.close"), metadata=given)


def _account(found: Found, figures: Figures) -> list[Block]:
    words = figures.words
    options = [option(name, account) for account, name in found.accounts if len(account) <= OPTION][:MENU]
    chosen = found.accounts[0][0] if found.mentioned == 1 else ""
    menu = select(ACCOUNT, options, label=words("forms.choose"), chosen=chosen)
    made = [entry(ACCOUNT, words("slack.signal.account"), menu, optional=found.more)]
    if found.more:
        made.append(
            entry(
                OTHER, words("slack.signal.other"), field(OTHER), optional=True, hint=words("slack.signal.other_hint")
            )
        )
    return made


def packed_key(key: str, figures: Figures) -> str:
    """A signal as an option's value: its unit stands before it, so that the value can be checked without the book."""
    return f"{figures.rubric.signals[key].unit}:{key}"


def _label(key: str, figures: Figures) -> str:
    signal = figures.rubric.signals[key]
    return with_unit(signal.label.in_(figures.lang), signal.unit, figures)


def _value(proposal: Proposal, figures: Figures) -> str:
    """The number of the message, where it fits the unit of the likeliest signal."""
    unit = figures.rubric.signals[proposal.signals[0]].unit if proposal.signals else "rating"
    return {"rating": proposal.rating, "count": proposal.count}.get(unit, "")


def saved_view(name: str, recorded: str, sentences: Sequence[str], figures: Figures) -> Block:
    """What was recorded, and what it changed."""
    words = figures.words
    blocks = [
        *heading(name),
        paragraph(recorded),
        *(paragraph(one) for one in sentences),
        context(words("slack.signal.source")),
    ]
    return modal("notice", words("slack.signal.title"), blocks, close=words("forms.done"))
