"""The same book gives the same answers from every engine, through the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from book import sample
from book.stores.postgres import PostgresStore
from tests import postgres
from tests.command import done, kam


@pytest.fixture(scope="module")
def answer(imported: Path) -> Any:
    return done("score", "--json", "--book", imported).json


@pytest.fixture(scope="module")
def postgres_book() -> Iterator[str]:
    with postgres.server() as address:
        store = PostgresStore(address)
        store.execute("DROP SCHEMA public CASCADE")
        store.execute("CREATE SCHEMA public")
        store.close()
        yield address


def test_duckdb(answer: Any, tmp_path: Path) -> None:
    done("import", sample.path(), "--base-currency", "EUR", "--book", tmp_path / "kam.duckdb")
    assert done("score", "--json", "--book", tmp_path / "kam.duckdb").json == answer
    assert done("classify", "ACME", "--json", "--book", tmp_path / "kam.duckdb").json["tier"] == "B"


def test_postgres(answer: Any, postgres_book: str, tmp_path: Path) -> None:
    records = {"KAM_RECORDS": str(tmp_path / "records.db")}
    done("import", sample.path(), "--base-currency", "EUR", "--book", postgres_book, **records)
    assert done("score", "--json", "--book", postgres_book, **records).json == answer
    assert kam("backup", tmp_path / "copy", "--book", postgres_book, **records).code == 1


def test_parquet(answer: Any, imported: Path, tmp_path: Path) -> None:
    done("export", tmp_path / "exported", "--book", imported)
    text = done("rubric", "show", "--yaml", "--book", imported).out
    (tmp_path / "rubric.yaml").write_text(text, encoding="utf-8")
    done("rubric", "adopt", tmp_path / "rubric.yaml", "--book", tmp_path / "exported")
    assert done("score", "--json", "--book", tmp_path / "exported").json == answer
    assert "read" in kam("import", sample.path(), "--book", tmp_path / "exported").err
    assert kam("export", tmp_path / "exported", "--book", imported).code == 1
