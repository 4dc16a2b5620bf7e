"""How to engage an account: the plays of `plays.yaml`, chosen by rule in a fixed order (`domain.md` §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

AT_MOST = 5

Language = Literal["en", "zh-TW", "zh-CN"]
Line = Annotated[str, Field(min_length=1)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]


class Record(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class When(Record):
    """When a play is chosen: everything that is given holds. `tiers`: "none" is an account without a tier.

    `verdict` speaks of the verdict itself: not rated, or provisional.
    """

    pitfall: Literal["P1", "P2", "P3", "P4", "P5"] | None = None
    value_type: Literal["intrinsic", "extrinsic", "strategic", "undetermined"] | None = None
    quadrant: Literal["invest", "defend", "cultivate", "serve lean"] | None = None
    verdict: Literal["not rated", "provisional"] | None = None
    tiers: tuple[Literal["A", "B", "C", "D", "none"], ...] = ()

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> Self:
        given = [self.pitfall, self.value_type, self.quadrant, self.verdict]
        if sum(one is not None for one in given) != 1:
            raise ValueError("give exactly one of pitfall, value_type, quadrant, verdict")
        return self


class Words(Record):
    """A play in one language."""

    title: str
    do: tuple[str, ...]
    dont: tuple[str, ...]
    ask: tuple[str, ...]


class Play(Record):
    """One way to act. `passage`: the section of the article that it rests on."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z-]+$")]
    when: When
    passage: Annotated[str, Field(pattern=r"^article §[1-4](\.[1-5])?$")]
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


@cache
def load() -> Plays:
    """The shipped plays, read once. Raises pydantic's ValidationError, yaml's YAMLError."""
    return parse(files("knowledge").joinpath("plays.yaml").read_text(encoding="utf-8"))


def parse(text: str) -> Plays:
    """Plays from YAML. Raises pydantic's ValidationError, yaml's YAMLError."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Plays.model_validate({"plays": yaml.load(text, Loader=loader)})  # noqa: S506 - both are safe loaders


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
    """What to do, most urgent first: fired pitfalls (P1 to P5), value type, quadrant, the verdict itself; at most AT_MOST.

    `value_type`: as a verdict names it; "mixed (first/second)" has the plays of both, in that order. `plays`: the shipped
    ones, if not given. What no play speaks of adds none.
    """
    verdict = "not rated" if not rated else "provisional" if provisional else None
    facts: list[tuple[str, str | None]] = [("pitfall", pitfall) for pitfall in sorted(fired)]
    facts += [("value_type", part) for part in parts_of(value_type)]
    facts += [("quadrant", quadrant), ("verdict", verdict)]
    known = (plays or load()).plays
    found = [play for kind, fact in facts if fact is not None for play in known if _speaks_of(play, kind, fact, tier)]
    return tuple(found[:AT_MOST])


def parts_of(value_type: str) -> tuple[str, ...]:
    """The types that a verdict's value type names: both of "mixed (first/second)", else itself."""
    if not value_type.startswith("mixed ("):
        return (value_type,)
    return tuple(value_type.removeprefix("mixed (").removesuffix(")").split("/"))


def _speaks_of(play: Play, kind: str, fact: str, tier: str | None) -> bool:
    tiers: tuple[str, ...] = play.when.tiers
    return getattr(play.when, kind) == fact and (not tiers or (tier or "none") in tiers)
