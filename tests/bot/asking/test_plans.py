"""What people ask is understood without a model: intent, accounts and filter of many questions in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.asking.ask import Conversation, known, one_of
from bot.asking.desk import Desk
from prompts.plan import ABOUT_ACCOUNTS, Filter, Plan
from prompts.rules import plan_by_rules
from prompts.words import LANGUAGES

ENOUGH = 0.95
SINGLE = ("sort", "limit", "metric")


@cache
def questions() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        Path(__file__).with_name("plans.yaml").read_text(encoding="utf-8")
    )
    return found


def understood(one: dict[str, Any], desk: Desk) -> tuple[Plan, list[str | None]]:
    """The plan of a question, and whom it is about."""
    before = Conversation(tuple(one.get("of", ())), one.get("last"))
    spotted = desk.spot(one["q"])
    plan = plan_by_rules(one["q"], known(desk, spotted, before))
    about = [one_of(mention.account_ids, desk) for mention in spotted]
    if plan.intent == "compare" and len(about) == 1:
        about = [*before.accounts, *about]
    return plan, about or list(before.accounts)


def wrong(one: dict[str, Any], desk: Desk) -> Iterator[str]:
    """What was understood otherwise than it is meant."""
    plan, about = understood(one, desk)
    if plan.intent != one["intent"]:
        yield f"is {plan.intent}"
    if plan.intent in ABOUT_ACCOUNTS and about != one.get("accounts", []):
        yield f"about {about}"
    for part in Filter.model_fields if plan.intent == "list" else ():
        found, meant = getattr(plan.filter, part), one.get(part)
        if (list(found) if isinstance(found, tuple) else found) != (
            meant or ([] if isinstance(found, tuple) else None)
        ):
            yield f"{part} {found}"
    if one.get("changes", {}) != dict(plan.changes):
        yield f"changes {plan.changes}"
    yield from (f"{part} {getattr(plan, part)}" for part in SINGLE if part in one and getattr(plan, part) != one[part])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nearly_all_questions_are_understood_as_they_are_meant(lang: str, sample: Desk) -> None:
    desk = Desk(sample.book, sample.as_of, lang, "Anna Keller")
    asked = questions()[lang]
    failures = {one["q"]: "; ".join(found) for one in asked if (found := list(wrong(one, desk)))}
    right = 1 - len(failures) / len(asked)
    assert len(asked) >= 60
    assert right >= ENOUGH, f"{right:.1%} right; " + "\n".join(f"{q}: {what}" for q, what in failures.items())


def test_no_question_stands_there_twice() -> None:
    for asked in questions().values():
        assert len({(one["q"], tuple(one.get("of", ()))) for one in asked}) == len(asked)
