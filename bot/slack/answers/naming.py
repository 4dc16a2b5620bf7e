"""What is typed after an account's name: a figure, or changes of figures, by their names in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from itertools import islice
from typing import cast, get_args

from book.accounts import Account
from book.errors import KamError, UnknownAccount
from bot.changes import value
from bot.numbers import Unit, Wrong, number
from bot.slack.call import Call
from prompts.figures import Figures
from prompts.rules import UNITS, Known, metric_named, plan_by_rules
from prompts.words import LANGUAGES
from scoring.contract import METRICS
from scoring.rubric import Rubric
from scoring.whatif import DERIVED, READ_BESIDE

WORDS = ("never", "none", "missing")
THOUSANDS = ("k", "m")
HAN = re.compile(r"[\u3400-\u9fff]")
SHORTEST = 3
"""Characters of the shortest ending of a Chinese name by which a figure can be called."""
GIVEN = re.compile(
    r"\s*=\s*(?P<value>never|none|missing|[-+]?(?:[€$£¥]|[A-Z]{3}\b)?\s?\d[\d.,]*)\s*(?P<unit>%|k\b|m\b|[萬万億亿])?",
    re.IGNORECASE,
)
MOST_WORDS = 8
"""Words of the longest text that is parted into names at its spaces."""
BETWEEN = " ,;:、"
COMMAS = re.compile(r"\s*[,;、]\s*")
"""Between accounts, in a text of NFKC."""
AFTER = ("", "days", "day", "hours", "hour", "天", "日")
"""What may stand behind a value, before the next figure's name."""


@dataclass(frozen=True)
class Names:
    """The figures that can be named: `by` their id and their names in every language, as they are compared."""

    by: Mapping[str, str]

    def metric(self, text: str) -> str | None:
        """The figure of that name, or of what people say for it in Chinese."""
        return self.by.get(_plain(text)) or (metric_named(_plain(text)) if HAN.match(text) else None)

    def last(self, text: str) -> tuple[str, str] | None:
        """What stands before a figure's name at the end of a text, and the figure; the longest name counts."""
        for at in range(len(text)):
            starts = at == 0 or not text[at - 1].isalnum() or HAN.match(text[at]) or HAN.match(text[at - 1])
            found = self.metric(text[at:]) if starts else None
            if found:
                return text[:at].strip(BETWEEN), found
        return None

    def close(self, text: str) -> str | None:
        """The figure with the most similar name."""
        alike = get_close_matches(_plain(text), list(self.by), n=1)
        return self.by[alike[0]] if alike else None


def names_of(rubric: Rubric) -> Names:
    """The names of all figures that an account can have."""
    criteria = {key: one.metric for key, one in rubric.criteria.items()}
    own = {one: one for one in (*METRICS, *READ_BESIDE, *rubric.signals) if one != DERIVED}
    found = {_plain(key): metric for key, metric in (*criteria.items(), *own.items())}
    for lang in LANGUAGES:
        figures = Figures(lang, None, rubric)
        found |= {_plain(figures.label(key)): metric for key, metric in (*criteria.items(), *own.items())}
    return Names({**_endings(found), **found})


def _endings(names: Mapping[str, str]) -> dict[str, str]:
    """Chinese names without what stands before the noun ("平均收款天數" is also "收款天數"), where one figure alone is meant."""
    found: dict[str, set[str]] = {}
    for name, metric in names.items():
        for at in range(1, len(name) - SHORTEST + 1) if HAN.match(name) else ():
            found.setdefault(name[at:], set()).add(metric)
    return {ending: next(iter(metrics)) for ending, metrics in found.items() if len(metrics) == 1}


def account_and_metric(call: Call, text: str) -> tuple[Account, str]:
    """`ACME growth`: the account and the figure; "" without one. Raises UnknownAccount, SeveralAccounts."""
    names = names_of(call.in_force.rubric)
    found = names.last(text)
    if names_one(call, text):
        return call.account(text), ""
    if found is not None and found[0]:
        return call.account(found[0]), found[1]
    account, rest = _begun(call, text)
    if rest:
        raise KamError(_no_figure(call, names, account, rest))
    return account, ""


def examples(call: Call, n: int = 1) -> list[str]:
    """Accounts that the asker sees, n at most, by names that can be typed anywhere: without commas, where there are such."""
    seen = call.desk.lookup.accounts
    whole = (one.name for one in seen if not COMMAS.search(unicodedata.normalize("NFKC", one.name)))
    return list(islice(whole, n)) or [one.name for one in seen[:1]]


def names_one(call: Call, text: str) -> bool:
    """Whether a text as a whole is an account's name, or a part of one; what is merely like a name is not."""
    return any(one.how not in ("similar", "below") for one in call.desk.lookup.find(text))


