"""How to engage an account: the plays of `plays/*.yaml`, chosen by rule in a fixed order (`domain.md` §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, Self

from pydantic import model_validator

from knowledge.records import Id, Language, Line, Lines, Record, parse_yaml, shipped

AT_MOST = 5


class When(Record):
    """When a play is chosen: everything that is given holds. `tiers`: "none" is an account without a tier.

    `verdict` speaks of the verdict itself: not rated, or provisional. `unless`: pitfalls and quadrants that rule it out.
    """

    pitfall: Literal["P1", "P2", "P3", "P4", "P5"] | None = None
    value_type: Literal["intrinsic", "extrinsic", "strategic", "undetermined"] | None = None
    quadrant: Literal["invest", "defend", "cultivate", "serve lean"] | None = None
    verdict: Literal["not rated", "provisional"] | None = None
    tiers: tuple[Literal["A", "B", "C", "D", "none"], ...] = ()
    unless: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if not self.named and not self.tiers:
            raise ValueError("give at least one of pitfall, value_type, quadrant, verdict, tiers")
        return self

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The conditions but for the tiers, in the order in which plays are listed."""
        given = [(name, getattr(self, name)) for name in ("pitfall", "value_type", "quadrant", "verdict")]
        return tuple((name, value) for name, value in given if value is not None)

    @property
    def leads(self) -> tuple[str, str | None]:
        """What the play is listed under: its first condition; the tier where there is no other."""
        return self.named[0] if self.named else ("tier", None)


class Words(Record):
    """A play in one language."""

    title: str
    do: tuple[str, ...]
    dont: tuple[str, ...]
    ask: tuple[str, ...]


class Play(Record):
    """One way to act. `passage`: the id of the passage that it rests on."""

    id: Id
    when: When
    passage: Id
    title: Mapping[Language, Line]
    do: Mapping[Language, Lines]
    dont: Mapping[Language, Lines]
    ask: Mapping[Language, Lines]

    @model_validator(mode="after")
    def _languages_match(self) -> Self:
        parts: tuple[Mapping[Language, Sequence[str]], ...] = (self.do, self.dont, self.ask)
        for part in (self.title, *parts):
            if "en" not in part or part.keys() != self.title.keys():
                raise ValueError("every text needs `en`, and the same languages as the title")
        if any(len(lines) != len(part["en"]) for part in parts for lines in part.values()):
            raise ValueError("every language needs as many lines as `en`")
        return self

    def said(self, lang: str) -> Words:
        """The play's texts in a language; in English where it is not yet there in that language."""
        known: Language = next((one for one in self.title if one == lang), "en")
        return Words(title=self.title[known], do=self.do[known], dont=self.dont[known], ask=self.ask[known])


class Plays(Record):
    """All plays, in the file's order, which is the order of choice among plays of the same kind."""

    plays: tuple[Play, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [play.id for play in self.plays]
        if len(set(ids)) != len(ids):
            raise ValueError(f"play ids occur twice: {sorted({one for one in ids if ids.count(one) > 1})}")
        return self

    def get(self, play_id: str) -> Play:
        """The play with this id. Raises KeyError."""
        return {play.id: play for play in self.plays}[play_id]


FILES = ("pitfalls", "combinations", "value_types", "quadrants", "tiers", "verdicts")


@cache
def load() -> Plays:
    """The shipped plays, read once. Raises pydantic's ValidationError, yaml's YAMLError."""
    return parse("".join(shipped("plays", f"{name}.yaml").read_text(encoding="utf-8") for name in FILES))


def parse(text: str) -> Plays:
    """Plays from YAML. Raises pydantic's ValidationError, yaml's YAMLError."""
    return Plays.model_validate({"plays": parse_yaml(text)})


@dataclass(frozen=True, slots=True)
class _Situation:
    """What holds of an account, each thing under the name that plays give it."""

    tier: str
    facts: tuple[tuple[str, str | None], ...]

    def fits(self, play: Play) -> bool:
        """Whether everything that the play asks for holds, and nothing that rules it out."""
        when = play.when
        values = {value for _, value in self.facts}
        return (
            all(one in self.facts for one in when.named)
            and (not when.tiers or self.tier in when.tiers)
            and not values.intersection(when.unless)
        )


def select(
    *,
    tier: str | None,
    quadrant: str | None,
    value_type: str,
    fired: Sequence[str],
    rated: bool = True,
    provisional: bool = False,
    plays: Plays | None = None,
) -> tuple[Play, ...]:
    """What to do, most urgent first: fired pitfalls (P1 to P5), value type, quadrant, tier, the verdict itself; at most AT_MOST.

    Of several plays for one thing the one with more conditions is chosen; the others follow where there is room. `value_type`: as
    a verdict names it; "mixed (first/second)" has the plays of both, in that order. `plays`: the shipped ones, if not given.
    """
    verdict = "not rated" if not rated else "provisional" if provisional else None
    listed: list[tuple[str, str | None]] = [("pitfall", pitfall) for pitfall in sorted(fired)]
    listed += [("value_type", part) for part in parts_of(value_type)]
    listed += [("quadrant", quadrant), ("tier", None), ("verdict", verdict)]
    situation = _Situation(tier or "none", tuple(one for one in listed if one[1] is not None))
    fitting = [play for play in (plays or load()).plays if situation.fits(play)]
    first, others = list[Play](), list[Play]()
    for fact in listed:
        own = sorted((play for play in fitting if play.when.leads == fact), key=lambda play: -len(play.when.named))
        first += own[:1]
        others += own[1:]
    return tuple([*first, *others][:AT_MOST])


def parts_of(value_type: str) -> tuple[str, ...]:
    """The types that a verdict's value type names: both of "mixed (first/second)", else itself."""
    if not value_type.startswith("mixed ("):
        return (value_type,)
    return tuple(value_type.removeprefix("mixed (").removesuffix(")").split("/"))
