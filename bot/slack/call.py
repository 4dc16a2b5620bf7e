"""One request being answered: who asks, in which language, on which book and day, and what that person may see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from book.access import Access, Person
from book.accounts import Account
from book.book import Book
from book.errors import KamError, UnknownAccount
from book.lookup import SeveralAccounts
from book.records.rubrics import RubricInForce
from book.records.threads import Threads
from bot.asking.desk import Desk
from bot.slack.audience import Audience, audience
from bot.slack.given import Given
from bot.slack.people import Profile
from bot.slack.request import Request
from bot.slack.services import Known, Services
from bot.slack.shown import Shown
from knowledge.scripts import language_of
from prompts.facts import Recorder
from prompts.figures import Figures
from prompts.words import LANGUAGES, Words, words
from scoring.verdict import Verdict
from scoring.verdicts import Verdicts

LOCALES = {"zh-tw": "zh-TW", "zh-hk": "zh-TW", "zh-mo": "zh-TW", "zh-hant": "zh-TW"}
"""Slack's locales that are written in Traditional characters; every other one of Chinese is Simplified."""


def spoken(services: Services, request: Request) -> str:
    """The language of whoever asks, as far as it is known without the book: Slack's, else the script of what they wrote."""
    locale = services.directory.profile(request.user).locale.lower().replace("_", "-")
    if locale:
        return LOCALES.get(locale, "zh-CN") if locale.startswith("zh") else "en"
    return language_of(request.text, services.settings.lang)


class NoRole(KamError):
    """What this person's role does not allow."""


