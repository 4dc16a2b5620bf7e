"""Who plays in the sample book: `cast.yaml`, read and checked."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from scoring.shipped import read_yaml

RELATION = (
    "growth_outlook",
    "strategic_fit",
    "market_position",
    "influence",
    "satisfaction",
    "service_depth",
    "service_points",
)
BUYER = (
    "price_focus",
    "substitutability",
    "product_knowledge",
    "avoids_sales_time",
    "advice_sought",
    "pays_for_advice",
    "customisation",
    "joint_projects",
    "executive_access",
    "process_integration",
    "shared_planning",
    "willing_to_change",
)
Years = tuple[float, float, float]
Line = tuple[date, str, str, int, int, int, date, date | None]
Given = tuple[date, str, int, str | None, date | None, str]


class Strict(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Member(Strict):
    """One account and its behaviour; the keys are explained at the head of `cast.yaml`."""

    id: str
    name: str
    industry: str
    region: str
    country: str
    team: str
    since: date
    net: Years
    orders: tuple[int, int, int]
    aliases: str | None = None
    parent: str | None = None
    owner: str | None = None
    currency: str | None = None
    status: str = "active"
    margin: float | Years = 0.0
    discount: float | Years = 0.0
    terms: int = 30
    pays: float | Years = 30
    unpaid: int = 0
    mix: str = "mixed"
    cost: bool = True
    list: bool = True
    lines: tuple[Line, ...] = ()
    gives: tuple[Given, ...] = ()
    hours: tuple[int, int, int] = (0, 0, 0)
    until: date | None = None
    potential: int | None = None
    relation: tuple[int | None, ...] = (None,) * len(RELATION)
    buyer: tuple[int | None, ...] = (None,) * len(BUYER)
    benefit: int | None = None
    complaints: int | None = None
    asked: date | None = None
    seen: tuple[tuple[date, str, int], ...] = ()

    def ratings(self) -> dict[str, int]:
        """Signal key to value, of those that somebody has asked for."""
        named = dict(zip((*RELATION, *BUYER), (*self.relation, *self.buyer), strict=True))
        thousands = None if self.potential is None else self.potential * 1000
        named |= {"customer_benefit": self.benefit, "annual_potential": thousands}
        return {key: value for key, value in named.items() if value is not None}


class Products(Strict):
    """One category: what kind of line it makes, and list prices in the base currency."""

    kind: str
    items: dict[str, int]


class Cast(Strict):
    """Everything that `make.py` needs to know."""

    seed: int
    currency: str
    last_day: date
    per_euro: dict[str, int]
    rates: dict[date, str]
    products: dict[str, Products]
    mixes: dict[str, dict[str, int]]
    accounts: tuple[Member, ...]


def read() -> Cast:
    """The shipped cast."""
    return Cast.model_validate(read_yaml("book.sample", "cast.yaml"))


def of_year(value: float | Years, index: int) -> float:
    """The value of one of the three years: one for all, or its own."""
    return value[index] if isinstance(value, tuple) else value
