"""Facts: every figure, name and class that an answer may show, rendered by code.

`Recorder` writes figures as `Figures` does and keeps each one as a fact: what the narrator says is backed by the facts beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from prompts.figures import Figures

Kind = Literal["figure", "name", "class", "date", "play", "statement", "quote"]
LABELS = {
    "points": "tables.points",
    "weight": "tables.weight",
    "part": "tables.part",
    "share": "tables.share",
    "range_low": "figure.range_low",
    "range_high": "figure.range_high",
    "count": "tables.accounts",
    "change": "tables.change",
    "trend": "tables.change",
}
"""Where the label of a figure without a metric stands among the words."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`text`: a noun phrase with unit and period in the reader's language.

    `id`: whose it is and what, such as "a.growth". `value`: as computed; `unit`, `period`: in words.
    """

    id: str
    label: str
    value: float | str | None
    unit: str
    period: str
    as_of: date
    text: str
    kind: Kind = "figure"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer, the ids of the facts that it shows, and the passage that it rests on."""

    text: str
    facts: tuple[str, ...] = ()
    passage: str | None = None


@dataclass(frozen=True)
class Recorder(Figures):
    """Writes figures and keeps them as facts. `key` in `about` says whose they are: "a" for the first account, "book"."""

    as_of: date = date.min
    facts: dict[str, Fact] = field(default_factory=dict)
    owner: list[str] = field(default_factory=lambda: ["book"])
    own: dict[str, float | str] = field(default_factory=dict)
    """The account's own values, by fact id: another one of the same metric is what it is compared with."""
    judged: dict[str, str] = field(default_factory=dict)
    """Strong or weak, by fact id: what a figure's points say, so that nobody else has to judge."""
    shown: dict[str, str] = field(default_factory=dict)
    """The figure as it stands in sentences, by fact id."""

    def about(self, key: str) -> Recorder:
        """The same, now of another account."""
        self.owner[0] = key
        return self

    def value(self, metric: str, value: float | None, *, beside: float | None = None) -> str:
        """As `Figures.value`; what is known becomes a fact."""
        text = super().value(metric, value, beside=beside)
        if value is not None and not math.isnan(value):
            phrase = self._phrase(metric, value, text)
            shown = "never" if math.isinf(value) else value
            self._keep(metric, self.label(metric), shown, self.unit(metric), self.period(metric), phrase, text)
        return text

    def target(self, metric: str, needed: float, now: float) -> str:
        """As `Figures.target`."""
        text = super().target(metric, needed, now)
        self._keep(f"{metric}.needed", self.label(metric), needed, self.unit(metric), "", text, text)
        return text

    def ratio(self, ratio: float | None, of: str = "share") -> str:
        """As `Figures.ratio`; `of`: what it is a share of, for the fact's id and label."""
        text = super().ratio(ratio, of)
        if ratio is not None:
            self._keep(of, self._label(of), ratio, "ratio", "", self._named(of, text), text)
        return text

    def score(self, score: float | None, of: str = "points") -> str:
        """As `Figures.score`; `of`: which score."""
        text = super().score(score, of)
        if score is not None:
            phrase = self.words("figure.scored", label=self.words.inline(self._label(of)), value=text)
            self._keep(of, self._label(of), score, "points", "", phrase, text)
        return text

    def number(self, number: float, decimals: int = 1, of: str = "points") -> str:
        """As `Figures.number`."""
        text = super().number(number, decimals, of)
        self._keep(of, self._label(of), number, "", "", text, text)
        return text

    def money(self, amount: float | None, of: str = "amount") -> str:
        """As `Figures.money`."""
        text = super().money(amount, of)
        if amount is not None:
            self._keep(of, self._label(of), amount, "money", "", text, text)
        return text

    def day(self, day: date) -> str:
        """As `Figures.day`."""
        text = super().day(day)
        self._keep("day", self.words("tables.date"), day.isoformat(), "date", "", text, text, "date")
        return text

    def name(self, what: str, label: str, text: str, kind: Kind = "name", *, shown: str = "") -> None:
        """Keeps a name or a class as a fact. `shown`: how it stands in sentences, where not as the text."""
        key = f"{self.owner[0]}.{what}"
        self.facts[key] = Fact(key, label, text, "", "", self.as_of, text, kind)
        self.shown[key] = shown or text

    def _phrase(self, metric: str, value: float, text: str) -> str:
        period = self.period(metric)
        if math.isinf(value) and f"never.{metric}" in self.words.table:
            return self.words(f"never.{metric}")
        form = "named_with_period" if period else "named"
        label = self.words.inline(self.beside_period(metric) if period else self.label(metric))
        return self.words(f"figure.{form}", label=label, value=text, period=period)

    def _label(self, of: str) -> str:
        found = self.words.get(LABELS.get(of, f"metrics.{of}"), "")
        return found or self.label(of)

    def _named(self, of: str, text: str) -> str:
        return self.words("figure.named", label=self.words.inline(self._label(of)), value=text)

    def _keep(
        self,
        what: str,
        label: str,
        value: float | str,
        unit: str,
        period: str,
        text: str,
        shown: str,
        kind: Kind = "figure",
    ) -> None:
        """Keeps a figure; one that is already there under the same name with another text gets a number."""
        owner = self.owner[0]
        number, fact_id = 1, f"{owner}.{what}"
        if self.own.get(fact_id, value) != value:
            number, fact_id = 2, f"{fact_id}.2"
        while fact_id in self.facts and self.shown[fact_id] != shown:
            number += 1
            fact_id = f"{owner}.{what}.{number}"
        if fact_id not in self.facts:
            if number > 1 and kind == "figure":  # what it is compared with: a threshold, a target, an earlier one
                text, kind = shown, "statement"
            elif fact_id in self.judged:
                text = self.words(
                    "figure.judged", text=text, judgement=self.words(f"judgements.{self.judged[fact_id]}")
                )
            self.facts[fact_id] = Fact(fact_id, label, value, unit, period, self.as_of, text, kind)
            self.shown[fact_id] = shown


def tell(recorder: Recorder, sentences: Iterable[str], passage: str | None = None) -> list[Said]:
    """Sentences with the facts whose figures, names and classes stand in them."""
    return [Said(text, _standing_in(text, recorder.shown), passage) for text in sentences]


def _standing_in(text: str, shown: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(key for key, figure in shown.items() if figure and _stands(figure, text))


def _stands(figure: str, text: str) -> bool:
    """Whether the figure stands there by itself, not as a part of a longer one."""
    before = r"(?<![\d])(?<!\d[.,])" if figure[0].isdigit() else ""
    after = r"(?![\d])(?![.,]\d)" if figure[-1].isdigit() else ""
    if figure[-1].isascii() and figure[-1].isalpha():
        after = r"(?![A-Za-z0-9])"
    return re.search(f"{before}{re.escape(figure)}{after}", text) is not None
