"""Whether messages and views are Block Kit as Slack's own library knows it, and whether they look as they looked before."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SlackView

from bot.slack import effects
from bot.slack.kit import texts_of
from workspace import things

SNAPSHOTS = Path(__file__).parent / "snapshots"
VOLATILE = ("block_id", "id", "hash", "ts")
"""What is another one each time."""
KEY = re.compile(r'"([ek])":"[^"]*"')
"""The key of a request; the earliest end of what is decided today."""
SLACK_ID = re.compile(r'(?<=")[ABCDEFGTUVW][A-Z0-9]{8,}(?=")')

Shown = effects.Message | things.Message | things.View | Mapping[str, Any]
"""A message, or a view (a modal or home tab), as a handler gives it or as somebody sees it."""


def valid(shown: Shown) -> None:
    """Every block is one that slack_sdk knows, within its limits, and a message says in words what its blocks show."""
    warned = list[str]()
    body = _body(shown)
    with Warned(warned):
        for block in body["blocks"]:
            parsed = Block.parse(block)
            assert parsed is not None, f"no block of Slack's: {block}"
            parsed.validate_json()
        if "type" in body:
            SlackView(**body).validate_json()
        else:
            assert body["text"].strip(), "a message without text says nothing to a screen reader"
    assert not warned, warned
    assert not list(_mrkdwn(body["blocks"])), "mrkdwn is read for mentions and links"


def snapshot(name: str, lang: str, shown: Shown) -> None:
    """The message or view is the one of `snapshots/<name>.<lang>.json`; KAM_TESTS_RENEW=1 writes it anew."""
    valid(shown)
    assert "`" not in "".join(texts_of(_body(shown))), "plain text shows what marks code as it stands"
    file = SNAPSHOTS / f"{name}.{lang}.json"
    now = json.dumps(_kept(_body(shown)), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("KAM_TESTS_RENEW"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert file.exists(), f"there is no {file.name} yet: KAM_TESTS_RENEW=1 writes it"
    if file.read_text(encoding="utf-8") != now:
        assert json.loads(now) == json.loads(file.read_text(encoding="utf-8")), "look at it, then KAM_TESTS_RENEW=1"
        pytest.fail(f"{file.name} is written otherwise: KAM_TESTS_RENEW=1")


def _body(shown: Shown) -> dict[str, Any]:
    if isinstance(shown, effects.Message | things.Message):
        return {"text": shown.text, "blocks": [dict(one) for one in shown.blocks]}
    return dict(shown.body if isinstance(shown, things.View) else shown)


def _kept(tree: Any) -> Any:
    """Without what is another one each time."""
    if isinstance(tree, Mapping):
        return {name: _kept(value) for name, value in tree.items() if name not in VOLATILE}
    if isinstance(tree, str):
        return SLACK_ID.sub("…", KEY.sub(r'"\1":"…"', tree))
    return [_kept(one) for one in tree] if isinstance(tree, Sequence) else tree


def _mrkdwn(tree: Any) -> Iterator[Any]:
    if isinstance(tree, Mapping):
        if tree.get("type") in ("mrkdwn", "markdown"):
            yield tree
        tree = list(tree.values())
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        for one in tree:
            yield from _mrkdwn(one)


class Warned(logging.Handler):
    """What slack_sdk warns of: blocks, elements and attributes that it does not know."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())

    def __enter__(self) -> None:
        logging.getLogger("slack_sdk").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("slack_sdk").removeHandler(self)
