"""The rooms import one way only: bot -> prompts -> knowledge, bot -> book -> scoring, prompts -> scoring; never back."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data import ROOT

ROOMS = ("bot", "book", "knowledge", "prompts", "scoring")
MAY_IMPORT = {
    "scoring": set(),
    "knowledge": set(),
    "book": {"scoring"},
    "prompts": {"scoring", "knowledge"},
    "bot": {"book", "knowledge", "prompts", "scoring"},
}
LIBRARIES_OF_PURE_ROOMS = {
    "scoring": {"numpy", "pydantic", "pydantic_core", "yaml"},
    "knowledge": {"pydantic", "pydantic_core", "yaml"},
}
NOT_FOR_SCORING = {"os", "socket", "urllib", "http", "subprocess", "time", "random", "sqlite3", "tempfile"}
BESIDE = {"tests", "bench", "docs", "workspace"}


def modules_imported(file: Path) -> Iterator[str]:
    """Top-level names that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.relative_to(ROOT)}:{node.lineno} imports relatively"
            yield (node.module or "").partition(".")[0]


def files_of(room: str) -> list[Path]:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files, f"{room}/ has no Python file"
    return files


def forbidden(imported: set[str], room: str) -> set[str]:
    """What a file of the room imports and may not."""
    rooms = (set(ROOMS) - {room} - MAY_IMPORT[room]) | BESIDE
    found = imported & rooms
    if room in LIBRARIES_OF_PURE_ROOMS:
        found |= imported - stdlib() - LIBRARIES_OF_PURE_ROOMS[room] - {room} - MAY_IMPORT[room]
    if room == "scoring":
        found |= imported & NOT_FOR_SCORING
    return found


def stdlib() -> frozenset[str]:
    return frozenset(sys.stdlib_module_names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    wrong = {
        f"{file.relative_to(ROOT)}: {', '.join(sorted(names))}"
        for file in files_of(room)
        if (names := forbidden(set(modules_imported(file)), room))
    }
    assert not wrong


def test_the_rule_would_catch_a_step_back() -> None:
    assert forbidden({"bot"}, "scoring") == {"bot"}
    assert forbidden({"book", "numpy"}, "scoring") == {"book"}
    assert forbidden({"time"}, "scoring") == {"time"}
    assert forbidden({"ibis"}, "knowledge") == {"ibis"}
    assert forbidden({"workspace"}, "bot") == {"workspace"}


def test_scoring_reads_no_clock() -> None:
    calls = {"today", "now", "utcnow", "time", "monotonic"}
    for file in files_of("scoring"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in calls, f"{file.name}:{node.lineno} asks the clock"


def test_no_file_is_over_400_lines() -> None:
    long = {f.relative_to(ROOT).as_posix(): n for room in (*ROOMS, "tests", "bench", "docs")
            for f in (ROOT / room).rglob("*.py") if (n := len(f.read_text(encoding="utf-8").splitlines())) > 400}  # fmt: skip
    assert not long
