"""Plans a question without a model, by the patterns of `rules.yaml`: everything that the commands can say, in three languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from prompts.plan import Condition, Filter, Intent, Plan, SortKey
from scoring.shipped import read_yaml

VALUE = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|percent|趴|k|m|萬|万|億|亿|million)?"
)
GIVEN = re.compile(r"(?P<metric>[a-z_]{4,})\s*=\s*(?P<value>[-+]?[\d.,]+%?|never|none)")
LIMIT = re.compile(r"(?:top|first|前)\s*(\d{1,2})(?!\s*%)")
UNITS = {
    "%": "%",
    "percent": "%",
    "趴": "%",
    "k": "000",
    "m": "000000",
    "million": "000000",
    "萬": "0000",
    "万": "0000",
    "億": "00000000",
    "亿": "00000000",
}
LABELS = ("region", "country", "team", "industry")


@dataclass(frozen=True, slots=True)
class Known:
    """What the book tells the rules: account names found in the question, as written; and, by column, its labels: what people
    say to what stands in the book; `owners` likewise.

    `earlier`: there are accounts in the conversation, `last` its last intent.
    """

    mentions: Sequence[str] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    earlier: bool = False
    last: Intent | None = None


def plan_by_rules(question: str, known: Known) -> Plan:
    """The plan that the rules see; "concept" for what is no question about the book."""
    folded = unicodedata.normalize("NFKC", question).casefold().strip(" ?!.。？！，,")
    bare = folded
    for name in sorted(known.mentions, key=len, reverse=True):
        bare = bare.replace(unicodedata.normalize("NFKC", name).casefold(), " ")
    if _met("greeting", folded):
        return Plan(intent="greeting")
    again = not known.mentions and known.earlier and (_met("again", bare) or _met("bare_follow_up", folded))
    intent = _intent(bare, known, again)
    if _met("bare_follow_up", folded) and known.last and known.mentions and intent == "classify":
        intent = (
            known.last
            if known.last not in ("compare", "concept", "list", "portfolio", "greeting", "help", "other")
            else intent
        )
    return Plan(
        intent=intent,
        accounts=tuple(known.mentions),
        metric=_metric(bare) if intent == "why" else None,
        changes=_changes(bare) if intent == "whatif" else {},
        filter=_filter(bare, known) if intent in ("list", "portfolio") else Filter(),
        sort=_sort(bare) if intent == "list" else None,
        least=intent == "list" and _met("least", bare),
        limit=_limit(bare) if intent == "list" else None,
        topic=question.strip()[:200] if intent in ("concept", "other") else None,
        again=again,
    )


def _intent(text: str, known: Known, again: bool) -> Intent:
    account = bool(known.mentions) or again
    has = {
        "account": account,
        "two_accounts": len(known.mentions) > 1 or (account and known.earlier and len(known.mentions) == 1),
        "changes": account and bool(_changes(text)),
        "book": not known.mentions and not again and _about_the_book(text, known),
    }
    for rule in _rules()["intents"]:
        if all(has[need] for need in rule.get("needs", ())) and rule["pattern"].search(text):
            return cast(Intent, rule["intent"])
    return "concept"


def _about_the_book(text: str, known: Known) -> bool:
    """A question about accounts of the book, not about a concept: it restricts, or asks which, or how many."""
    found = _filter(text, known)
    restricts = any((found.conditions, found.owner, found.region, found.country, found.team, found.industry))
    asks = any(rule["pattern"].search(text) for rule in _rules()["intents"] if rule["intent"] in ("list", "portfolio"))
    return asks and (restricts or _met("book_words", text)) and not _met("definition", text)


def _met(name: str, text: str) -> bool:
    return _rules()[name].search(text) is not None


def _first(group: str, text: str) -> list[str]:
    """The keys whose words are met, in the order of the file."""
    return [key for key, pattern in _rules()[group].items() if pattern.search(text)]


def _filter(text: str, known: Known) -> Filter:
    labels = {column: _labelled(said, text) for column, said in known.labels.items()}
    owner = "me" if _met("mine", text) else _labelled(known.owners, text)
    pitfalls, conditions = _first("pitfalls", text), _first("conditions", text)
    return Filter.model_validate(
        {
            "tiers": _first("tiers", text) if "P3" not in pitfalls else [],
            "value_types": _first("value_types", text),
            "quadrants": _first("quadrants", text),
            "pitfalls": pitfalls,
            "conditions": _sharpest(conditions),
            "owner": owner,
            **{column: labels.get(column) for column in LABELS},
        }
    )


def _sharpest(conditions: list[str]) -> list[Condition]:
    """Without those that a sharper one includes: more concessions is not also many, falling margin not also falling sales."""
    covered = {
        "more_concessions": ("many_concessions", "growing"),
        "losing_margin": ("shrinking", "low_margin"),
        "potential": ("growing",),
        "losing_money": ("losing_margin",),
    }
    out = {one for key in conditions for one in covered.get(key, ())}
    return cast(list[Condition], [one for one in conditions if one not in out])


def _labelled(said: Mapping[str, str], text: str) -> str | None:
    """The label that is named, by the longest of the ways in which it can be."""
    return next((said[one] for one in sorted(said, key=len, reverse=True) if _named(one, text)), None)


def _named(label: str, text: str) -> bool:
    plain = unicodedata.normalize("NFKC", label).casefold()
    return re.search(rf"(?<![a-z]){re.escape(plain)}(?![a-z])", text) is not None


def _sort(text: str) -> SortKey | None:
    return cast(SortKey | None, next(iter(_first("sort", text)), None))


def _limit(text: str) -> int | None:
    found = LIMIT.search(text)
    return min(max(int(found[1]), 1), 50) if found else None


def _metric(text: str) -> str | None:
    return next(iter(_first("metrics", text)), None)


def _changes(text: str) -> dict[str, str]:
    """`metric=value`, or a metric that is named with the value that follows (or, in Chinese, stands before it)."""
    given = {found["metric"]: found["value"] for found in GIVEN.finditer(text)}
    if given:
        return given
    found = {}
    for metric, pattern in _rules()["metrics"].items():
        named = pattern.search(text)
        value = named and (VALUE.search(text, named.end()) or VALUE.search(text))
        if value:
            found[metric] = (
                f"{'-' if value['sign'] == '-' else ''}{value['number'].replace(',', '')}{UNITS.get(value['unit'] or '', '')}"
            )
            break
    return found


@cache
def _rules() -> dict[str, Any]:
    data = read_yaml("prompts", "rules.yaml")
    made: dict[str, Any] = {}
    for name, content in data.items():
        if name == "intents":
            made[name] = [{**one, "pattern": _pattern(one["words"])} for one in content]
        elif isinstance(content, dict):
            made[name] = {key: _pattern(words) for key, words in content.items()}
        else:
            made[name] = _pattern(content)
    return made


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))
