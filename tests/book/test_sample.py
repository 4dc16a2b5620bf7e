"""The sample book shows everything, tells the article's stories, and is made again byte for byte."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from book import sample
from book.sample import make
from book.schema import TABLES
from tests.book.sample_rows import LAST_DAY, rows, verdicts

MERIDIAN, BALTIC, ACME = "001300", "001350", "001001"
STATES = {"fired", "watch", "clear", "not testable"}


def values(*keys: str) -> set[Any]:
    """What the verdicts say under these keys, one set."""
    found: set[Any] = set()
    for verdict in verdicts().values():
        value = verdict
        for key in keys:
            value = value[key]
        found.add(value)
    return found


def test_the_script_writes_the_shipped_files_byte_for_byte() -> None:
    for name, text in make.files().items():
        assert (sample.path() / name).read_bytes() == text.encode(), f"{name}: run python -m book.sample.make"


def test_it_is_small_enough_to_ship() -> None:
    assert sum(file.stat().st_size for file in sample.path().glob("*.csv")) < 1_500_000


@pytest.mark.parametrize("table", sorted(TABLES))
def test_rows_follow_the_schema(table: str) -> None:
    found = rows(table)
    keys = [tuple(row[key] for key in TABLES[table].key if key in row) for row in found]
    assert table == "signals" or len(set(keys)) == len(keys)
    for column in TABLES[table].columns:
        if column.derived:
            continue
        cells = [row[column.name] for row in found]
        assert not column.required or None not in cells, column.name
        assert not column.one_of or set(cells) <= {*column.one_of, None}, column.name


def test_every_row_belongs_to_a_known_account() -> None:
    known = {row["account_id"] for row in rows("accounts")}
    assert len(known) == 60
    for table in ("order_lines", "concessions", "touches", "signals"):
        assert {row["account_id"] for row in rows(table)} <= known
    assert {row["parent_id"] for row in rows("accounts")} <= {*known, None}


def test_three_years_of_orders_end_on_the_last_day() -> None:
    days = [date.fromisoformat(str(row["order_date"])) for row in rows("order_lines")]
    assert (min(days).year, max(days)) == (2023, LAST_DAY)
    events = {"concessions": "granted_on", "touches": "on_date", "signals": "observed_on"}
    assert all(date.fromisoformat(str(row[c])) <= LAST_DAY for table, c in events.items() for row in rows(table))


def test_names_are_english_and_chinese_and_some_account_has_nobody() -> None:
    chinese = re.compile("[一-鿿]{2}")
    accounts = rows("accounts")
    assert sum(bool(chinese.search(str(row["name"]))) for row in accounts) >= 8
    assert sum(bool(chinese.search(str(row["aliases"]))) for row in accounts) >= 40
    assert any(row["owner"] is None for row in accounts)
    assert sum(row["parent_id"] == ACME for row in accounts) == 2


def test_every_tier_and_quadrant_is_there() -> None:
    assert values("tier") == {"A", "B", "C", "D", None}
    assert values("quadrant") == {"invest", "defend", "cultivate", "serve lean", None}
    assert {(v["tier_before_gates"], v["tier"]) for v in verdicts().values() if v["gates"]} == {("B", "C")}


def test_every_value_type_is_there() -> None:
    types = values("value_type", "type")
    assert {"intrinsic", "extrinsic", "strategic", "undetermined"} <= types
    assert {"mixed (extrinsic/strategic)", "mixed (intrinsic/extrinsic)"} <= types
    assert values("value_type", "mismatch") == {True, False}


@pytest.mark.parametrize("pitfall", ["P1", "P2", "P3", "P4", "P5"])
def test_every_pitfall_is_there_in_every_state(pitfall: str) -> None:
    assert values("pitfalls", pitfall, "state") == STATES


def test_provisional_and_both_kinds_of_not_rated_are_there() -> None:
    assert values("provisional") == {True, False}
    assert values("reason") == {None, "no order and no signal", "no perspective can be rated"}


def test_meridian_bought_once_for_two_million() -> None:
    bought = [row for row in rows("order_lines") if row["account_id"] == MERIDIAN]
    assert [(row["order_date"], row["net_amount"]) for row in bought] == [("2024-02-19", "2000000.00")]
    assert verdicts()[MERIDIAN]["pitfalls"]["P3"]["state"] == "fired"
    assert verdicts()[MERIDIAN]["metrics"]["hours"] > 200


def test_baltic_gets_ever_more_and_likes_it_ever_less() -> None:
    found = verdicts()[BALTIC]
    assert found["metrics"]["concession_rate"] > found["metrics"]["prior_concession_rate"] > 0
    assert {found["pitfalls"][key]["state"] for key in ("P2", "P5")} == {"fired"}
    said = [row for row in rows("signals") if (row["account_id"], row["key"]) == (BALTIC, "satisfaction")]
    by_day = [row["value"] for row in sorted(said, key=lambda row: str(row["observed_on"]))]
    assert (by_day[0], by_day[-1]) == ("8", "3")


def test_acme_is_a_realistic_case() -> None:
    found = verdicts()[ACME]
    assert (found["tier"], found["quadrant"], found["value_type"]["type"]) == ("B", "invest", "extrinsic")
    assert [key for key, pitfall in found["pitfalls"].items() if pitfall["state"] == "fired"] == ["P1", "P2"]
    assert found["pitfalls"]["P5"]["state"] == "watch"


def test_the_readme_names_accounts_by_their_names() -> None:
    names = {row["account_id"]: row["name"] for row in rows("accounts")}
    told = re.findall(r"^\| (\d{6}) ([^|]+) \|", (sample.path() / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(told) > 15
    assert all(names[account_id] == name for account_id, name in told)
