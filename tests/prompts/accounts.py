"""Accounts made for what is to be said of them, under the default rubric with the round calibration of the scoring tests."""

from __future__ import annotations

from typing import Any

from scoring.rubric import load_default
from scoring.verdict import Verdict
from tests.scoring.making import scored

GOOD: dict[str, Any] = {
    "revenue": 900_000,
    "prior_revenue": 800_000,
    "gross_margin": 270_000,
    "margin_rate": 0.30,
    "net_contribution": 180_000,
    "prior_net_contribution": 150_000,
    "contribution_rate": 0.20,
    "days_to_pay": 30,
    "overdue_rate": 0.0,
    "orders": 40,
    "active_months": 12,
    "growth": 0.125,
    "largest_order_share": 0.10,
    "days_since_largest": 100,
    "after_largest_share": 3.0,
    "concession_rate": 0.03,
    "prior_concession_rate": 0.03,
    "unreciprocated_share": 0.2,
    "granted": 27_000,
    "hours": 300,
    "days_since_touch": 5,
    "breadth": 6,
    "service_share": 0.2,
    "annual_potential": 1_500_000,
    "headroom": 600_000,
    "growth_outlook": 8,
    "strategic_fit": 8,
    "market_position": 7,
    "influence": 6,
    "satisfaction": 8,
    "service_depth": 7,
    "service_points": 6,
    "complaints": 0,
    "customer_benefit": 7,
    "price_focus": 2,
    "substitutability": 2,
    "product_knowledge": 3,
    "avoids_sales_time": 1,
    "advice_sought": 9,
    "pays_for_advice": 8,
    "customisation": 8,
    "joint_projects": 0,
    "executive_access": 3,
    "process_integration": 2,
    "shared_planning": 2,
    "willing_to_change": 3,
}

SIGNALS = load_default().signals.keys()


def verdict(base: dict[str, Any] | None = None, *, owned: bool = True, **changes: Any) -> Verdict:
    """The verdict of an account that is like `base` but for the changes; None takes a metric away."""
    row = {key: value for key, value in ((GOOD if base is None else base) | changes).items() if value is not None}
    ordered = ["revenue" in row]
    return scored(
        row, ordered=ordered, ordered_in_window=ordered, signalled=[bool(row.keys() & SIGNALS)], has_owner=[owned]
    ).verdict(0)
