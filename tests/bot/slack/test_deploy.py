"""What is given to run the bot as a service: no secret in it, no root, and exit codes that mean what the program means."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.cli.serving import OVER
from bot.settings import Settings
from tests.data import ROOT

UNIT = (ROOT / "deploy/kam.service").read_text(encoding="utf-8")
IMAGE = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")


def test_the_service_starts_again_unless_socket_mode_was_switched_off() -> None:
    assert f"RestartPreventExitStatus={OVER['link_disabled'][0]}" in UNIT
    assert "Restart=on-failure" in UNIT
    assert int(re.findall(r"TimeoutStopSec=(\d+)", UNIT)[0]) > Settings.model_fields["drain"].default


def test_systemd_reads_it(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed here")
    unit = tmp_path / "kam.service"
    unit.write_text(
        UNIT.replace("/opt/kam/bin/kam", "/bin/true").replace("User=kam\nGroup=kam\n", ""), encoding="utf-8"
    )
    said = subprocess.run(
        [analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    ).stderr
    assert "kam.service" not in said, said


def test_the_image_has_no_root_and_no_secret() -> None:
    last = IMAGE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001", last, re.MULTILINE)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    for secret in ("TOKEN", "SECRET", "API_KEY"):
        assert secret not in re.sub("#.*", "", IMAGE)
    assert "HEALTHCHECK" in last
    assert 'CMD ["serve"]' in last


def test_what_the_image_copies_is_there() -> None:
    for line in re.findall(r"^COPY (?!--from)(.*)$", IMAGE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    for package in built["wheel"]["packages"]:
        assert f"COPY {package} {package}" in IMAGE
