"""Runs `kam` as a person does, in this process: arguments in; exit code, output and errors out."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from bot import cli


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)


def kam(*arguments: object, **environment: str) -> Ran:
    """Runs `kam` with these arguments; `environment` is added (KAM_BOOK="..."). Never a traceback: an exception is a failure."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _as_program([str(a) for a in arguments], environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return Ran(code, out.getvalue(), err.getvalue())


def done(*arguments: object, **environment: str) -> Ran:
    """As `kam`, and it must succeed."""
    ran = kam(*arguments, **environment)
    assert ran.code == 0, ran.err
    return ran


@contextlib.contextmanager
def _as_program(arguments: list[str], environment: dict[str, str]) -> Iterator[None]:
    plain = {
        key: value for key, value in os.environ.items() if not key.startswith("KAM_") or key.startswith("KAM_TESTS")
    }
    wide = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    with (
        mock.patch.dict(os.environ, plain | wide | environment, clear=True),
        mock.patch.object(sys, "argv", ["kam", *arguments]),
    ):
        yield
