"""The accounts of a book: one with what is known of it, those below it, and labels of all for grouping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
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
        found = self._where(COLUMNS, "account_id", account_id)
        if not found:
            raise UnknownAccount(f"There is no account {account_id} in the book; `kam accounts` lists them.")
        return _account(found[0])

    def group(self, account_id: str) -> list[str]:
        """The ids of the account and of all below it, each once: level by level, by id."""
        below = self._where("account_id", "parent_id", account_id)  # most have none, and all parents take long to read
        return _group(account_id, _children(self._above())) if below else [account_id]

    def head(self, accounts: Collection[str]) -> str | None:
        """The one of some accounts that has all others below it; None where none has."""
        wanted, above = dict.fromkeys(accounts), self._above()
        start = next(iter(wanted), None)
        if start is None:
            return None
        *_, top = (one for one in _up(start, above) if one in wanted)
        if not wanted.keys() <= set(_group(top, _children(above))):
            return None
        heads = set(_up(top, above))  # in a circle each has all others below it
        return next(one for one in wanted if one in heads)

    def all(self) -> list[Account]:
        """Every account, by id."""
        rows = self.store.fetch(f"SELECT {COLUMNS} FROM accounts ORDER BY account_id")
        names = [field.name for field in fields(Account)]
        return list(map(Account, *(_all_shown(name, rows.column(name).to_pylist()) for name in names)))

    def column(self, name: str) -> dict[str, str | None]:
        """One text column by account id. Raises KeyError for a column that accounts do not have."""
        column = ACCOUNTS.column(name).name
        rows = self.store.fetch(f"SELECT account_id, {column} FROM accounts")
        values = rows.column(1).to_pylist()
        shown = values if column in IDS else [visible(value) if value else value for value in values]
        return dict(zip(rows.column(0).to_pylist(), shown, strict=True))

    def _above(self) -> dict[str, str]:
        """The parent of each account that has one, by id; read at once, for a query for each account is slow."""
        sql = "SELECT account_id, parent_id FROM accounts WHERE parent_id IS NOT NULL ORDER BY account_id"
        rows = self.store.fetch(sql)
        return dict(zip(rows.column(0).to_pylist(), rows.column(1).to_pylist(), strict=True))

    def _where(self, columns: str, column: str, value: str) -> list[dict[str, Any]]:
        mark = {"sqlite": ":value", "duckdb": "$value", "postgres": "%(value)s"}[self.store.dialect]
        sql = f"SELECT {columns} FROM accounts WHERE {column} = {mark}"
        found: list[dict[str, Any]] = self.store.fetch(sql, {"value": value}).to_pylist()
        return found


def _children(above: Mapping[str, str]) -> Mapping[str, list[str]]:
    """The accounts directly below each parent, by id."""
    found: dict[str, list[str]] = defaultdict(list)
    for account, parent in above.items():
        found[parent].append(account)
    return found


def _group(account_id: str, children: Mapping[str, list[str]]) -> list[str]:
    found, known = [account_id], {account_id}
    for one in found:
        new = [child for child in children.get(one, ()) if child not in known]
        known.update(new)
        found += new
    return found


def _up(account_id: str, above: Mapping[str, str]) -> Iterator[str]:
    """The account and all above it; a circle ends where it began."""
    seen = set[str]()
    one: str | None = account_id
    while one is not None and one not in seen:
        seen.add(one)
        yield one
        one = above.get(one)


def _account(row: dict[str, Any]) -> Account:
    return Account(**{name: _shown(name, value) for name, value in row.items()})


def _all_shown(column: str, values: Sequence[Any]) -> list[Any]:
    """Values as accounts hold them; what many accounts have is looked at once."""
    shown = {value: _shown(column, value) for value in set(values)}
    return [shown[value] for value in values]


def _shown(column: str, value: Any) -> Any:
    """A value as an account holds it."""
    if column == "aliases":
        return _aliases(visible(value)) if value else ()
    if isinstance(value, str):
        return value if column in IDS else visible(value)
    return date(1970, 1, 1) + timedelta(days=value) if column == "since" and isinstance(value, int) else value


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in text.replace("；", ";").split(";") if alias.strip())


def names_of(account: Account) -> Sequence[str]:
    """The name and the aliases."""
    return (account.name, *account.aliases)
