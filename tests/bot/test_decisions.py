"""What people decide and observe stands beside what is computed, and is never lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.command import done, kam

pytestmark = pytest.mark.usefixtures("book")
GIVEN = ("--reason", "board", "--by", "Eva")


def test_an_override_is_shown_beside_the_computed_tier() -> None:
    done("override", "ACME", "A", *GIVEN, "--until", "2026-03-31")
    assert "Eva set tier A until March 31, 2026 (board); the computed tier stays B." in done(
        "classify", "ACME"
    ).out.replace("\n│ ", " ")
    assert done("classify", "ACME", "--json").json["tier"] == "B"
    assert "B [A]" in done("score").out
    done("override", "ACME", "--revoke")
    assert "B [A]" not in done("score").out


def test_a_decision_needs_reason_person_and_end() -> None:
    ran = kam("override", "ACME", "A", "--reason", "because")
    assert ran.code == 2
    assert "--by" in ran.err
    assert kam("override", "ACME", "A", *GIVEN, "--until", "2020-01-01").code == 1
    assert kam("override", "ACME", "--revoke").code == 1


def test_a_dismissed_flag_stays_visible_and_returns() -> None:
    done("dismiss", "ACME", "p2", *GIVEN, "--until", "2026-03-31")
    shown = done("classify", "ACME").out
    assert "Eva dismissed P2" in shown
    assert done("classify", "ACME", "--json").json["pitfalls"]["P2"]["state"] == "fired", "what is computed stays"
    assert "Eva dismissed P2" not in done("classify", "ACME", "--as-of", "2026-04-01").out
    assert "Eva dismissed P2" not in done("classify", "ACME", "--as-of", "2025-12-30").out
    done("dismiss", "ACME", "P2", "--revoke")
    assert "Eva dismissed P2" not in done("classify", "ACME").out
    assert kam("dismiss", "ACME", "P3", *GIVEN, "--until", "2026-03-31").err.startswith("P3 of ACME is clear")


def test_a_signal_fills_a_gap() -> None:
    before = done("classify", "ACME", "--json").json
    done("signal", "ACME", "influence", "8", "--by", "Tom", "--note", "quoted at the fair")
    after = done("classify", "ACME", "--json").json
    assert (before["points"]["influence"], after["points"]["influence"]) == (None, 80.0)
    assert after["as_of"] == before["as_of"], "an observation does not move the day"
    assert kam("signal", "ACME", "influense", "8").err.count("influence") == 1
    assert kam("signal", "ACME", "influence", "11").code == 1


def test_verdicts_are_kept_and_nothing_is_erased(book: Path) -> None:
    done("classify", "ACME")
    done("override", "ACME", "A", *GIVEN, "--until", "2026-03-31")
    done("override", "ACME", "--revoke")
    kinds = [row[0] for row in sqlite3.connect(book).execute("SELECT kind FROM ledger ORDER BY id")]
    assert kinds == ["rubric", "verdict", "override", "override revoked"]


def test_a_backup_comes_back(tmp_path: Path) -> None:
    done("backup", tmp_path / "copy.db")
    done("signal", "ACME", "influence", "8")
    ran = done("restore", tmp_path / "copy.db")
    assert "kam.db.before-1" in ran.out.replace("\n", "")
    assert done("classify", "ACME", "--json").json["points"]["influence"] is None
    assert (tmp_path / "kam.db.before-1").exists()
    assert kam("backup", tmp_path / "copy.db").err.endswith("name another file.\n")
    (tmp_path / "letter.db").write_text("Dear customer")
    assert kam("restore", tmp_path / "letter.db").code == 1
    assert done("classify", "ACME", "--json").json["tier"] == "B", "the book is untouched"


def test_a_rubric_is_checked_adopted_and_compared(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    text = done("rubric", "show", "--yaml").out
    file.write_text(text.replace("version: default calibrated 2025-12-31", "version: ours"), encoding="utf-8")
    done("rubric", "check", file)
    done("rubric", "adopt", file, "--since", "2025-01-01")
    assert [v["version"] for v in done("rubric", "versions", "--json").json] == [
        "ours",
        "default calibrated 2025-12-31",
    ]
    assert kam("rubric", "adopt", file).err.startswith("The book has a version 'ours' already")
    file.write_text(text.replace("window_days", "window_dayz"), encoding="utf-8")
    assert "window_d" in kam("rubric", "check", file).err
    assert any(d["path"].startswith("criteria.revenue.breakpoints") for d in done("rubric", "diff", "--json").json)


def test_calibrating_again_makes_a_new_dated_version() -> None:
    made = done("rubric", "calibrate", "--as-of", "2025-06-30", "--json").json
    assert (made["in_force_since"], made["recorded"]) == ("2025-06-30", True)
    assert done("classify", "ACME", "--as-of", "2025-07-01", "--json").json["rubric"] == made["version"]
    assert done("classify", "ACME", "--json").json["rubric"] == "default calibrated 2025-12-31"
