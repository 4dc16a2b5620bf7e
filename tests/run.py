"""Runs the suite as `make test` does: two workers, slowest tests named, pytest's own closing line last."""

from __future__ import annotations

import sys

import pytest

WORKERS = ("-n", "2", "--dist", "worksteal")


def main(arguments: list[str]) -> int:
    """Exit code of pytest. More arguments are passed on: `python -m tests.run -m slow -k import`."""
    return int(pytest.main([*WORKERS, "--durations=5", *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
