"""Who may see which account, in one place.

An admin sees every account. A manager sees the accounts of the own team and of the teams below it, and those the manager owns. An
owner sees the own accounts. Anybody else sees none. Who is who is told by events of the ledger, so that every change is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from book.accounts import Account, Accounts
    from book.records.ledger import Ledger

Role = Literal["admin", "manager", "owner", "none"]
ROLES: tuple[Role, ...] = ("admin", "manager", "owner", "none")
Why = Literal[
    "admin",
    "own account",
    "own team",
    "team below",
    "nobody told who this is",
    "no role",
    "another's account",
    "another team",
]


@dataclass(frozen=True, slots=True)
class Person:
    """`user`: the id in the chat. `owner`: the name under which the book's accounts are theirs. `team`: the one they manage."""

    user: str
    role: Role
    owner: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a person may see an account, and why."""

    may_see: bool
    why: Why


@dataclass(frozen=True)
class Access:
    """The rules as they stand. `people` by user; `above`: the team above each team; `held`: owner and team of each account."""

    people: Mapping[str, Person]
    above: Mapping[str, str]
    held: Mapping[str, tuple[str | None, str | None]]

    @classmethod
    def of(cls, ledger: Ledger, accounts: Accounts, read: Iterable[Account] | None = None) -> Access:
        """The rules of a book: the latest word on each person and team. `read`: all accounts, where somebody has read them."""
        if read is None:
            owners, teams = accounts.column("owner"), accounts.column("team")
            held = {account: (owners.get(account), teams.get(account)) for account in owners}
        else:
            held = {one.account_id: (one.owner, one.team) for one in read}
        return cls({}, {}, held).again(ledger)

    def again(self, ledger: Ledger) -> Access:
        """The same accounts, with the latest word on each person and team."""
        people = {event.body["user"]: Person(**event.body) for event in ledger.events("person")}
        above = {event.body["team"]: event.body["above"] for event in ledger.events("team")}
        return Access(people, {team: one for team, one in above.items() if one}, self.held)

    def answer(self, user: str, account: str) -> Answer:
        """Whether a user may see an account of the book, and why. Raises KeyError for an account that is not in the book."""
        person, (owner, team) = self.people.get(user), self.held[account]
        if person is None:
            return Answer(False, "nobody told who this is")
        if person.role == "admin":
            return Answer(True, "admin")
        if person.role == "none":
            return Answer(False, "no role")
        if owner is not None and person.owner == owner:
            return Answer(True, "own account")
        return Answer(False, "another's account") if person.role == "owner" else self._of_team(person, team)

    def _of_team(self, manager: Person, team: str | None) -> Answer:
        """A manager's answer for an account of a team."""
        if team is None or manager.team is None or manager.team not in self.up(team):
            return Answer(False, "another team")
        return Answer(True, "own team" if team == manager.team else "team below")

    def may_see(self, user: str, account: str) -> bool:
        """Whether a user may see an account; nobody sees one that is not in the book."""
        return account in self.held and self.answer(user, account).may_see

    def all_may_see(self, users: Iterable[str], account: str) -> bool:
        """Whether everybody may: what one of them may not see is not shown to all."""
        return all(self.may_see(user, account) for user in users)

    def representatives(self, accounts: Iterable[str]) -> list[str]:
        """One account for each owner and team among them: who may see these may see them all, for nothing else decides.

        Accounts that are not in the book stay: nobody may see them.
        """
        return list({self.held.get(account, account): account for account in accounts}.values())

    def seen_by(self, user: str) -> list[str]:
        """The accounts that a user may see, by id."""
        return sorted(account for account in self.held if self.answer(user, account).may_see)

    def sees_all(self, user: str) -> bool:
        """Whether a user may see every account of the book."""
        return all(self.may_see(user, one) for one in self._alike)

    @cached_property
    def _alike(self) -> list[str]:
        return self.representatives(self.held)

    def up(self, team: str) -> list[str]:
        """The team and all above it; a circle ends where it began."""
        found = [team]
        while (one := self.above.get(found[-1])) is not None and one not in found:
            found.append(one)
        return found

    @cached_property
    def teams(self) -> list[str]:
        """Every team that an account, a person or another team names."""
        named = {team for _, team in self.held.values()} | {one.team for one in self.people.values()}
        return sorted({one for one in (*named, *self.above, *self.above.values()) if one is not None})


def set_person(ledger: Ledger, person: Person, *, at: datetime, by: str | None, once: str | None = None) -> int:
    """Says who a user is; the role "none" takes it back. `once`: as in `Ledger.append`."""
    body = {"user": person.user, "role": person.role, "owner": person.owner, "team": person.team}
    return ledger.append("person", body, at=at, by=by, once=once)


def set_team(
    ledger: Ledger, team: str, above: str | None, *, at: datetime, by: str | None, once: str | None = None
) -> int:
    """Says which team a team is below; None: no one. `once`: as in `Ledger.append`."""
    return ledger.append("team", {"team": team, "above": above}, at=at, by=by, once=once)
