"""The rubric: models of what it holds (`models.py`) and the YAML file it lives in (`file.py`, `../rubric.yaml`)."""

from scoring.rubric.file import RubricError, dump, json_schema, load_default, parse
from scoring.rubric.models import Criterion, Number, Perspective, PitfallRule, Rubric, Signal, Text, WeightedSet

__all__ = [
    "Criterion",
    "Number",
    "Perspective",
    "PitfallRule",
    "Rubric",
    "RubricError",
    "Signal",
    "Text",
    "WeightedSet",
    "dump",
    "json_schema",
    "load_default",
    "parse",
]
