"""What a question asks for, as a typed plan: made by a model from the question alone, or by rules (`rules.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

AboutAccounts = Literal[
    "classify", "why", "plan", "nearest", "compare", "whatif", "history", "concession", "owner", "figure"
]
Intent = Literal[AboutAccounts, "portfolio", "list", "changes", "concept", "greeting", "thanks", "help", "other"]
ABOUT_ACCOUNTS: tuple[Intent, ...] = get_args(AboutAccounts)
Condition = Literal[
    "neglected",
    "losing_money",
    "losing_margin",
    "low_margin",
    "shrinking",
    "growing",
    "overdue",
    "slow_payer",
    "many_concessions",
    "more_concessions",
    "potential",
    "no_owner",
    "provisional",
    "not_rated",
    "mismatch",
    "dependence",
    "unsatisfied",
    "complaints",
]
SortKey = Literal[
    "total",
    "revenue",
    "gross_margin",
    "net_contribution",
    "growth",
    "headroom",
    "days_since_touch",
    "overdue_rate",
    "concession_rate",
    "days_to_pay",
    "potential",
    "margin_rate",
]
Short = Annotated[str, Field(max_length=200)]


class Part(BaseModel):
    """Refuses what it does not know: what a model adds is not silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Filter(Part):
    """Which accounts a list or a portfolio question is about. What is empty restricts nothing.

    `owner`: a name as written, or "me". `region`, `country`, `team`, `industry`: as written.
    """

    tiers: tuple[Literal["A", "B", "C", "D"], ...] = ()
    value_types: tuple[Literal["intrinsic", "extrinsic", "strategic", "undetermined"], ...] = ()
    quadrants: tuple[Literal["invest", "defend", "cultivate", "serve lean"], ...] = ()
    pitfalls: tuple[Literal["P1", "P2", "P3", "P4", "P5"], ...] = ()
    conditions: tuple[Condition, ...] = ()
    owner: Short | None = None
    region: Short | None = None
    country: Short | None = None
    team: Short | None = None
    industry: Short | None = None


class Plan(Part):
    """`accounts`: names as written in the question. `metric`: the one metric that is asked about (an id of the rubric).

    `changes`: of a what-if, metric to value ("10%", "30", "never"). `sort`: by which figure a list is ordered, and `least`:
    from the smallest. `limit`: how many are wanted. `topic`: of a concept question, in the asker's words. `again`: the accounts
    of the conversation are meant.
    """

    intent: Intent
    accounts: tuple[Short, ...] = ()
    metric: Short | None = None
    changes: Mapping[str, str] = {}
    filter: Filter = Filter()
    sort: SortKey | None = None
    least: bool = False
    limit: int | None = Field(default=None, ge=1, le=50)
    topic: Short | None = None
    again: bool = False
