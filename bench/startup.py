"""How long a person waits for a command: whole processes, beside a Python that does nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.figures import Figure, process_seconds, programs


def run() -> list[Figure]:
    """`kam --help` and `kam classify ACME` on the sample book."""
    from book import sample

    kam = programs() / "kam"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ["KAM_BOOK"] = str(folder / "kam.db")
        nothing = process_seconds([programs() / "python", "-c", "pass"], folder)
        process_seconds(
            [kam, "import", *sorted(sample.path().glob("*.csv")), "--base-currency", "EUR"], folder, times=1
        )
        return [
            Figure("python -c pass", nothing, "s"),
            Figure("kam --help", process_seconds([kam, "--help"], folder), "s", ("<=", 0.4)),
            Figure(
                "kam classify ACME, sample book", process_seconds([kam, "classify", "ACME"], folder), "s", ("<=", 1.0)
            ),
        ]
