"""The tables of the book of business, once: every engine, reader and check derives from here (`domain.md` §1).

Arrow is the form in which rows travel between reading, storing and measuring. Money is int64 in minor units. Dates are
date32 in Arrow, DATE in DuckDB and Postgres, and days since 1970-01-01 in SQLite, which has no dates (the views
`readable_*` show them as text there). Hours are int64 millionths of an hour, so that sums are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

DAY = pa.date32()
MINOR = pa.int64()
TEXT = pa.string()

KINDS_OF_LINE = ("equipment", "consumable", "service", "project", "other")
KINDS_OF_CONCESSION = ("discount", "rebate", "credit_terms", "free_service", "marketing_support", "other")
KINDS_OF_TOUCH = ("visit", "call", "ticket", "project")
SOURCES_OF_SIGNAL = ("customer", "system", "rep")

MAX_MINOR = 10**15
"""The largest amount that is taken, in minor units: sums of it, weighted by days, stay inside 64 bits."""


@dataclass(frozen=True, slots=True)
class Column:
    """`required`: a row without it is refused. `derived`: filled by the import, never read from a file."""

    name: str
    type: pa.DataType
    required: bool = False
    derived: bool = False
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`key`: the columns that identify a row; the same key again replaces it."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of all columns, derived ones included."""
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(self.names)
        raise KeyError(f"{self.name} has no column {name}; it has {known}")

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(c.name for c in self.columns)


ACCOUNTS = Table(
    "accounts",
    (
        Column("account_id", TEXT, required=True),
        Column("name", TEXT, required=True),
        Column("aliases", TEXT),  # several are separated by ";"
        Column("parent_id", TEXT),
        Column("industry", TEXT),
        Column("region", TEXT),
        Column("country", TEXT),
        Column("owner", TEXT),
        Column("team", TEXT),
        Column("currency", TEXT),
        Column("status", TEXT),
        Column("since", DAY),
    ),
    key=("account_id",),
)
ORDER_LINES = Table(
    "order_lines",
    (
        Column("account_id", TEXT, required=True),
        Column("order_id", TEXT, required=True),
        Column("line_no", pa.int64(), required=True),
        Column("order_date", DAY, required=True),
        Column("product", TEXT),
        Column("category", TEXT),
        Column("kind", TEXT, one_of=KINDS_OF_LINE),
        Column("quantity", pa.float64()),
        Column("list_amount", MINOR),
        Column("net_amount", MINOR, required=True),
        Column("cost_amount", MINOR),
        Column("currency", TEXT),
        Column("due_date", DAY),
        Column("paid_date", DAY),
        Column("list_base", MINOR, derived=True),
        Column("net_base", MINOR, required=True, derived=True),
        Column("cost_base", MINOR, derived=True),
    ),
    key=("order_id", "line_no"),
)
CONCESSIONS = Table(
    "concessions",
    (
        Column("concession_id", TEXT, required=True),
        Column("account_id", TEXT, required=True),
        Column("granted_on", DAY, required=True),
        Column("kind", TEXT, one_of=KINDS_OF_CONCESSION),
        Column("value", MINOR, required=True),
        Column("currency", TEXT),
        Column("counter_commitment", TEXT),
        Column("expires_on", DAY),
        Column("approved_by", TEXT),
        Column("reason", TEXT),
        Column("value_base", MINOR, required=True, derived=True),
    ),
    key=("concession_id",),
)
TOUCHES = Table(
    "touches",
    (
        Column("touch_id", TEXT, required=True),
        Column("account_id", TEXT, required=True),
        Column("on_date", DAY, required=True),
        Column("kind", TEXT, one_of=KINDS_OF_TOUCH),
        Column("hours", pa.int64()),  # millionths of an hour
    ),
    key=("touch_id",),
)
SIGNALS = Table(
    "signals",
    (
        Column("signal_id", TEXT, required=True, derived=True),  # digest of the row's content and its n-th occurrence
        Column("account_id", TEXT, required=True),
        Column("key", TEXT, required=True),
        Column("value", pa.float64(), required=True),  # annual_potential in major units of the base currency
        Column("observed_on", DAY, required=True),
        Column("source", TEXT, one_of=SOURCES_OF_SIGNAL),
        Column("author", TEXT),
        Column("note", TEXT),
        Column("seq", pa.int64(), required=True, derived=True),  # order of recording: of equal dates the later counts
    ),
    key=("signal_id",),
)
RATES = Table(
    "rates",
    (
        Column("from_currency", TEXT, required=True),
        Column("to_currency", TEXT, required=True),
        Column("valid_from", DAY, required=True),
        Column("rate", TEXT, required=True),  # a decimal as written
    ),
    key=("from_currency", "to_currency", "valid_from"),
)
TABLES: dict[str, Table] = {t.name: t for t in (ACCOUNTS, ORDER_LINES, CONCESSIONS, TOUCHES, SIGNALS, RATES)}
