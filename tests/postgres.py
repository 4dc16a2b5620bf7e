"""A Postgres server of the tests' own, from Debian's package: in a temporary folder, on a Unix socket, ended by pid."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NEEDED = "KAM_TESTS_NEED_POSTGRES"
"""Set (in CI) where a missing server is a failure, not a reason to skip."""


def binaries() -> Path:
    """The folder with initdb and postgres; skips the test where the package is absent."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if found or on_path:
        return found[0].parent if found else Path(str(on_path)).parent
    message = "Postgres: the server is not installed (Debian: apt-get install postgresql)"
    if os.environ.get(NEEDED):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def server() -> Iterator[str]:
    """Starts a server and gives its address; it is gone afterwards."""
    programs = binaries()
    with tempfile.TemporaryDirectory(prefix="kam-pg-") as scratch:
        folder, user = Path(scratch), _account()
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        _run(
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "kam",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        _run(programs / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
        try:
            yield f"postgresql://kam@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def _account() -> pwd.struct_passwd | None:
    """Whom to run it as: Postgres refuses to run as root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _run(program: Path, *arguments: str | Path) -> None:
    user = _account()
    subprocess.run(
        [str(program), *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
    )
