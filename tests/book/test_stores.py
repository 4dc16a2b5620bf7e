"""Each engine keeps the book's tables, gives the rows back as they came, and undoes what fails."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from book.errors import BookError
from book.metrics.run import named, parameters, text
from book.schema import ACCOUNTS, ORDER_LINES
from book.stores.base import Store
from book.stores.ddl import statements
from book.stores.duckdb import DuckDBStore, parquet_store
from book.stores.postgres import PostgresStore
from book.stores.sqlite import SQLiteStore
from scoring.rubric import load_default


@pytest.fixture(params=["sqlite", "duckdb", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store
    if request.param == "sqlite":
        made = SQLiteStore(tmp_path / "kam.db")
    elif request.param == "duckdb":
        made = DuckDBStore(tmp_path / "kam.duckdb")
    else:
        made = PostgresStore(request.getfixturevalue("postgres_address"))
        made.execute("DROP SCHEMA public CASCADE")
        made.execute("CREATE SCHEMA public")
    for statement in statements(made.dialect):
        made.execute(statement)
    yield made
    made.close()


def accounts(*names: str) -> pa.Table:
    return pa.table({"account_id": list(names), "name": list(names), "import_id": [1] * len(names)})


def line(number: int, net: int) -> pa.Table:
    schema = pa.schema([*(ORDER_LINES.arrow.field(name) for name in LINE), pa.field("import_id", pa.int64())])
    values = ["0042", "O1", number, date(1996, 7, 4), net, net, 1]
    return pa.Table.from_arrays([pa.array([v], f.type) for v, f in zip(values, schema, strict=True)], schema=schema)


LINE = ("account_id", "order_id", "line_no", "order_date", "net_amount", "net_base")


def test_rows_come_back_as_they_went_in(store: Store) -> None:
    store.append("accounts", accounts("0042", "台積電"))
    store.append("order_lines", line(1, 9_007_199_254_740_993))
    found = store.fetch("SELECT name FROM accounts ORDER BY account_id")
    assert found.column("name").to_pylist() == ["0042", "台積電"]
    assert store.fetch("SELECT net_base FROM order_lines").column(0).to_pylist() == [9_007_199_254_740_993]


def fail_after_adding(store: Store) -> None:
    with store.transaction():
        store.append("accounts", accounts("ACME"))
        raise ZeroDivisionError


def test_a_block_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_adding(store)
    assert store.fetch("SELECT account_id FROM accounts").num_rows == 0
    with store.transaction():
        store.append("accounts", accounts("ACME"))
    assert store.fetch("SELECT account_id FROM accounts").num_rows == 1


def test_a_key_stands_once(store: Store) -> None:
    store.append("order_lines", line(1, 100))
    store.append("order_lines", line(2, 100))
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        store.append("order_lines", line(1, 200))


def test_picking_replaces_what_was_picked(store: Store) -> None:
    store.pick({"A": "A", "B": "A"})
    store.pick({"C": "C"})
    assert store.fetch("SELECT account_id, counts_as FROM picked").to_pylist() == [
        {"account_id": "C", "counts_as": "C"}
    ]


def test_sqlite_starts_from_the_picked_accounts(tmp_path: Path) -> None:
    book = SQLiteStore(tmp_path / "kam.db")
    for statement in statements("sqlite"):
        book.execute(statement)
    book.pick({"0042": "0042"})
    asked = parameters("sqlite", date(2025, 12, 31), load_default(), 100)
    steps = [
        str(step)
        for name in ("sqlite.picked.sql", "sqlite.picked.signals.sql")
        for step in book.fetch(f"EXPLAIN QUERY PLAN {text(name)}", {key: asked[key] for key in named(name)})
        .column("detail")
        .to_pylist()
    ]
    for table in ("concessions", "touches", "signals"):
        assert any(f"{table}_by_account (account_id=?)" in step for step in steps), table
    assert not any("order_lines_by_day (order_date>" in step for step in steps)
    book.close()


def test_sqlite_shows_days_as_text_to_people(tmp_path: Path) -> None:
    book = SQLiteStore(tmp_path / "kam.db")
    for statement in statements("sqlite"):
        book.execute(statement)
    book.append("order_lines", line(1, 5))
    assert book.fetch("SELECT order_date FROM order_lines").column(0).to_pylist() == [9681]
    assert book.fetch("SELECT order_date FROM readable_order_lines").column(0).to_pylist() == ["1996-07-04"]
    book.close()


def test_a_folder_of_parquet_is_a_book_whose_absent_tables_are_empty(tmp_path: Path) -> None:
    rows = pa.table({name: pa.array(["x"] if name in {"account_id", "name"} else [None], ACCOUNTS.arrow.field(name).type)
                     for name in ACCOUNTS.names})  # fmt: skip
    pq.write_table(rows, tmp_path / "accounts.parquet")
    book = parquet_store(tmp_path)
    assert book.fetch("SELECT name FROM accounts").to_pylist() == [{"name": "x"}]
    assert book.fetch("SELECT * FROM touches").num_rows == 0
    book.close()


@pytest.mark.parametrize("kind", [SQLiteStore, DuckDBStore])
def test_a_file_that_is_no_book_is_named(kind: type[SQLiteStore] | type[DuckDBStore], tmp_path: Path) -> None:
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear customer, " * 100)
    with pytest.raises(BookError, match=r"letter\.txt"):
        kind(wrong)


def test_a_folder_without_accounts_and_a_server_that_is_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"accounts\.parquet"):
        parquet_store(tmp_path)
    with tempfile.TemporaryDirectory() as nobody, pytest.raises(BookError, match="cannot be reached"):
        PostgresStore(f"postgresql://kam@/postgres?host={nobody}")
