"""The built wheel, installed where the checkout is not: it must carry its data and run the demo.

`test_wheel.py` installs it offline beside the test environment's libraries. `python -m tests.wheel` (CI) does the full thing:
an empty environment, the wheel and its dependencies from the package index, then `kam demo --plain` in an empty folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.data import ROOT


def build(folder: Path) -> Path:
    """Builds the wheel into the folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def empty_environment(folder: Path) -> Path:
    """A new environment with pip and nothing else; gives its bin folder."""
    venv.create(folder, with_pip=True)
    return folder / "bin"


def run(program: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs an installed program in a folder with nothing of the checkout in its surroundings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KAM_", "PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run([str(program), *arguments], cwd=folder, env=kept, capture_output=True, text=True, check=False)


def main() -> int:
    """The demo's exit code, after a real installation."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        programs = empty_environment(folder / "environment")
        subprocess.run([programs / "pip", "install", "-q", build(folder / "dist")], check=True)
        done = run(programs / "kam", "demo", "--plain", folder=folder)
    sys.stdout.write(done.stdout[-600:] + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
