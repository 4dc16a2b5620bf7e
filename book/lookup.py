"""Finds accounts by id, name, alias, part of a name or a typo, in any script; several matches come ranked.

Each account is matched the best way it can be, in this order: its id, a whole name, the start of a name, a word or part of
one (two Chinese characters are enough), letters that nearly fit. Accounts below a match follow it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from book.accounts import Account, names_of
from book.errors import KamError, UnknownAccount

How = Literal["id", "name", "start", "part", "similar", "below"]
OFFERED = 8
"""Matches that are offered to choose from."""
SIMILAR = 74
"""Least similarity (0-100) of a typo."""
LEAD = 5
"""How much better than the next a typo has to fit to be taken for an account."""
FORMS = re.compile(
    r"\b(inc|incorporated|corp|corporation|co|company|ltd|limited|llc|plc|gmbh|ag|kg|se|sa|sas|srl|spa|bv|nv|ab|oy|as|kk|pte|pty)\b\.?"
    r"|股份有限公司|有限责任公司|有限責任公司|有限公司|集團|集团"
)

BETWEEN = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Match:
    """An account that may be meant. `how`: what fits; `by`: the name that fits, or the parent's for `below`; `score`: 0-100."""

    account_id: str
    name: str
    how: How
    by: str
    score: float


class SeveralAccounts(KamError):
    """The name `text` fits several accounts; `matches` ranks them. `more`: whether there are others than these."""

    def __init__(self, text: str, matches: Sequence[Match], *, more: bool = False) -> None:
        self.text, self.matches, self.more = text, tuple(matches), more
        listed = "; ".join(f"{m.account_id} {m.name}" for m in matches)
        super().__init__(f"{text!r} fits several accounts: {listed}. Say it with the id.")


class Lookup:
    """The names of all accounts, ready to be searched."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = accounts
        self.names = [[(name, plain(name)) for name in names_of(a)] for a in accounts]

    def only(self, wanted: Callable[[str], bool]) -> Lookup:
        """The same of the accounts whose id is wanted; names are not read again."""
        kept = [at for at, account in enumerate(self.accounts) if wanted(account.account_id)]
        if len(kept) == len(self.accounts):
            return self
        made = copy(self)
        made.__dict__.pop("ids", None)
        made.accounts, made.names = [self.accounts[at] for at in kept], [self.names[at] for at in kept]
        return made

    @cached_property
    def ids(self) -> frozenset[str]:
        """The accounts whose names these are."""
        return frozenset(account.account_id for account in self.accounts)

    def find(self, text: str, limit: int | None = OFFERED) -> list[Match]:
        """Ranked matches, best first; empty when nothing fits. `limit` None: all of them."""
        return self._found(text, len(self.accounts) if limit is None else limit)[0]

    def _found(self, text: str, limit: int) -> tuple[list[Match], bool]:
        """The first matches, and whether there are more."""
        wanted = plain(text)
        if not wanted:
            return [], False
        found = self._fitting(text.strip(), wanted) or self._similar(wanted)
        found.sort(key=lambda m: (-m.score, len(m.name), m.account_id))
        return self._with_below(found, limit), len(found) > limit

    def one(self, text: str) -> Match:
        """The account that is meant. Raises UnknownAccount, or SeveralAccounts with the ranked choice."""
        found, more = self._found(text, OFFERED)
        if not found:
            raise UnknownAccount(
                f"No account fits {text!r}. Try another part of the name, or list them with `kam accounts`."
            )
        own = [m for m in found if m.how != "below"]
        for how in ("id", "name"):
            exact = [m for m in own if m.how == how]
            if len(exact) == 1:
                return exact[0]
        if len(own) == 1 or (own[0].how == "similar" and own[0].score - own[1].score >= LEAD):
            return own[0]
        raise SeveralAccounts(text, found, more=more)

    def _fitting(self, text: str, wanted: str) -> list[Match]:
        found, folded = [], text.casefold()
        for account, names in zip(self.accounts, self.names, strict=True):
            best = _fit(account, names, folded, wanted)
            if best:
                found.append(best)
        return found

    def _similar(self, wanted: str) -> list[Match]:
        found = []
        for account, names in zip(self.accounts, self.names, strict=True):
            score, name = max((likeness(wanted, known), name) for name, known in names)
            if score >= SIMILAR:
                found.append(Match(account.account_id, account.name, "similar", name, score))
        return found

    def _with_below(self, found: list[Match], limit: int) -> list[Match]:
        """Each match followed by the accounts below it that were not found themselves."""
        if len(found) > limit:
            return found[:limit]
        known = {m.account_id for m in found}
        below: dict[str, list[Account]] = defaultdict(list)
        for account in self.accounts:
            if account.parent_id is not None and account.parent_id in known and account.account_id not in known:
                below[account.parent_id].append(account)
        listed: list[Match] = []
        for match in found:
            children = below[match.account_id]
            listed += [
                match,
                *(Match(one.account_id, one.name, "below", match.name, match.score - 1) for one in children),
            ]
        return listed[:limit]


def likeness(one: str, other: str) -> float:
    """0-100: whole names letter by letter, their words in another order, or (a little less) a word of the other alone."""
    from rapidfuzz import fuzz

    words = max((fuzz.ratio(one, word) for word in other.split()), default=0.0) - 4
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other), words)


def _fit(account: Account, names: Sequence[tuple[str, str]], folded: str, wanted: str) -> Match | None:
    if account.account_id.casefold() == folded:
        return Match(account.account_id, account.name, "id", account.account_id, 100.0)
    best: Match | None = None
    for name, known in names:
        how, score = _how(known, wanted)
        if how and (best is None or score > best.score):
            best = Match(account.account_id, account.name, how, name, score)
    return best


def _how(known: str, wanted: str) -> tuple[How | None, float]:
    if known == wanted or known.replace(" ", "") == wanted.replace(" ", ""):
        return "name", 99.0
    if known.startswith(wanted):
        return "start", 95.0
    if f" {wanted}" in f" {known}":
        return "part", 92.0
    if len(wanted) >= 2 and wanted in known:
        return "part", 90.0
    return None, 0.0


def plain(text: str) -> str:
    """A name as it is compared: one width and case, without accents, legal forms and punctuation."""
    bare = text.casefold()
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
        bare = "".join(c for c in folded if not unicodedata.combining(c))
    words = BETWEEN.sub(" ", bare).strip()
    return " ".join(FORMS.sub(" ", words).split()) or words
