"""The accounts of a book: one with what is known of it, those below it, and labels of all for grouping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from book.errors import UnknownAccount
from book.schema import ACCOUNTS
from book.stores.base import Store
from book.visible import visible

COLUMNS = ", ".join(ACCOUNTS.names)
IDS = ("account_id", "parent_id")


@dataclass(frozen=True, slots=True)
class Account:
    """A customer company. `aliases`: other names it goes by."""

    account_id: str
    name: str
    aliases: tuple[str, ...] = ()
    parent_id: str | None = None
    industry: str | None = None
    region: str | None = None
    country: str | None = None
    owner: str | None = None
    team: str | None = None
    currency: str | None = None
    status: str | None = None
    since: date | None = None


class Accounts:
    """Reads the table of accounts."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, account_id: str) -> Account:
        """The account of that id. Raises UnknownAccount."""
        found = self._where("account_id", account_id)
        if not found:
            raise UnknownAccount(f"There is no account {account_id} in the book; `kam accounts` lists them.")
        return found[0]

    def children(self, account_id: str) -> list[Account]:
        """The accounts directly below, by id."""
        return self._where("parent_id", account_id)

    def group(self, account_id: str) -> list[str]:
        """The ids of the account and of all below it, each once."""
        found = [account_id]
        for one in found:
            found += [child.account_id for child in self.children(one) if child.account_id not in found]
        return found

    def all(self) -> list[Account]:
        """Every account, by id."""
        return [
            _account(row) for row in self.store.fetch(f"SELECT {COLUMNS} FROM accounts ORDER BY account_id").to_pylist()
        ]

    def column(self, name: str) -> dict[str, str | None]:
        """One text column by account id. Raises KeyError for a column that accounts do not have."""
        column = ACCOUNTS.column(name).name
        rows = self.store.fetch(f"SELECT account_id, {column} FROM accounts")
        values = rows.column(1).to_pylist()
        shown = values if column in IDS else [visible(value) if value else value for value in values]
        return dict(zip(rows.column(0).to_pylist(), shown, strict=True))

    def _where(self, column: str, value: str) -> list[Account]:
        mark = {"sqlite": ":value", "duckdb": "$value", "postgres": "%(value)s"}[self.store.dialect]
        sql = f"SELECT {COLUMNS} FROM accounts WHERE {column} = {mark} ORDER BY account_id"
        return [_account(row) for row in self.store.fetch(sql, {"value": value}).to_pylist()]


def _account(row: dict[str, Any]) -> Account:
    since = row["since"]
    if isinstance(since, int):
        since = date(1970, 1, 1) + timedelta(days=since)
    shown = {key: visible(value) if isinstance(value, str) and key not in IDS else value for key, value in row.items()}
    return Account(**{**shown, "aliases": _aliases(shown["aliases"]), "since": since})


def _aliases(text: str | None) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in (text or "").replace("；", ";").split(";") if alias.strip())


def names_of(account: Account) -> Sequence[str]:
    """The name and the aliases."""
    return (account.name, *account.aliases)
