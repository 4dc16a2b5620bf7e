"""Plans a question without a model, by the patterns of `rules.yaml`: everything that the commands can say, in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, cast

from prompts.labels import LABELS, known_labels, label_in, plain, strangers
from prompts.plan import ABOUT_ACCOUNTS, Condition, Filter, Intent, Plan, SortKey
from scoring.shipped import read_yaml

VALUE = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|percent|趴|k|m|萬|万|億|亿|million)?"
)
GIVEN = re.compile(r"(?P<metric>[a-z_]{4,})\s*=\s*(?P<value>[-+]?[\d.,]+%?|never|none)")
COUNT = r"(\d{1,2}|[一二兩两三四五六七八九十]|two|three|four|five|six|seven|eight|nine|ten)"
LIMIT = re.compile(
    rf"(?:top|first|前)\s*{COUNT}(?![\d十成]|\s*%)|{COUNT}\s*(?:個|个|家|大)(?:客戶|客户)"
    rf"|\b{COUNT} (?:largest|biggest|smallest|best|worst|most|least)"
)
NUMBERS = {"兩": 2, "两": 2} | {one: n for n, one in enumerate("一二三四五六七八九十", 1)}
NUMBERS |= {one: n for n, one in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)}
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
WORDS = ("tiers", "value_types", "quadrants", "pitfalls", "conditions", "sort", "metrics")
"""What a filter and an order are made of."""
WITHOUT_A_QUESTION: tuple[Intent, ...] = ("greeting", "thanks")
KEEP = ("compare", "concept", "list", "portfolio", "changes", "concession", "greeting", "thanks", "help", "other")
"""Intents that a follow-up with another account does not ask for again."""


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
    folded = plain(question).strip(" ?!.。？！，,")
    bare = folded
    for name in sorted(known.mentions, key=len, reverse=True):
        bare = bare.replace(plain(name), " ")
    said = next((one for one in WITHOUT_A_QUESTION if _met(one, folded)), None)
    if said and not known.mentions:
        return Plan(intent=said)
    intent = _intent(bare, known)
    if _met("bare_follow_up", folded) and known.mentions and intent == "classify" and known.last not in (None, *KEEP):
        intent = known.last or intent
    named = tuple(known.mentions) or (_another(folded) if intent == "classify" else ())
    return Plan(
        intent=intent,
        accounts=named,
        metric=_metric(bare) if intent in ("why", "figure") else None,
        changes=_changes(bare) if intent == "whatif" else {},
        filter=_restricted(question, bare, known) if intent in ("list", "portfolio", "changes") else Filter(),
        sort=_sort(bare) if intent == "list" and (_met("ordering", bare) or not _first("conditions", bare)) else None,
        least=intent == "list" and _met("least", bare),
        limit=_limit(bare) if intent == "list" else None,
        topic=question.strip()[:200] if intent in ("concept", "other") else None,
        again=intent in ABOUT_ACCOUNTS and not named,
    )


def _another(text: str) -> tuple[str, ...]:
    """The account that a follow-up names though the book has none of that name: better not found than the earlier one."""
    found = _rules()["another"].search(text)
    name = next((one for one in found.groups() if one), "") if found else ""
    return (name,) if name and not _met("again", name) and _metric(name) is None else ()


def _intent(text: str, known: Known) -> Intent:
    again = not known.mentions and known.earlier and (_met("again", text) or _met("bare_follow_up", text))
    book = not known.mentions and not again and _about_the_book(text, known)
    follows = not known.mentions and known.earlier and not book and not _met("definition", text)
    account = bool(known.mentions) or again or (follows and _met("perhaps_again", text))
    changes = (account or follows) and bool(_changes(text))
    has = {
        "account": account,
        "account_or_follows": account or follows,
        "two_accounts": len(known.mentions) > 1 or (account and known.earlier and len(known.mentions) == 1),
        "two_mentions": len(known.mentions) > 1,
        "changes": changes,
        "book": book,
        "no_account": not account,
        "nothing_known": not account and not book,
    }
    for rule in _rules()["intents"]:
        if all(has[need] for need in rule.get("needs", ())) and rule["pattern"].search(text):
            return cast(Intent, rule["intent"])
    return "concept"


def _about_the_book(text: str, known: Known) -> bool:
    """A question about accounts of the book, not about a concept: it restricts, or asks which, or how many."""
    found = _filter(text, known)
    restricts = any((found.conditions, found.owner, *(getattr(found, column) for column in LABELS)))
    asks = any(rule["pattern"].search(text) for rule in _rules()["intents"] if rule["intent"] in ("list", "portfolio"))
    return asks and (restricts or _met("book_words", text)) and not _met("definition", text)


def _met(name: str, text: str) -> bool:
    return _rules()[name].search(text) is not None


def _first(group: str, text: str) -> list[str]:
    """The keys whose words are met, in the order of the file."""
    return [key for key, pattern in _rules()[group].items() if pattern.search(text)]


def _filter(text: str, known: Known) -> Filter:
    owner = "me" if _met("mine", text) else label_in(known.owners, text)
    pitfalls, conditions = _first("pitfalls", text), _first("conditions", text)
    any_of_them = list(_rules()["pitfalls"]) if not pitfalls and _met("any_pitfall", text) else []
    return Filter.model_validate(
        {
            "tiers": _first("tiers", text) if "P3" not in pitfalls else [],
            "value_types": _first("value_types", text),
            "quadrants": _first("quadrants", text),
            "pitfalls": pitfalls or any_of_them,
            "conditions": _sharpest(conditions),
            "owner": owner,
            **known_labels(known.labels, text),
        }
    )


def _restricted(question: str, text: str, known: Known) -> Filter:
    """The filter, and in it what is named though the book has none of that name: better none found than all."""
    named = strangers(question, known.mentions, {**known.labels, "owner": known.owners}, _is_a_word)
    for _, written in named.values():
        text = text.replace(plain(written), " ")
    return _filter(text, known).model_copy(update={column: meant for column, (meant, _) in named.items()})


def _is_a_word(text: str) -> bool:
    """Whether a text is a word that the rules know; in Chinese also where it has one in it."""
    patterns = [one for group in WORDS for one in _rules()[group].values()]
    found = [one.search(text) for one in (*patterns, _rules()["any_pitfall"], _rules()["mine"])]
    return any(one and (not text.isascii() or one[0] == text) for one in found)


def words_of_lists() -> Sequence[re.Pattern[str]]:
    """What a question for a list is made of beside its conditions; the longest come first."""
    return (*_rules()["tiers"].values(), _rules()["mine"], LIMIT, _rules()["says_nothing"])


def makes_a_sentence(text: str) -> bool:
    """Whether there are words in a text by which it is said or asked, and no name."""
    return _met("sentence", plain(text))


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


def _sort(text: str) -> SortKey | None:
    return cast(SortKey | None, next(iter(_first("sort", text)), None))


def _limit(text: str) -> int | None:
    found = LIMIT.search(text)
    if found is None:
        return None
    number = next(one for one in found.groups() if one)
    return min(max(NUMBERS.get(number) or int(number), 1), 50)


def _metric(text: str) -> str | None:
    return next(iter(_first("metrics", text)), None)


def metric_named(text: str) -> str | None:
    """The metric of which a text as a whole is a name."""
    return next((metric for metric, pattern in _rules()["metrics"].items() if pattern.fullmatch(text)), None)


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
            found[metric] = _value(value)
            break
    return found


def _value(found: re.Match[str]) -> str:
    """A value as plans have it: 1.5萬 is 15000, 10 percent is 10%."""
    sign, unit = "-" if found["sign"] == "-" else "", UNITS.get(found["unit"] or "", "")
    number = Decimal(found["number"].replace(",", ""))
    if not unit or unit == "%":
        return f"{sign}{number:f}{unit}"
    return f"{sign}{(number.scaleb(len(unit))).normalize():f}"


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
