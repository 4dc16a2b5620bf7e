"""All accounts of a digest as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from bot.digest.snapshot import Snapshot, fired
from prompts.figures import Figures

STEERED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell of a CSV must not begin with: a spreadsheet would run it."""


def as_csv(now: Snapshot, before: Snapshot | None, owners: Mapping[str, str | None], figures: Figures) -> bytes:
    """All accounts as CSV with a byte order mark, which spreadsheets want; no cell is a formula."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    heads = ("id", "account", "owner", "tier", "before", "score", "pitfalls")
    writer.writerow([_head(name, figures) for name in heads])
    fires = {key: fired(now, key) for key in now.pitfalls}
    places = before.places if before is not None else {}
    for at, account in enumerate(now.accounts):
        then = places.get(account)
        past = "" if before is None or then is None else before.tier(then) or ""
        total = float(now.figures["total"][at])
        score = "" if total != total else f"{total:.1f}"  # noqa: PLR0124 - NaN
        flags = " ".join(key for key, where in fires.items() if where[at])
        cells = (account, now.names[at], owners.get(account) or "", now.tier(at) or "", past, score, flags)
        writer.writerow([_safe(one) for one in cells])
    return sink.getvalue().encode("utf-8-sig")


def _head(name: str, figures: Figures) -> str:
    return figures.words("metrics.owner") if name == "owner" else figures.words(f"tables.{name}")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(STEERED) and not cell.replace(".", "", 1).lstrip("-").isdigit() else cell
