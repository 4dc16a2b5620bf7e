"""The wheel installs elsewhere and carries its data files."""

from __future__ import annotations

import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.wheel import build, empty_environment, run

pytestmark = pytest.mark.slow

CARRIED = (
    "book/importing/headers.yaml",
    "book/importing/reasons.yaml",
    "book/metrics/sql/sqlite.all.sql",
    "book/sample/order_lines.csv",
    "knowledge/plays/pitfalls.yaml",
    "knowledge/passages/two-keys.md",
    "knowledge/glossary.yaml",
    "knowledge/search.yaml",
    "prompts/figures.yaml",
    "prompts/narrator/zh-TW.yaml",
    "bot/pictures/fonts/NotoSansCJKtc-subset.otf",
    "scoring/rubric.yaml",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def test_the_wheel_carries_its_data_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(CARRIED) <= names
    assert not {name for name in names if name.startswith(("tests/", "bench/", "docs/"))}


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    programs = empty_environment(tmp_path / "environment")
    (packages,) = (tmp_path / "environment").glob("lib/python*/site-packages")
    libraries = sysconfig.get_paths()["purelib"]
    (packages / "libraries.pth").write_text(
        libraries + "\n"
    )  # a path in a .pth does not bring that folder's own .pth files
    installed = run(programs / "pip", "install", "-q", "--no-index", "--no-deps", str(wheel), folder=tmp_path)
    assert installed.returncode == 0, installed.stderr
    where = run(programs / "python", "-c", "import book; print(book.__file__)", folder=tmp_path)
    assert where.stdout.startswith(str(packages))
    demo = run(programs / "kam", "demo", "--plain", folder=tmp_path)
    assert demo.returncode == 0, demo.stderr
    assert "Tier B · Major account · 74.4 of 100" in demo.stdout
    assert not list(tmp_path.glob("*.db*")), "the demo leaves nothing behind"
