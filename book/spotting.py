"""Finds the accounts that a free text speaks of: whole names, ids and aliases, distinctive first words, and typos of names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from book.lookup import Lookup

HAN = re.compile(r"[\u3400-\u9fff]")
CAPITAL = re.compile(r"\b[A-Z][\w&.-]{3,}(?: [A-Z][\w&.-]+)*")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.-]{3,}")
"""Words that in a Chinese sentence are names, however they are written."""
JOINED = re.compile(r"\b(?:and|or|with|to|vs\.?|versus) ([A-Za-z][\w&-]{3,})(?=\s*(?:$|[?!.,]))")
"""The last of several names, which in small letters would be an ordinary word elsewhere."""
SHORTEST = 4
ALIKE = 88
"""From this likeness on a capitalised word is taken for a typo of a name."""
SHORT_HAN = 2
FEW = 5
"""First words that more accounts share are no mention."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """A mention as it is written, in the order of the text, and the accounts that it may mean."""

    text: str
    account_ids: tuple[str, ...]


class Spotter:
    """Ready to read many questions about the same accounts."""

    def __init__(self, lookup: Lookup) -> None:
        self.whole: dict[str, list[str]] = defaultdict(list)
        self.begins: dict[str, set[str]] = defaultdict(set)
        for account, names in zip(lookup.accounts, lookup.names, strict=True):
            self.whole[bare(account.account_id)].append(account.account_id)
            for _, name in names:
                self.whole[name].append(account.account_id)
                self.begins[_beginning(name)].add(account.account_id)

    def spot(self, text: str) -> list[Spotted]:
        """The mentions of a text, each once; a longer name counts, not the shorter one inside it."""
        hay, found = f" {bare(text)} ", list[tuple[int, Spotted]]()
        for look in (self._whole_in, self._beginnings_in, self._typos_in):
            for name, accounts in sorted(look(hay, text).items(), key=lambda one: -len(one[0])):
                at = hay.find(name)
                known = {account for _, one in found for account in one.account_ids}
                if at >= 0 and not (look == self._typos_in and known & set(accounts)):
                    found.append((at, Spotted(name, tuple(dict.fromkeys(accounts)))))
                    hay = hay.replace(name, " " * len(name))
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    def _whole_in(self, hay: str, _text: str) -> dict[str, list[str]]:
        return {name: ids for name, ids in self.whole.items() if _stands(name, hay)}

    def _beginnings_in(self, hay: str, text: str) -> dict[str, list[str]]:
        """First words of names that few accounts have; of Latin names in a Latin text only with a capital, or at its end."""
        runs = LATIN.findall(text) if HAN.search(text) else [*CAPITAL.findall(text), *JOINED.findall(text)]
        capitals = {bare(word) for run in runs for word in run.split()}
        return {
            word: sorted(ids)
            for word, ids in self.begins.items()
            if len(ids) <= FEW and _stands(word, hay) and (HAN.search(word) or word in capitals)
        }

    def _typos_in(self, hay: str, text: str) -> dict[str, list[str]]:
        words = {bare(word) for run in CAPITAL.findall(text) for word in (run, *run.split())}
        return {
            word: ids for word in words if len(word) > SHORTEST and _stands(word, hay) and (ids := self._like(word))
        }

    def _like(self, word: str) -> list[str]:
        """The accounts of the most similar name or first word; a later word of a name ("distribution") is an ordinary one."""
        from rapidfuzz import fuzz

        few = {name: sorted(ids) for name, ids in self.begins.items() if len(ids) <= FEW}
        names = {name: ids for name, ids in (few | self.whole).items() if abs(len(name) - len(word)) <= SHORTEST}
        scores = {name: max(fuzz.ratio(word, name), fuzz.token_sort_ratio(word, name)) for name in names}
        best = max(scores.values(), default=0.0)
        return [one for name, score in scores.items() if score == best >= ALIKE for one in names[name]]


def bare(text: str) -> str:
    """A text as names are compared, its legal forms kept: one width and case, without accents and punctuation."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).split())


def _beginning(name: str) -> str:
    return name[:SHORT_HAN] if HAN.match(name) else name.split(" ", 1)[0]


def _stands(name: str, hay: str) -> bool:
    """Whether a name stands in the text: as whole words, in Chinese anywhere."""
    if HAN.search(name):
        return len(name) >= SHORT_HAN and name in hay
    at = hay.find(name) if len(name) > 1 else -1
    while at >= 0:
        before, after = hay[at - 1], hay[at + len(name) : at + len(name) + 1]
        if not _joins(before) and not _joins(after):
            return True
        at = hay.find(name, at + 1)
    return False


def _joins(character: str) -> bool:
    """Whether a Latin word goes on with this character: a Chinese one beside it ends it."""
    return character.isalnum() and not HAN.match(character)


def names_of(found: Iterable[Spotted]) -> Sequence[str]:
    """The mentions as written."""
    return tuple(one.text for one in found)
