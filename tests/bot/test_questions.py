"""The exact questions, asked as a salesperson asks them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.cells import cell_len

from tests.command import done, kam

pytestmark = pytest.mark.usefixtures("book")

QUESTIONS = [
    ("classify", "ACME"),
    ("why", "ACME"),
    ("plan", "ACME"),
    ("nearest", "ACME"),
    ("whatif", "ACME", "days_to_pay=30", "overdue_rate=2%", "granted=none", "days_since_touch=never"),
    ("sensitivity", "ACME"),
    ("compare", "ACME", "Globex", "001300"),
    ("history", "ACME", "--count", "2"),
    ("score",),
    ("accounts",),
    ("accounts", "艾克"),
    ("pitfalls",),
    ("pyramid",),
    ("pyramid", "profit", "--by", "revenue", "--by", "orders"),
    ("portfolio", "--by", "owner", "--by", "region", "--by", "tier"),
    ("rubric", "show"),
    ("rubric", "versions"),
    ("rubric", "diff"),
    ("doctor",),
]


def name_of(question: tuple[str, ...]) -> str:
    return " ".join(question)


@pytest.mark.parametrize("lang", ["en", "zh-TW", "zh-CN"])
@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_every_answer_fits_80_columns_in_every_language(question: tuple[str, ...], lang: str) -> None:
    out = done(*question, "--lang", lang).out
    assert out.strip()
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    assert "\x1b" not in out, "no colour where it was switched off"


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_plain_answers_are_ascii_but_for_names_and_money(question: tuple[str, ...]) -> None:
    drawn = {c for c in done(*question, "--plain").out if "\u2190" <= c <= "\u2bff"}
    assert not drawn


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_json_is_json_alone(question: tuple[str, ...]) -> None:
    ran = done(*question, "--json")
    assert ran.json is not None
    assert ran.err == ""


def classified(name: str, *more: str) -> Any:
    return done("classify", name, "--json", *more).json


def test_classify_gives_the_objects_of_score_with_plays_and_explanation() -> None:
    one = classified("ACME")
    same = next(a for a in done("score", "--json").json["accounts"] if a["account_id"] == "001001")
    assert {key: one[key] for key in same} == same
    assert one["plays"][:2] == ["judge-by-all-criteria", "keep-principles-with-the-big"]
    assert "74.4 of 100" in one["explanation"]
    assert (one["tier"], one["total"], one["value_type"]["type"]) == ("B", 74.4, "extrinsic")


@pytest.mark.parametrize("name", ["acme", "ACNE", "艾克美工業", "艾克美工业", "001001"])
def test_an_account_answers_to_all_its_names(name: str) -> None:
    assert classified(name)["account_id"] == "001001"


def test_several_matches_are_listed_and_nothing_is_guessed() -> None:
    ran = kam("classify", "pump")
    assert ran.code == 1
    assert len(ran.err.strip().splitlines()) == 1
    assert (
        kam("classify", "zzzz").err
        == "No account fits 'zzzz'. Try another part of the name, or list them with `kam accounts`.\n"
    )


def test_the_total_can_be_checked_by_hand() -> None:
    why = done("why", "ACME", "--json").json
    assert round(sum(why["contributions"].values()), 1) == why["total"]
    line = next(c for c in why["criteria"] if c["criterion"] == "days_to_pay")
    assert abs(line["final_weight"] * line["points"] - line["contribution"]) < 0.01


def test_nearest_is_true_when_tried() -> None:
    steps = [
        s
        for s in done("nearest", "ACME", "--json").json["steps"]
        if s["direction"] == "up" and s["value_needed"] is not None
    ]
    for step in steps[:3]:
        tried = done("whatif", "ACME", f"{step['metric']}={step['value_needed']!r}", "--json").json
        assert tried["after"]["tier_before_gates"] == "A", step


def test_a_group_is_its_parent_with_all_below_it() -> None:
    alone, group = classified("ACME"), classified("ACME", "--group")
    below = [classified(name)["metrics"]["revenue"] for name in ("001002", "001003")]
    assert group["metrics"]["revenue"] == pytest.approx(alone["metrics"]["revenue"] + sum(below))
    assert group["metrics"]["satisfaction"] == alone["metrics"]["satisfaction"]


def test_a_day_in_the_past_sees_nothing_later() -> None:
    then = classified("ACME", "--as-of", "2024-06-30")
    assert then["as_of"] == "2024-06-30"
    assert then["total"] == 76.5


def test_history_splits_data_from_rubric(tmp_path: Path) -> None:
    ours = yaml.safe_load(done("rubric", "show", "--yaml").out)
    ours |= {"version": "ours", "in_force_since": date(2025, 10, 1)}
    ours["tiers"]["A"]["value"] = 73
    (tmp_path / "ours.yaml").write_text(yaml.safe_dump(ours, allow_unicode=True), encoding="utf-8")
    done("rubric", "calibrate", "--as-of", "2024-01-31")
    done("rubric", "adopt", tmp_path / "ours.yaml", "--by", "Eva")
    last = done("history", "ACME", "--as-of", "2025-11-30", "--count", "1", "--json").json["history"][-1]
    assert last["rubric"] == "ours"
    assert last["change"]["rubric"]["tier_after"] != last["change"]["rubric"]["tier_before"]
    assert last["change"]["data"]["total_change"] + last["change"]["rubric"]["total_change"] == pytest.approx(
        last["change"]["total_change"]
    )


def test_wrong_usage_is_told_from_what_cannot_be_done() -> None:
    assert kam("pitfalls", "P9").code == 2
    assert kam("pyramid", "--by", "nonsense").code == 2
    assert kam("classify").code == 2
    assert kam("nonsense").code == 2
    assert kam("whatif", "ACME", "days_to_pay").code == 2
    for wrong in (
        ("whatif", "ACME", "dayz_to_pay=3"),
        ("compare", "ACME", "acme"),
        ("classify", "ACME", "--lang", "fr"),
    ):
        ran = kam(*wrong)
        assert (ran.code, len(ran.err.splitlines())) == (1, 1), ran.err


def test_without_a_book_the_way_to_one_is_said(tmp_path: Path) -> None:
    ran = kam("score", "--book", tmp_path / "absent.db")
    assert ran.code == 1
    assert "kam import" in ran.err
    assert not (tmp_path / "absent.db").exists()