@dataclass
class Call(Given):
    """`shown` is filled while answering, for the audit trail; `taken`: names with a typo, and the account each was taken for."""

    services: Services
    book: Book
    shown: Shown = field(default_factory=Shown)
    taken: dict[str, str] = field(default_factory=dict)

    @cached_property
    def now(self) -> datetime:
        """The moment, UTC; one for the whole answer."""
        return self.services.now()

    @cached_property
    def known(self) -> Known:
        """Names and rights as they are now."""
        return self.services.known(self.book)

    @property
    def access(self) -> Access:
        """The rules of access."""
        return self.known.access

    @property
    def person(self) -> Person | None:
        """What the book knows of the asker."""
        return self.access.people.get(self.user)

    @cached_property
    def profile(self) -> Profile:
        """What Slack knows of the asker."""
        return self.services.directory.profile(self.user)

    def may_see(self, account: str) -> bool:
        """Whether the asker may see an account."""
        return self.access.may_see(self.user, account)

    def require(self, *roles: str) -> Person:
        """The asker, who must have one of these roles. Raises NoRole with the sentence for people."""
        if self.person is None or self.person.role not in roles:
            raise NoRole(self.words("slack.no_role"))
        return self.person

    # language

    @cached_property
    def lang(self) -> str:
        """The asker's language: their setting, else Slack's, else the script of what they wrote."""
        return str(self.preferences.get("lang") or spoken(self.services, self.request))

    @cached_property
    def preferences(self) -> Mapping[str, Any]:
        """What the asker has set: the latest word counts."""
        found: dict[str, Any] = {}
        for event in self.book.ledger.events_by("preference", self.user):
            found |= event.body
        return found if found.get("lang") in (None, *LANGUAGES) else {}

    @property
    def words(self) -> Words:
        """The words of the language."""
        return words(self.lang)

    # book

    @cached_property
    def as_of(self) -> date:
        """The day of the answer."""
        return self.services.day(self.book)

    @cached_property
    def today(self) -> date:
        """The day on which the asker says something: by the clock of their own time zone."""
        try:
            return self.now.astimezone(ZoneInfo(self.profile.tz)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return self.now.date()

    @property
    def first_end(self) -> date:
        """The earliest day on which what is decided now can end."""
        return max(self.today, self.as_of)

    @cached_property
    def in_force(self) -> RubricInForce:
        """The rubric of the day."""
        return self.book.rubric_on(self.as_of)

    @property
    def figures(self) -> Figures:
        """Figures as the asker writes them."""
        return Figures(self.lang, self.book.base_currency, self.in_force.rubric)

    @property
    def recorder(self) -> Recorder:
        """A fresh writer of figures that keeps them as facts."""
        return self.desk.recorder()

    @cached_property
    def desk(self) -> Desk:
        """Where questions are answered, for this person."""
        owner = self.person.owner if self.person else None
        names = self.services.lookup_for(self.user, self.known)
        desk = Desk(self.book, self.as_of, self.lang, owner, self.may_see, names, hints="slack.ask")
        desk.__dict__["in_force"] = self.in_force
        desk.all_are_mine = self.person is not None and self.person.role in ("manager", "admin")
        desk.scores = lambda day: self.services.scores(self.book, day)
        desk.of_all = lambda day: self.services.verdicts(self.book, day)
        return desk

    def account(self, text: str) -> Account:
        """The account that is meant, among those that may be seen. Raises SeveralAccounts, UnknownAccount.

        No access and not found read the same.
        """
        try:
            found = self.desk.lookup.one(text)
            if found.how == "similar":
                self.taken[text.strip()[:80]] = found.name
            return self.book.accounts.get(found.account_id)
        except SeveralAccounts:
            raise
        except UnknownAccount:
            raise UnknownAccount(self.words("slack.unknown_account", text=text.strip()[:80])) from None

    def account_of(self, account_id: str) -> Account:
        """The account of an id from a button or form, if it may be seen still. Raises UnknownAccount."""
        if not self.may_see(account_id):
            raise UnknownAccount(self.words("slack.unknown_account", text=account_id[:80]))
        return self.book.accounts.get(account_id)

    def verdicts_of(self, *accounts: str) -> Verdicts:
        """Verdicts of accounts, noted for the audit trail."""
        found = self.desk.verdicts_of(*accounts)
        for verdict in found:
            self.note(verdict)
        return found

    def verdict(self, account: str) -> Verdict:
        """One account's verdict, noted for the audit trail."""
        found = self.desk.verdict(account)
        self.note(found)
        return found

    def note(self, verdict: Verdict) -> None:
        """Notes a verdict that is shown."""
        self.shown.verdicts[verdict.account_id] = {"tier": verdict.tier, "total": verdict.total}
        self.about(verdict.account_id)

    def about(self, *accounts: str) -> None:
        """Notes accounts that the answer is about."""
        self.shown.accounts += [one for one in accounts if one not in self.shown.accounts]

    # places

    def audience(self, accounts: Collection[str], channel: str = "") -> Audience:
        """Whether an answer about accounts may be shown to everybody in a conversation (the request's unless named)."""
        room = self.services.directory.room(channel or self.request.channel)
        if room.known and self.user not in room.users:  # who asks is in there: half a list of members is none
            return Audience(False, "unknown")
        return audience(room, self.user, self.access.representatives(accounts), self.access.may_see)

    def still(self, accounts: Collection[str]) -> Callable[[], bool]:
        """Whether an answer about accounts may still be shown to everybody, by the rights and members as they are when asked."""

        def asked() -> bool:
            self.__dict__.pop("known", None)
            return self.audience(accounts).everyone

        return asked

    @property
    def threads(self) -> Threads:
        """What conversations are about."""
        return Threads(self.book.records)

    def audit(self) -> None:
        """Adds to the audit trail: who asked what about whom, what was said, by whom it was worded, and where it was shown."""
        body = {
            "request": self.request.key,
            "what": self.shown.what or self.request.name or self.request.kind,
            "accounts": self.shown.accounts,
            "verdicts": self.shown.verdicts,
            "worded_by": self.shown.worded_by or "narrator",
            "where": self.shown.where,
            "as_of": str(self.as_of),
            **({"shared": self.shown.shared} if self.shown.shared else {}),
        }
        only = self.shown.accounts[0] if len(self.shown.accounts) == 1 else None
        self.book.ledger.append("answer", body, at=self.now, account_id=only, by=self.user, once=self.key("answer"))


@contextmanager
def calling(services: Services, request: Request) -> Iterator[Call]:
    """A call with its book open."""
    with services.opened() as book:
        yield Call(request, services, book)
