"""Where a question is answered: the book on a day, for a person who may see some of its accounts, in a language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from book.book import Book
from book.lookup import Lookup
from book.records.rubrics import RubricInForce
from book.spotting import Spotted, Spotter
from bot.flags import Gone, codes, counted, dismissed, of
from prompts.facts import Recorder
from scoring.table import BoolArray
from scoring.verdicts import Verdicts

if TYPE_CHECKING:
    from book.records.ledger import Event
    from bot.digest.snapshot import Snapshot
    from scoring.tiers import Codes
    from scoring.verdict import Verdict

WORD = re.compile(r"[A-Za-z]{4,}|[\u3400-\u9fff]{2,}")
LABELS = ("region", "country", "team", "industry")


@dataclass
class Desk:
    """`asker`: the owner whose accounts "my accounts" are. `may_see`: whether this person may see an account (all, if None).

    `names`: the names of the accounts that may be seen, where somebody has them already. `hints`: where among the words the
    sentences stand that name a command. `chosen`: the account that is meant by a name that fits several. `all_are_mine`: "my
    accounts" are all that may be seen, as for a manager. `scores`, `of_all`: scores, and verdicts, of the whole book on a day,
    where somebody has them already.
    """

    book: Book
    as_of: date
    lang: str
    asker: str | None = None
    may_see: Callable[[str], bool] | None = None
    names: Lookup | None = None
    hints: str = "ask"
    chosen: str | None = None
    all_are_mine: bool = False
    scores: Callable[[date], Snapshot] | None = None
    of_all: Callable[[date], Verdicts] | None = None

    @cached_property
    def in_force(self) -> RubricInForce:
        """The rubric of the day."""
        return self.book.rubric_on(self.as_of)

    @cached_property
    def verdicts(self) -> Verdicts:
        """The verdicts of the accounts that may be seen; shares of the book are of the whole book."""
        found = self.of_all(self.as_of) if self.of_all else self.book.verdicts(self.as_of, self.in_force.rubric)
        seen = self._seen_of(found.table.account_id)
        return found if seen.all() else found.rows(seen)

    @cached_property
    def gone(self) -> Gone:
        """The flags that people dismissed, by account and pitfall."""
        return dismissed(self.book, self.as_of)

    def gone_of(self, account: str) -> Mapping[str, Event]:
        """An account's dismissed flags, by pitfall."""
        return of(self.book, self.verdict(account))

    @cached_property
    def flag_codes(self) -> dict[str, Codes]:
        """The codes of the pitfalls' states of those accounts as they count."""
        return codes(self.verdicts, self.gone)

    @cached_property
    def whole(self) -> bool:
        """Whether every account of the book may be seen."""
        return self.may_see is None or len(self.verdicts) == len(self.book.accounts.column("parent_id"))

    def verdicts_of(self, *accounts: str) -> Verdicts:
        """Verdicts of some accounts, in that order; measured once."""
        if accounts not in self._measured:
            self._measured[accounts] = self.book.verdicts_of(list(accounts), self.as_of, self.in_force.rubric)
        return self._measured[accounts]

    def snapshot(self, day: date) -> Snapshot:
        """Scores on a day of the accounts that may be seen."""
        if self.scores is None:
            from bot.digest.snapshot import packed, unpacked

            scored = unpacked("", packed(self.book.verdicts(day, self.book.rubric_on(day).rubric)))
            found = counted(self.book, scored)
        else:
            found = self.scores(day)
        seen = self._seen_of(found.accounts)
        return found if seen.all() else found.rows(seen)

    def _seen_of(self, accounts: Iterable[str]) -> BoolArray:
        if self.names is not None:  # told by them as well, and sooner
            return np.array([one in self.names.ids for one in accounts], dtype=bool)
        return np.array([self.seen(one) for one in accounts], dtype=bool)

    def verdict(self, account: str) -> Verdict:
        """One account's verdict."""
        return self.verdicts_of(account).verdict(0)

    def recorder(self) -> Recorder:
        """A fresh writer of figures, which keeps what it writes as facts."""
        return Recorder(self.lang, self.book.base_currency, self.in_force.rubric, self.as_of)

    def spot(self, text: str) -> list[Spotted]:
        """The accounts that a text speaks of and that may be seen: those that may not are not there."""
        found = self._spotter.spot(text)
        return [replace(one, account_ids=(self.chosen,)) if self.chosen in one.account_ids else one for one in found]

    def seen(self, account: str) -> bool:
        """Whether this person may see an account."""
        return self.may_see is None or self.may_see(account)

    def name(self, account: str) -> str:
        """An account's name."""
        return self.book.accounts.get(account).name

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str | None]]:
        """Region, country, team, industry and owner of every account that may be seen."""
        if self.names is not None:
            seen = [(one.account_id, one) for one in self.names.accounts]
            return {column: {key: getattr(one, column) for key, one in seen} for column in (*LABELS, "owner")}
        found = {column: self.book.accounts.column(column) for column in (*LABELS, "owner")}
        return {column: {one: value for one, value in of.items() if self.seen(one)} for column, of in found.items()}

    def sayings(self, column: str) -> Mapping[str, str]:
        """What people say for the labels of a column: the label, a word that only it has, a country's name in three languages."""
        return self._sayings[column]

    @cached_property
    def _sayings(self) -> Mapping[str, Mapping[str, str]]:
        return {column: self._said_for(column) for column in self.labels}

    @cached_property
    def _measured(self) -> dict[tuple[str, ...], Verdicts]:
        return {}

    def _said_for(self, column: str) -> dict[str, str]:
        labels = sorted({value for value in self.labels[column].values() if value})
        if column == "country":
            return _countries(labels)
        words = Counter(word for label in labels for word in set(WORD.findall(label)))
        said = {
            word: label
            for label in labels
            for word in WORD.findall(label)
            if words[word] == 1 and word.casefold() not in LABELS
        }
        return said | {label: label for label in labels}

    @cached_property
    def _spotter(self) -> Spotter:
        return Spotter(self.lookup)

    @cached_property
    def lookup(self) -> Lookup:
        """The names of the accounts that may be seen."""
        if self.names is not None or self.may_see is None:
            return self.names or self.book.lookup
        return self.book.lookup.only(self.seen)


def _countries(codes: list[str]) -> dict[str, str]:
    """Countries by their names; a code that babel does not know is its own name."""
    from babel import Locale

    names = [Locale.parse(one).territories for one in ("en", "zh_Hant", "zh_Hans")]
    known = {of[code]: code for code in codes for of in names if code in of}
    return known | {code: code for code in codes if code not in known.values()}
