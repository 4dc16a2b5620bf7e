"""Writes the documents that are made from the code, or (--check) says which of them are out of date.

Each `docs/build_*.py` has `files()`: the text by path from the project's root. Prose is written by hand; facts (commands,
rubric, import columns) come from here, so that they cannot drift.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def made() -> dict[str, str]:
    """Every document made from code, by its path."""
    texts: dict[str, str] = {}
    for builder in sorted(Path(__file__).parent.glob("build_*.py")):
        texts |= importlib.import_module(f"docs.{builder.stem}").files()
    return texts


def stale(texts: dict[str, str]) -> list[str]:
    """The paths whose file is missing or says something else."""
    return [path for path, text in texts.items() if not _says(ROOT / path, text)]


def _says(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def broken_links() -> Iterator[str]:
    """Links between our own documents that lead nowhere."""
    for page in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))):
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)} links to {target}, which does not exist"


def write(texts: dict[str, str]) -> None:
    """Writes every text to its path."""
    for path, text in texts.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")


def main() -> int:
    """0 when everything is as the code says, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is out of date")
    texts = made()
    if not parser.parse_args().check:
        write(texts)
    wrong = [f"{path} is out of date: run `python -m docs.build`" for path in stale(texts)]
    wrong += broken_links()
    for line in wrong:
        print(line, file=sys.stderr)  # noqa: T201
    print(f"docs: {len(texts)} made from the code, {len(wrong)} wrong")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
