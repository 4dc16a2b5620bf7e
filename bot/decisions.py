"""What people decide of an account, and what makes a decision valid: a tier beside the computed one, a flag put aside.

The command line and Slack record the same. A decision has a reason, a person and an end; it is taken back by a later entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from book.errors import KamError
from scoring.dismissal import FLAGS

if TYPE_CHECKING:
    from book.accounts import Account
    from book.book import Book
    from book.records.ledger import Kind
    from prompts.figures import Figures
    from scoring.verdict import Pitfall, Verdict


class NotDecidable(KamError):
    """What cannot be decided so, with the sentence for people."""


@dataclass(frozen=True)
class Decider:
    """Who decides, and when. `name`: as it is shown; `user`: as the ledger has it, where not by name.

    `once`: the key of a request that may be worked on again; what it decides is recorded once.
    """

    book: Book
    figures: Figures
    as_of: date
    now: datetime
    name: str | None
    user: str | None = None
    once: str | None = None

    @property
    def by(self) -> str | None:
        """Who it is in the ledger."""
        return self.user or self.name

    def override(self, account: Account, tier: str, reason: str, until: date) -> dict[str, Any]:
        """Sets a tier beside the computed one; gives what was recorded. Raises NotDecidable."""
        self._not_over(until)
        body = {
            "tier": tier,
            "reason": reason,
            "approver": self.name,
            "from": self.as_of.isoformat(),
            "expires_on": until.isoformat(),
        }
        self.book.ledger.append(
            "override", body, at=self.now, account_id=account.account_id, by=self.by, once=self.once
        )
        return body

    def take_override_back(self, account: Account, reason: str | None = None) -> int:
        """Ends the override that is in force; gives its number. Raises NotDecidable without one."""
        standing = self.book.ledger.overrides(self.as_of, account.account_id).get(account.account_id)
        if standing is None:
            raise self._refused("no_override", name=account.name)
        return self._revoke("override revoked", standing.id, account.account_id, reason)

    def dismiss(self, verdict: Verdict, pitfall: str, reason: str, until: date) -> None:
        """Puts a flag aside. Raises NotDecidable for what is no flag."""
        from book.records.dismissals import dismiss

        flag = self.dismissible(verdict, pitfall)
        self._not_over(until)
        dismiss(
            self.book.ledger,
            verdict,
            flag,
            reason=reason,
            by=self.name or "",
            until=until,
            at=self.now,
            author=self.by,
            once=self.once,
        )

    def take_dismissal_back(self, verdict: Verdict, pitfall: str, reason: str | None = None) -> int:
        """Lets a flag count again; gives the number of its dismissal. Raises NotDecidable where it is not put aside."""
        from book.records.dismissals import standing

        found = standing(self.book.ledger, verdict).get(self.flag(verdict, pitfall).id)
        if found is None:
            raise self._refused("not_dismissed", pitfall=pitfall.upper(), name=verdict.name)
        return self._revoke("dismissal revoked", found.id, verdict.account_id, reason)

    def dismissible(self, verdict: Verdict, pitfall: str) -> Pitfall:
        """The pitfall of that id, which is fired or watched. Raises NotDecidable."""
        flag = self.flag(verdict, pitfall)
        if flag.state not in FLAGS:
            state = self.figures.words(f"states.{flag.state}")
            raise self._refused("no_flag", pitfall=flag.id, name=verdict.name, state=state)
        return flag

    def flag(self, verdict: Verdict, pitfall: str) -> Pitfall:
        """The pitfall of that id. Raises NotDecidable."""
        found = verdict.pitfalls.get(pitfall.upper())
        if found is None:
            raise self._refused("no_pitfall", items=self.figures.words.join(list(verdict.pitfalls), "list_or"))
        return found

    def _revoke(self, kind: Kind, event: int, account: str, reason: str | None) -> int:
        body = {"of": event, "reason": reason}
        self.book.ledger.append(kind, body, at=self.now, account_id=account, by=self.by, once=self.once)
        return event

    def _not_over(self, until: date) -> None:
        if until < self.as_of:
            raise self._refused("over", until=until, day=self.as_of)

    def _refused(self, why: str, **slots: object) -> NotDecidable:
        return NotDecidable(self.figures.words(f"not_decidable.{why}", **slots))
