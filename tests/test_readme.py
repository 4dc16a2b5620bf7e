"""The README's sessions are real: every `$` line is run, and what stands under it is what came out."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import kam
from tests.data import ROOT

README = ROOT / "README.md"
SESSION = re.compile(r"```console\n(.*?)```", re.DOTALL)


def played(session: str, environment: dict[str, str]) -> Iterator[str]:
    """The session again, line by line: each command, and its output unless it is sent to /dev/null."""
    for line in session.splitlines():
        if not line.startswith("$ "):
            continue
        yield line
        words = shlex.split(line[2:].removesuffix("> /dev/null"))
        if words[0] == "export":
            environment |= dict([words[1].split("=", 1)])
            continue
        assert words[0] == "kam", line
        ran = kam(*words[1:], **environment)
        assert ran.code == 0, ran.err
        if not line.endswith("> /dev/null"):
            yield from (shown.rstrip() for shown in ran.out.strip("\n").splitlines() if shown.strip())


def renewed(text: str) -> str:
    """The README with its sessions played again."""
    environment: dict[str, str] = {}

    def again(found: re.Match[str]) -> str:
        return "```console\n" + "\n".join(played(found[1], environment)) + "\n```"

    return SESSION.sub(again, text)


def test_the_sessions_of_the_readme_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = README.read_text(encoding="utf-8")
    if os.environ.get("KAM_TESTS_RENEW"):
        README.write_text(renewed(text), encoding="utf-8")
    assert renewed(text) == text, "play them again: KAM_TESTS_RENEW=1 pytest tests/test_readme.py"
