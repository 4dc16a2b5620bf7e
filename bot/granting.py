"""Saying who sees what, for every surface: what is allowed to be said, tables of it, and the reason behind each answer.

The rules themselves are in `book/access.py` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from book.access import ROLES, Access, Person, set_person, set_team
from book.accounts import Account
from book.errors import KamError
from book.records.ledger import Ledger
from book.records.writing import writing
from prompts.words import Words

SHOWN_AT_MOST = 100


class NotGranted(KamError):
    """What cannot be said about a person or team, with the sentence for people."""


@dataclass(frozen=True)
class Granting:
    """`by`: who says it; `once`: the key of a request that may be worked on again.

    What is said is judged by what stands when it is written: somebody else may have said something since `access` was read.
    """

    ledger: Ledger
    access: Access
    words: Words
    now: datetime
    by: str | None = None
    once: str | None = None

    def person(self, user: str, role: str, owner: str | None, team: str | None) -> Person:
        """Says who a user is. Raises NotGranted."""
        made = self._person(user, role, owner, team)
        with self._writing() as now:
            now._still_an_admin([made])
            set_person(self.ledger, made, at=self.now, by=self.by, once=self.once)
        return made

    def team(self, team: str, above: str | None) -> None:
        """Says which team a team is below; None: no one. Raises NotGranted."""
        with self._writing() as now:
            now._no_circle([(team, above)])
            set_team(self.ledger, team, above, at=self.now, by=self.by, once=self.once)

    @contextmanager
    def _writing(self) -> Iterator[Self]:
        """All of the block, or nothing; given what stands, which nobody else changes meanwhile."""
        with writing(self.ledger.connection):
            yield replace(self, access=self.access.again(self.ledger))

    def load(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> int:
        """Says what a table says, all of it or nothing; gives how many rows were new. Raises NotGranted with every problem."""
        numbered = list(rows)
        of_teams = bool(numbered) and "above" in numbered[0][1]
        return self._load_teams(numbered) if of_teams else self._load_people(numbered)

    def _load_people(self, rows: list[tuple[int, Mapping[str, str]]]) -> int:
        made, problems = dict[str, Person](), list[str]()
        for number, row in rows:
            user = row.get("user", "")
            try:
                found = self._person(user, row.get("role", ""), row.get("owner") or None, row.get("team") or None)
                if made.setdefault(user, found) != found:
                    raise NotGranted(self.words("access.twice", who=user))
            except NotGranted as wrong:
                problems.append(self.words("access.row", n=number, why=wrong))
        self._none_of(problems)
        with self._writing() as now:
            now._still_an_admin(made.values())
            new = [one for one in made.values() if now.access.people.get(one.user) != one]
            for one in new:
                set_person(self.ledger, one, at=self.now, by=self.by)
        return len(new)

    def _load_teams(self, rows: list[tuple[int, Mapping[str, str]]]) -> int:
        made, problems = dict[str, str | None](), list[str]()
        for number, row in rows:
            team, above = row.get("team", ""), row.get("above") or None
            if not team or made.setdefault(team, above) != above:
                why = self.words("access.twice", who=team) if team else self.words("access.no_team")
                problems.append(self.words("access.row", n=number, why=why))
        self._none_of(problems)
        with self._writing() as now:
            now._no_circle(made.items())
            new = {team: above for team, above in made.items() if now.access.above.get(team) != above}
            for team, above in new.items():
                set_team(self.ledger, team, above, at=self.now, by=self.by)
        return len(new)

    def _none_of(self, problems: list[str]) -> None:
        if problems:
            more = [f"… +{len(problems) - SHOWN_AT_MOST}"] if len(problems) > SHOWN_AT_MOST else []
            raise NotGranted("\n".join([self.words("access.nothing"), *problems[:SHOWN_AT_MOST], *more]))

    def _person(self, user: str, role: str, owner: str | None, team: str | None) -> Person:
        if not user.strip():
            raise NotGranted(self.words("access.no_user"))
        if role not in ROLES:
            raise NotGranted(self.words("access.no_role", role=role[:40], items=self.words.join(ROLES, "list_or")))
        lacking = lacks(role, owner, team)
        if lacking:
            raise NotGranted(self.words(f"access.{lacking}"))
        return Person(user.strip(), role, owner, team)

    def _still_an_admin(self, changed: Iterable[Person]) -> None:
        """Nobody takes the last admin away: then nobody could give it back in the chat."""
        now = {user for user, one in self.access.people.items() if one.role == "admin"}
        left = set(now)
        for one in changed:
            left = left | {one.user} if one.role == "admin" else left - {one.user}
        if now and not left:
            raise NotGranted(self.words("access.last_admin"))

    def _no_circle(self, changed: Iterable[tuple[str, str | None]]) -> None:
        """No team ends up below itself."""
        above: dict[str, str | None] = {**self.access.above, **dict(changed)}
        for team, one in above.items():
            seen, next_up = {team}, one
            while next_up is not None and next_up not in seen:
                seen.add(next_up)
                next_up = above.get(next_up)
            if next_up is not None:
                raise NotGranted(self.words("access.circle", team=next_up))


def lacks(role: str, owner: str | None, team: str | None) -> str:
    """What a role needs and was not given, as a key of the words; "" if nothing."""
    if role == "owner" and not owner:
        return "needs_owner"
    return "needs_team" if role == "manager" and not (team or owner) else ""


def reason(access: Access, user: str, who: str, account: Account, words: Words) -> str:
    """Why a user sees an account, or does not, in a sentence. `who`: the user's name."""
    answer, person = access.answer(user, account.account_id), access.people.get(user)
    owner, team = access.held[account.account_id]
    return words(
        f"access.why.{answer.why}",
        who=who,
        account=account.name,
        owner=owner or words("access.nobody"),
        team=team or words("access.none"),
        own=(person.owner if person else None) or words("access.nobody"),
        manages=(person.team if person else None) or words("access.none"),
    )


def described(person: Person, words: Words) -> str:
    """Role, owner and team of a person in a few words."""
    said = [words(f"access.roles.{person.role}")]
    said += [words("access.as_owner", owner=person.owner)] if person.owner else []
    said += [words("access.of_team", team=person.team)] if person.team else []
    return words("list_separator").join(said)
