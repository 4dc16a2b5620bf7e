"""What a measurement gives: figures, each with its unit and the target it is held against."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = (
    "numpy",
    "duckdb",
    "pyarrow",
    "ibis-framework",
    "adbc-driver-sqlite",
    "sqlite-utils",
    "pandas",
    "typer",
    "dbos",
    "slack-bolt",
    "slack-sdk",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """`target` is (operator, bound), None where the figure is only for information."""

    name: str
    value: float
    unit: str
    target: tuple[str, float] | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        operator, bound = self.target
        return self.value <= bound if operator == "<=" else self.value >= bound

    def line(self) -> str:
        """One row of the results table."""
        target = " ".join(map(str, self.target)) if self.target else ""
        verdict = {True: "yes", False: "NO", None: ""}[self.holds]
        return f"| {self.name} | {self.value:,.3g} {self.unit} | {target} | {verdict} |"


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of several runs: the machine is shared, and noise only adds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def process_seconds(command: Sequence[str | Path], folder: Path, times: int = 7) -> float:
    """Median wall time of a command as a process. Raises CalledProcessError when it fails."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([str(part) for part in command], cwd=folder, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak_memory() -> float:
    """The largest resident size of this process so far, in GiB."""
    # not getrusage: what it counts includes the parent that started this process
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(found.split()[1]) / 2**20


def machine() -> list[str]:
    """What the figures were taken on, as lines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, shared with other work",
        f"Python {platform.python_version()}, {versions}",
    ]


def programs() -> Path:
    """The folder of this environment's programs (kam, python)."""
    return Path(sys.executable).parent
