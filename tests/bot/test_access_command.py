"""`kam access`: who sees what, said and asked on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import done, kam

pytestmark = pytest.mark.usefixtures("book")


def test_people_are_granted_listed_and_explained() -> None:
    done("access", "grant", "U0ADA", "admin")
    said = done("access", "grant", "U0SAM", "owner", "--owner", "Anna Keller").out
    assert said == "U0SAM: account owner, accounts of Anna Keller; accounts seen: 6.\n"
    done("access", "grant", "U0MIA", "manager", "--team", "Machinery")
    done("access", "team", "Process", "--above", "Machinery")
    listed = done("access", "list", "--json").json
    assert [(one["user"], one["role"]) for one in listed["people"]] == [
        ("U0ADA", "admin"),
        ("U0MIA", "manager"),
        ("U0SAM", "owner"),
    ]
    assert listed["teams"] == {"Process": "Machinery"}
    assert "Team Process is below Machinery." in done("access", "list").out
    why = done("access", "explain", "U0MIA", "ACME", "--json").json
    assert why == {"user": "U0MIA", "account_id": "001001", "may_see": True, "why": "team below"}
    assert "沒有人登錄" not in done("access", "explain", "U0SAM", "ACME", "--lang", "zh-TW").out
    assert "U0SAM 看得到 ACME" in done("access", "explain", "U0SAM", "ACME", "--lang", "zh-TW").out
    assert done("access", "explain", "U0NEW", "ACME", "--json").json["why"] == "nobody told who this is"


def test_what_makes_no_sense_is_refused_with_the_reason() -> None:
    assert kam("access", "grant", "U1", "owner").err.startswith("An account owner needs")
    assert kam("access", "grant", "U1", "manager").err.startswith("A manager needs a team.")
    assert kam("access", "grant", "U1", "boss").code == 2
    done("access", "grant", "U1", "admin")
    assert kam("access", "grant", "U1", "none").err.startswith("This would take the last admin away.")
    assert "no account" in done("access", "grant", "U2", "owner", "--owner", "Ana Keler").out.lower()
    assert kam("access", "team", "A", "--above", "A").err.startswith("Team A would be below itself.")


def test_a_table_is_taken_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "\ufeffUser,Role,Owner,Team\nU1,admin,,\nU2,owner,Anna Keller,\n\nU3,manager,,Machinery\n", encoding="utf-8"
    )
    assert done("access", "load", file, "--json").json == {"file": str(file), "rows": 3, "new": 3}
    assert done("access", "load", file).out == "3 rows read, 0 of them new.\n"
    file.write_text(
        "user,role,owner,team\nU4,admin,,\nU5,boss,,\n,owner,Anna Keller,\nU2,owner,,\nU1,none,,\n", encoding="utf-8"
    )
    ran = kam("access", "load", file)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.err.splitlines()] == [
        "Nothing was taken over",
        "Row 3",
        "Row 4",
        "Row 5",
    ]
    assert len(done("access", "list", "--json").json["people"]) == 3
    teams = tmp_path / "teams.csv"
    teams.write_text("team,above\nProcess,Machinery\nMachinery,\n", encoding="utf-8")
    assert done("access", "load", teams, "--json").json["new"] == 1
    assert done("access", "explain", "U3", "ACME", "--json").json["may_see"]
    teams.write_text("team,above\nMachinery,Process\n", encoding="utf-8")
    assert kam("access", "load", teams).err.startswith("Team ")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "user\nU1\n", "\xff"])
def test_a_table_that_is_none_is_refused_with_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(text.encode("latin-1"))
    ran = kam("access", "load", tmp_path / "x.csv")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert kam("access", "load", tmp_path / "none.csv").code == 1
