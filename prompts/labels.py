"""Which owners, regions, countries, teams and industries a question names: those of the book, and those that it has not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from scoring.shipped import read_yaml

LABELS = ("region", "country", "industry", "team")
TEAM = re.compile(r"\bteam\b|團隊|团队")
HAN = "\u3400-\u9fff"
CUT = "□"
"""Where a name stood that is known to be one."""
SHOWN = 80
"""Characters of a name that are said again."""
CAPITAL, SMALL, BETWEEN = r"A-Z\u00c0-\u00de", r"a-z\u00df-\u00ff", "de|da|di|del|der|den|van|von|la|le|al|bin"
LETTER = rf"[{CAPITAL}{SMALL}\u0100-\u024f\d&.-]"
LATIN = rf"(?<!{LETTER})[{CAPITAL}]{LETTER}+(?: (?:(?:{BETWEEN}) )*[{CAPITAL}]{LETTER}+)*"
IN_SMALL = rf"(?<!{LETTER})[{SMALL}]{LETTER}*(?: [{SMALL}]{LETTER}*){{0,2}}"
Labels = Mapping[str, Mapping[str, str]]


def plain(text: str) -> str:
    """A text as labels and words are compared: one width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def known_labels(known: Labels, text: str) -> dict[str, str]:
    """The labels that are named, by column: the longest first, each word for one column ("Greater China" is not also China)."""
    columns = sorted(LABELS, key=lambda one: one != "team") if TEAM.search(text) else LABELS
    ways = [(said, column) for column in columns for said in known.get(column, {})]
    found: dict[str, str] = {}
    for said, column in sorted(ways, key=lambda one: -len(one[0])):
        if column not in found and named(said, text):
            found[column] = known[column][said]
            text = text.replace(plain(said), " ")
    return found


def label_in(said: Mapping[str, str], text: str) -> str | None:
    """The label that is named, by the longest of the ways in which it can be."""
    return next((said[one] for one in sorted(said, key=len, reverse=True) if named(one, text)), None)


def named(label: str, text: str) -> bool:
    """Whether a folded text has a label as whole words; in Chinese anywhere."""
    return re.search(rf"(?<![a-z]){re.escape(plain(label))}(?![a-z])", text) is not None


def strangers(
    question: str, accounts: Sequence[str], known: Labels, means: Callable[[str], bool]
) -> dict[str, tuple[str, str]]:
    """What is named of which the book knows nothing: by column, what to look for, and as it is written.

    `accounts`: account names that stand in the question. `known`: labels and owners, by column. `means`: whether a text is a word
    of a question rather than a name.
    """
    text = unicodedata.normalize("NFKC", question).strip(" ?!.。？！，,")
    for name in sorted(accounts, key=len, reverse=True):
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    found: dict[str, tuple[str, str]] = {}
    for column in ("owner", "team", "industry"):
        for name in _candidates(column, text, known, means):
            found.setdefault(column, (name, name))
            text = text.replace(name, CUT)
    countries = {code: said for said, code in _countries_in(text, known)}
    if countries:
        found["country"] = next(iter(countries.items()))
    for said in countries.values():
        text = text.replace(said, CUT)
    place = next(_candidates("region", text, known, means), None) or next(_places_in(text, known), None)
    if place:
        code = _countries().get(plain(place))
        found["country" if code else "region"] = (code or place, place)
    return found


def _candidates(column: str, text: str, known: Labels, means: Callable[[str], bool]) -> Iterator[str]:
    """Names in a text by their place in the sentence, as far as they are no words of the question and not known."""
    for pattern in _data()["patterns"][column]:
        for match in pattern.finditer(text):
            name = _bare(match["name"])
            ours = not name or re.search(r"\d", name) or _known(name, column, known) or _is_a_word(name, means)
            if not ours:
                yield name[:SHOWN]


def _bare(name: str) -> str:
    """A name without the words before it that are none; with capitals a word may be both (May, Price)."""
    words, data = name.strip(" .-&").split(), _data()
    while words and words[0].casefold() in data["before_names"]:
        words = words[1:]
    none = [at for at, one in enumerate(words, 1) if one.casefold() in data["no_names"]]
    capitals = len(words) > 1 and words[0][0].isupper() and len(none) < len(words)
    return " ".join(words if capitals or not none else words[none[-1] :])


def _known(name: str, column: str, known: Labels) -> bool:
    """Whether a label of any column is meant, or a country; of an owner with two names not by one of them alone."""
    folded = plain(name)
    if column != "region" and folded in _countries():
        return True
    for which, said in known.items():
        label = label_in(said, folded)
        whole = which != "owner" or name.islower() or " " not in name
        if label and (whole or set(folded.split()) <= set(plain(label).split())):
            return True
    return False


def _is_a_word(name: str, means: Callable[[str], bool]) -> bool:
    """Whether a name is a word of the question; two words with capitals are a name."""
    return not (" " in name and name[0].isupper()) and means(plain(name))


def _countries_in(text: str, known: Labels) -> Iterator[tuple[str, str]]:
    """Countries that are named, with their codes, where no other label has that name in it."""
    for column, said in known.items():
        for label in sorted((one for one in said if one in text and column != "country"), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", CUT, text)
    for match in _data()["country"].finditer(text):
        yield match[0], _countries()[plain(match[0])]


def _places_in(text: str, known: Labels) -> Iterator[str]:
    yield from (one for one in _data()["places"] if one in text and not _known(one, "region", known))


@cache
def _countries() -> dict[str, str]:
    """The codes of countries by their names in three languages, folded."""
    return {plain(name): code for name, code in _names_of_countries()}


@cache
def _data() -> dict[str, Any]:
    data = read_yaml("prompts", "labels.yaml")
    name, words = rf"(?:{LATIN}|[{HAN}]{{2,8}})", dict[str, str]()
    words["<N>"], words["<L>"], words["<W>"] = name, LATIN, IN_SMALL
    words["<H>"] = rf"(?:{data['surnames']})[{HAN}]{{1,2}}?"
    for least in (2, 3, 4, 5):
        words["<P>" if least == 2 else f"<P{least}>"] = rf"(?:(?!{data['no_place']})[{HAN}]){{{least},8}}?"
    words["<B>"] = rf"(?:^|(?<=[\s，,。：:])|{data['begins']}) ?"
    spoken = sorted((name for name, _ in _names_of_countries() if len(name) > 1), key=len, reverse=True)
    bounds = [re.escape(one) if one > HAN[0] else rf"(?<!\w){re.escape(one)}(?!\w)" for one in spoken]
    return {
        "patterns": {
            one: [_pattern(text, words) for text in data[one]] for one in ("owner", "team", "industry", "region")
        },
        "no_names": {*data["no_names"], *data["before_names"]},
        "before_names": set(data["before_names"]),
        "country": re.compile("|".join(bounds)),
        "places": data["places"],
    }


def _names_of_countries() -> list[tuple[str, str]]:
    """Names of countries and their codes: babel's in three languages, and what else people say."""
    from babel import Locale

    tables = [Locale.parse(one).territories for one in ("en", "zh_Hant", "zh_Hans")]
    known = [(name, code) for of in tables for code, name in of.items() if len(code) == 2 and code.isalpha()]
    others = read_yaml("prompts", "labels.yaml")["countries"]
    return [*known, *((name, code) for code, names in others.items() for name in names)]


def _pattern(text: str, words: Mapping[str, str]) -> re.Pattern[str]:
    for slot, meant in words.items():
        text = text.replace(slot, f"(?:{meant})")
    return re.compile(text)
