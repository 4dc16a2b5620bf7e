"""The small card below a link to an account in the CRM."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.kit import Block, actions, button, lines, paragraph, span
from bot.slack.views.card import MARKS, name_of, tier_text
from bot.slack.views.frame import as_of_line
from prompts.figures import Figures
from prompts.narrator.names import pitfall_name, value_type_name
from scoring.verdict import Pitfall, Verdict


def unfurl_view(verdict: Verdict, fired: Sequence[Pitfall], decided: Sequence[str], figures: Figures) -> list[Block]:
    """Name, tier and total, value type, fired flags, what people decided, and what can be asked."""
    words = figures.words
    total = "" if verdict.total is None else f" · {figures.score(verdict.total)} {words('card.of_100')}"
    value = f"{words('card.value_type')}{words('colon')}{value_type_name(verdict.value_type.type, figures)}"
    blocks = [
        paragraph(span(name_of(verdict), bold=True), f"{words('colon')}{tier_text(verdict, figures)}{total}"),
        paragraph(value),
    ]
    told = [*(_flag(one, figures) for one in fired), *decided]
    if told:
        blocks.append(lines(told))
    blocks.append(as_of_line(figures, verdict.as_of))
    asked = [
        button(words(f"slack.unfurl.{word}"), "run", {"c": f"{word} {verdict.account_id}"})
        for word in ("classify", "plan")
    ]
    return [*blocks, actions(*asked)]


def _flag(one: Pitfall, figures: Figures) -> str:
    state = figures.words(f"states.{one.state}")
    return f"{MARKS[one.state]} {one.id} {pitfall_name(one.id, figures)}{figures.words('colon')}{state}"
