"""Real data for tests: read where it lies, never copied into the project, and skipped with a clear word elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_data() -> Path:
    """The folder of real data: KAM_SHARED_DATA, or `shared/data` beside the checkout."""
    return Path(os.environ.get("KAM_SHARED_DATA") or ROOT.parent / "shared" / "data")


def northwind() -> Path:
    """Northwind's folder (customers.csv, order_lines.csv); skips the test where it is absent."""
    folder = shared_data() / "northwind"
    if not (folder / "order_lines.csv").is_file():
        pytest.skip(f"real data: no Northwind export in {folder.name}/ of KAM_SHARED_DATA or ../shared/data")
    return folder
