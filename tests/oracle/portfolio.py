"""Sections 5 and 7 over the whole book: pyramids, concentration, the portfolio's pitfalls."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from tests.oracle.pitfalls import neglected
from tests.oracle.points import tenth
from tests.oracle.rubric import LEVELS, PYRAMIDS
from tests.oracle.scorecard import rated_mean, tier_of

NOT_RATED = "not rated"


def known(accounts: list[dict[str, Any]], metric: str) -> list[Fraction]:
    return [a["metrics"][metric] for a in accounts if a["metrics"][metric] is not None]


def share(part: list[dict[str, Any]], whole: list[dict[str, Any]], metric: str) -> Fraction | None:
    """Share of a metric's sum over the accounts where it is known; None where the whole's is not positive."""
    total = sum(known(whole, metric), Fraction(0))
    return sum(known(part, metric), Fraction(0)) / total if total > 0 else None


def pyramid(accounts: list[dict[str, Any]], weights: dict[str, int]) -> dict[str, Any]:
    levels: dict[str, list[dict[str, Any]]] = {level: [] for level in (*LEVELS, NOT_RATED)}
    for account in accounts:
        levels[tier_of(tenth(rated_mean(weights, account["raw_points"]))) or NOT_RATED].append(account)
    return {
        level: {
            "accounts": Fraction(len(members)),
            "share_of_accounts": Fraction(len(members), len(accounts)) if accounts else None,
            "share_of_revenue": share(members, accounts, "revenue"),
            "share_of_net_contribution": share(members, accounts, "net_contribution"),
        }
        for level, members in levels.items()
    }


def concentration(accounts: list[dict[str, Any]], metric: str) -> dict[str, Fraction | None]:
    """Shares of the largest and the sum of squared shares, over accounts with a positive value."""
    values = sorted((v for v in known(accounts, metric) if v > 0), reverse=True)
    if not values:
        return dict.fromkeys(("top_20_percent", "top_1", "top_3", "top_10", "hhi"))
    shares = [v / sum(values) for v in values]
    tops = {"top_20_percent": ceil(Fraction(len(values), 5)), "top_1": 1, "top_3": 3, "top_10": 10}
    found = {name: sum(shares[:n], Fraction(0)) for name, n in tops.items()}
    return found | {"hhi": sum((s * s for s in shares), Fraction(0))}


def profit_of_the_top(accounts: list[dict[str, Any]]) -> dict[str, Any]:
    """P4 of the portfolio: tier A's share of net contribution against its share of revenue."""
    top = [a for a in accounts if a["tier"] == "A"]
    of_profit = share(top, accounts, "net_contribution") if known(top, "net_contribution") else None
    of_revenue = share(top, accounts, "revenue") if top else None
    if of_profit is None or of_revenue is None:
        return {"state": "not testable"}
    return {"state": "fired" if of_profit < Fraction("0.8") * of_revenue else "clear"}


def portfolio(accounts: list[dict[str, Any]]) -> dict[str, Any]:
    listed = [a["account_id"] for a in accounts if neglected(a["subject"])]
    return {
        "pyramids": {name: pyramid(accounts, weights) for name, weights in PYRAMIDS.items()},
        "concentration": concentration(accounts, "revenue"),
        "concentration_net_contribution": concentration(accounts, "net_contribution"),
        "pitfalls": {"P2": {"accounts": sorted(listed)}, "P4": profit_of_the_top(accounts)},
    }
