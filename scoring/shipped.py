"""Data files that come with the packages."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where libyaml is there; parsing in Python would be a third of a command's start."""


def read_yaml(package: str, name: str) -> Any:
    """The YAML of a file that ships in a package. Raises FileNotFoundError, yaml's YAMLError."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both are safe loaders
