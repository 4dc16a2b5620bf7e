"""docs/slack.md: prose by hand, and the tables of settings and scopes from the code, between marks in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.settings import Settings
from bot.slack.scopes import scopes

PAGE = "docs/slack.md"


def files() -> dict[str, str]:
    """Text by path from the project's root."""
    text = (Path(__file__).resolve().parent.parent / PAGE).read_text(encoding="utf-8")
    for name, lines in (("settings", _settings()), ("scopes", _scopes())):
        pattern = rf"(<!-- {name}:[^\n]*-->\n)(?:.*?\n)??(<!-- end -->)"
        made = "\n".join(lines) + "\n"
        text, found = re.subn(pattern, lambda mark, made=made: mark[1] + made + mark[2], text, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"{PAGE} has no place for {name}")
    return {PAGE: text}


def _settings() -> Iterator[str]:
    yield "| setting | default | says |"
    yield "|---|---|---|"
    for field in Settings.model_fields.values():
        default = field.default
        shown = "" if default is None or not str(default) or "SecretStr" in type(default).__name__ else f"`{default}`"
        yield f"| `{field.alias}` | {shown} | {field.description} |"


def _scopes() -> Iterator[str]:
    yield "| scope | why | used for |"
    yield "|---|---|---|"
    for one in scopes():
        used = [*(f"event `{event}`" for event in one.events), *(f"`{method}`" for method in one.methods)]
        yield f"| `{one.name}` | {one.why} | {', '.join(used)} |"