def parted(call: Call, text: str) -> list[str]:
    """The names of accounts that a text is made of with spaces between them, where only one way of parting it has the fewest."""
    words = text.split()[: MOST_WORDS + 1]
    if len(words) > MOST_WORDS:
        return []
    ways: list[list[list[str]]] = [[[]], *([] for _ in words)]
    for end in range(1, len(words) + 1):
        for start in (at for at in range(end) if ways[at]):
            name = " ".join(words[start:end])
            ways[end] += [[*way, name] for way in ways[start]] if names_one(call, name) else []
    fewest = min(map(len, ways[-1]), default=0)
    shortest = [way for way in ways[-1] if len(way) == fewest]
    return shortest[0] if len(shortest) == 1 else []


def _begun(call: Call, text: str) -> tuple[Account, str]:
    """The account that a text begins with, and the rest. Raises UnknownAccount where it begins with none, SeveralAccounts."""
    spotted = next(iter(call.desk.spot(text)), None)
    if spotted is None or not text.casefold().startswith(spotted.text.casefold()):
        return call.account(text), ""
    return call.account(spotted.text), text[len(spotted.text) :].strip(BETWEEN)


def _no_figure(call: Call, names: Names, account: Account, text: str) -> str:
    """That there is no such figure; the account was understood."""
    close = names.close(text)
    like = f"{call.figures.label(close)} ({close})" if close else ""
    key = "no_figure_like" if close else "no_figure"
    return call.words(f"slack.newcomer.{key}", text=text[:60], like=like, name=account.name)


def account_and_changes(call: Call, text: str) -> tuple[Account, dict[str, float | None]]:
    """`ACME growth=10% days to pay=30`: the account and the changes. Raises KamError for what is no change."""
    text = unicodedata.normalize("NFKC", text)
    if "=" not in text:
        try:
            return call.account(text), {}
        except UnknownAccount as unknown:
            return _spoken(call, text, unknown)
    names, changes, account, at = names_of(call.in_force.rubric), dict[str, float | None](), "", 0
    for given in GIVEN.finditer(text):
        named = text[at : given.start()].strip(BETWEEN)
        before, metric = names.last(named) or ("", None)
        if metric is None or (at and before not in AFTER):
            raise KamError(_unknown(call, names, named.split()[-1] if named else ""))
        account, at = account if at else before, given.end()
        if metric in changes:
            raise KamError(call.words("beyond.twice", label=call.figures.label(metric)))
        changes[metric] = _possible(call, metric, _value(call, metric, given))
    if text[at:].strip(BETWEEN) not in AFTER or not account:
        raise KamError(_no_change(call, text[at:].strip()[:80] or text[:80]))
    return call.account(account), changes


def _spoken(call: Call, text: str, unknown: UnknownAccount) -> tuple[Account, dict[str, float | None]]:
    """`ACME growth 10%`, without an equals sign: as a question is read. Raises `unknown` where it is none."""
    spotted = call.desk.spot(text)
    plan = plan_by_rules(f"what if {text}", Known(mentions=[one.text for one in spotted]))
    if not spotted or not plan.changes:
        account, rest = _begun(call, text)
        names = names_of(call.in_force.rubric)
        metric = names.metric(rest)
        if metric is None:
            raise KamError(_unknown(call, names, rest)) from unknown
        slots = {"label": call.figures.label(metric), "name": account.name, "value": _example(call, metric)}
        raise KamError(call.words("slack.newcomer.no_value", **slots)) from unknown
    account = call.account(spotted[0].text)
    return account, {metric: _possible(call, metric, value(said)) for metric, said in plan.changes.items()}


def _possible(call: Call, metric: str, found: float | None) -> float | None:
    """The value, where the figure can have it. Raises KamError."""
    if wrong := call.figures.beyond(metric, found):
        raise KamError(wrong)
    return found


def _example(call: Call, metric: str) -> str:
    """A value as it could be typed."""
    return "10%" if _unit(call, metric) == "ratio" else "10"


def _value(call: Call, metric: str, given: re.Match[str]) -> float | None:
    """The value in the figure's own unit: 10 of a rate is 10%, 2.5萬 is 25,000. Raises KamError."""
    text, unit = given["value"].rstrip(".,"), given["unit"] or ""
    if text.lower() in WORDS:
        return value(text)
    thousands = unit.lower() in THOUSANDS
    found = number(text if thousands else text + unit, _unit(call, metric), call.book.base_currency)
    if isinstance(found, Decimal):
        return float(found.scaleb(len(UNITS[unit.lower()]) if thousands else 0))
    otherwise = _no_change(call, f"{call.figures.label(metric)}{given[0].strip()}")
    raise KamError(call.words.get(f"forms.wrong.{found.why}", otherwise) if isinstance(found, Wrong) else otherwise)


def _unit(call: Call, metric: str) -> Unit:
    """The unit of a number that is typed; hours and the like are typed as days are."""
    unit = call.figures.unit(metric)
    return cast(Unit, unit) if unit in get_args(Unit) else "days"


def _unknown(call: Call, names: Names, text: str) -> str:
    close = names.close(text)
    key = "unknown_metric_like" if close else "unknown_metric"
    like = f"{call.figures.label(close)} ({close})" if close else ""
    return call.words(f"slack.account.{key}", text=text[:60], like=like, name="".join(examples(call)))


def _no_change(call: Call, text: str) -> str:
    return call.words("slack.account.no_change", text=text, name="".join(examples(call)))


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
