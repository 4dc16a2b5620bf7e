"""Reads from a payload of Slack's, in which anything may be missing or something else, and makes a request of what is there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from bot.slack.request import Kind, Request

DEPTH = 16
TEXT = 8_000
"""Characters of a person's text that are read; the rest is left out."""


def text_at(tree: Any, *path: str | int) -> str:
    """The text at a path of a payload; "" where there is none."""
    for step in path:
        listed = isinstance(tree, list) and isinstance(step, int) and step < len(tree)
        if not listed and not (isinstance(tree, Mapping) and step in tree):
            return ""
        tree = tree[step]
    return _clean(tree) if isinstance(tree, str) else ""


def _clean(text: str) -> str:
    """The text as it can be kept: halves of characters, which JSON allows, become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def pruned(tree: Any, depth: int = DEPTH) -> Any:
    """A tree as it can be kept; what lies deeper than anything of Slack's is left out."""
    if isinstance(tree, str):
        return _clean(tree)
    if not isinstance(tree, Mapping | list):
        return tree
    if depth == 0:
        return None
    if isinstance(tree, list):
        return [pruned(one, depth - 1) for one in tree]
    return {_clean(str(name)): pruned(one, depth - 1) for name, one in tree.items()}


def dict_at(tree: Any, *path: str) -> dict[str, Any]:
    """The object at a path of a payload; {} where there is none."""
    for step in path:
        tree = tree.get(step) if isinstance(tree, Mapping) else None
    return dict(tree) if isinstance(tree, Mapping) else {}


def key_of(kind: str, *parts: str) -> str:
    """One key of several parts. Slack's ids hold no colon; what else there is goes in as a digest."""
    joined = ":".join(parts)
    plain = re.fullmatch(r"[A-Za-z0-9:._-]{1,120}", joined)
    return f"{kind}:{joined if plain else hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()}"


def made(kind: Kind, key: str, *, team: str, user: str, lane: str = "", **more: Any) -> Request | None:
    """A request; None where nobody is named. `lane`: the person's own unless said."""
    if not team or not user:
        return None
    return Request(kind=kind, key=key, lane=lane or f"{team}:{user}", team=team, user=user, **more)
