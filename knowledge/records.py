"""What the data files of this room are made of."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Language = Literal["en", "zh-TW", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-TW", "zh-CN")
Line = Annotated[str, Field(min_length=1)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]+$")]


class Record(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse_yaml(text: str) -> Any:
    """The YAML of a text, read with libyaml where it is there. Raises yaml's YAMLError."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def shipped(*path: str) -> Traversable:
    """A data file or folder of this room."""
    return files("knowledge").joinpath(*path)


def known(lang: str) -> Language:
    """The language itself; English for one that this room does not know."""
    return next((one for one in LANGUAGES if one == lang), "en")
