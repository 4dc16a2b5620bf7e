"""`make bench`: runs the measurements one after another and writes them to bench/results/ with machine and versions.

`python -m bench.run scoring startup` runs only those. Speed is read as ratios within one run: the machine is shared.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure, machine

MEASUREMENTS = ("startup", "scoring", "ingest", "metrics", "slack", "flood", "page", "digest")
RESULTS = Path(__file__).parent / "results"


def report(measured: dict[str, list[Figure]]) -> str:
    """The results as a Markdown page."""
    lines = [f"# Measured {datetime.now(UTC):%Y-%m-%d}", "", *machine()]
    for name, figures in measured.items():
        lines += ["", f"## {name}", "", "| figure | value | target | met |", "|---|---|---|---|"]
        lines += [figure.line() for figure in figures]
    return "\n".join(lines) + "\n"


def main() -> int:
    """0 when every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(MEASUREMENTS)}; all of them without a name")
    names = parser.parse_args().names or list(MEASUREMENTS)
    measured = {}
    for name in names:
        measured[name] = importlib.import_module(f"bench.{name}").run()
        print("\n".join(figure.line() for figure in measured[name]), flush=True)
    file = RESULTS / ("latest.md" if set(names) == set(MEASUREMENTS) else f"latest-{'-'.join(names)}.md")
    file.write_text(report(measured), encoding="utf-8")
    return 0 if all(figure.holds is not False for figures in measured.values() for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
