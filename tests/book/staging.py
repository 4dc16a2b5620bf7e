"""Staged rows as the readers hand them over, from plain rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from book.importing.apply import Terms
from book.importing.staged import ORIGIN, Report, Staged
from book.schema import TABLES

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
TERMS = Terms(at=NOW)
DAY = date(2025, 6, 30)


def staged(**tables: list[dict[str, Any]]) -> Staged:
    """Rows by table; amounts in minor units. Columns that no row has are absent from the file."""
    rows, present, origins = {}, {}, {}
    for name, given in tables.items():
        fields = [pa.field(c.name, c.type) for c in TABLES[name].columns if not c.derived]
        rows[name] = pa.Table.from_pylist(given, schema=pa.schema(fields))
        present[name] = frozenset(key for row in given for key in row)
        files = pa.array([f"{name}.csv"] * len(given)).dictionary_encode()
        origins[name] = pa.Table.from_arrays([files, pa.array(range(2, len(given) + 2), pa.int64())], schema=ORIGIN)
    return Staged(rows, present, Report(), origins)


def account(account_id: str, **more: Any) -> dict[str, Any]:
    return {"account_id": account_id, "name": more.pop("name", f"Company {account_id}"), **more}


def line(account_id: str, order_id: str, net: int, **more: Any) -> dict[str, Any]:
    return {"account_id": account_id, "order_id": order_id, "line_no": 1, "order_date": DAY, "net_amount": net, **more}


def signal(account_id: str, key: str, value: float, on: date = DAY) -> dict[str, Any]:
    return {"account_id": account_id, "key": key, "value": value, "observed_on": on}
