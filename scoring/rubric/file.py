"""The rubric as a YAML file: read with every mistake named, written so that it reads back the same, schema for editors."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ValidationError

from scoring.rubric.models import Rubric
from scoring.shipped import LOADER


class RubricError(ValueError):
    """A rubric that cannot be used. The message says where, what is wrong and what to do."""


class _Strict(LOADER):  # type: ignore[misc]
    """Refuses a key that stands twice in one mapping: YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise RubricError(f"line {line}: {key} stands twice in one place; keep one of them")
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def parse(text: str, where: str) -> Rubric:
    """The rubric of a YAML text. Raises RubricError naming `where`, the place in it and what to change."""
    try:
        data = yaml.load(text, Loader=_Strict)  # noqa: S506 - a safe loader, made stricter
    except RubricError as error:
        raise RubricError(f"{where}, {error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise RubricError(f"{where}{line}: this is not YAML ({getattr(error, 'problem', error)})") from None
    if not isinstance(data, dict):
        raise RubricError(f"{where}: a rubric is a mapping with version, criteria, perspectives and the rest")
    try:
        return Rubric.model_validate(data)
    except ValidationError as error:
        raise RubricError(_sentence(error, text, where)) from None


def _sentence(error: ValidationError, text: str, where: str) -> str:
    # a key misspelt is also one missing: say the misspelling first
    first, *others = sorted(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
    place = first.get("ctx", {}).get("place") or first["loc"]
    what = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        what = "is not a key known here; remove it or mend its name"
    if first["type"] == "missing":
        what = "is missing; add it"
    more = f" (and {len(others)} more)" if others else ""
    path = ".".join(str(part) for part in place)
    return f"{where}, line {_line(text, place)}: {path + ': ' if path else ''}{what}{more}"


def _line(text: str, place: Sequence[str | int]) -> int:
    """The line of a place in the file, or of the nearest thing around it that is there."""
    node, line = yaml.compose(text, Loader=LOADER), 1
    for part in place:
        found = _inside(node, part)
        if found is None:
            break
        mark, node = found
        line = mark.start_mark.line + 1
    return line


def _inside(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that marks a part (its key, or the item) and the part itself."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and str(part).isdigit() and int(part) < len(node.value):
        return node.value[int(part)], node.value[int(part)]
    return None


@cache
def load_default() -> Rubric:
    """The rubric that ships with the product."""
    return parse(files("scoring").joinpath("rubric.yaml").read_text(encoding="utf-8"), "scoring/rubric.yaml")


def dump(rubric: Rubric) -> str:
    """The rubric as YAML; `parse` of it gives an equal rubric."""
    data = rubric.model_dump(mode="json", by_alias=True, exclude_none=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_flow_style=None, width=130)


def json_schema() -> dict[str, Any]:
    """JSON schema of the file, for editors."""
    return Rubric.model_json_schema(by_alias=True)
