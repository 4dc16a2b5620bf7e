"""The whole verdict of every account on one day, in the shape of `kam score --json`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle import metrics as measured
from tests.oracle.book import Book, Day, of_account
from tests.oracle.keys import keys
from tests.oracle.pitfalls import RULES, Subject
from tests.oracle.points import Breakpoints, all_points, calibrate, tenth
from tests.oracle.portfolio import portfolio
from tests.oracle.scorecard import gated, scorecard
from tests.oracle.value_type import much_time, value_type

INTERNAL = ("raw_points", "subject")


def calibration_of(book: Book, day: date, minor: int = 100) -> dict[str, Breakpoints]:
    """What calibrating the book as of `day` gives: metric -> breakpoints, too few accounts: absent."""
    seen = Day(book, day, minor)
    rows = []
    for account in book["accounts"]:
        lines = of_account(seen.lines, account["account_id"])
        rows.append((measured.metrics(seen, account["account_id"]), bool(seen.window(lines, "order_date"))))
    return calibrate(rows)


def book_figures(day: Day) -> dict[str, Fraction | None]:
    """Book revenue and margin rate of W."""
    lines = day.window(day.lines, "order_date")
    costed = [line for line in lines if measured.filled(line, "cost_amount")]
    net = measured.total(costed, "net_amount")
    margin = net - measured.total(costed, "cost_amount")
    return {
        "revenue": Fraction(measured.total(lines, "net_amount"), day.minor),
        "margin_rate": measured.ratio(margin, net) if costed else None,
    }


def share_of_book(revenue: Fraction | None, book_revenue: Fraction | None) -> Fraction | None:
    return measured.ratio(Fraction(0) if revenue is None else revenue, book_revenue)


def verdict(account: dict[str, Any], found: dict[str, Any], day: Day, context: dict[str, Any]) -> dict[str, Any]:
    """One account, in the order of decisions of section 7."""
    found = found | {"share_of_book": share_of_book(found["revenue"], context["revenue"])}
    raw = all_points(found, context["calibration"])
    points = {c: tenth(p) for c, p in raw.items()}
    signals = measured.valid_signals(day, of_account(day.signals, account["account_id"]))
    known = found["revenue"] is not None or bool(signals)
    card = scorecard(raw, known)
    subject = Subject(
        metrics=found,
        points=points,
        coverage=card["coverage"],
        potential=card["potential"],
        tier_before_gates=card["tier_before_gates"],
        tier=None,
        has_owner=measured.filled(account, "owner"),
        book_margin_rate=context["margin_rate"],
    )
    states = {p: rule(subject) for p, rule in RULES.items() if p != "P2"}
    subject.tier, gates = gated(card["tier_before_gates"], states)
    states["P2"] = RULES["P2"](subject)
    return {
        "account_id": account["account_id"],
        "name": account["name"],
        "metrics": found,
        "points": points,
        **card,
        "tier": subject.tier,
        "gates": gates,
        "value_type": value_type(raw, found, context["much_time"]),
        "pitfalls": {p: {"state": states[p]} for p in RULES},
        "keys": keys(found, measured.prior_contribution(day, account["account_id"])),
        "raw_points": raw,
        "subject": subject,
    }


def score(book: Book, day: date, calibration: dict[str, Breakpoints], minor: int = 100) -> dict[str, Any]:
    """The JSON of `score --json`, floats at the leaves, accounts by id."""
    seen = Day(book, day, minor)
    found = {a["account_id"]: measured.metrics(seen, a["account_id"]) for a in book["accounts"]}
    figures = book_figures(seen)
    context = figures | {"calibration": calibration, "much_time": much_time(found.values())}
    accounts = [verdict(a, found[a["account_id"]], seen, context) for a in book["accounts"]]
    whole = portfolio(accounts)
    shown = [{k: v for k, v in a.items() if k not in INTERNAL} for a in accounts]
    return plain(
        {
            "as_of": day.isoformat(),
            "calibration": calibration,
            "book": figures,
            "accounts": {a["account_id"]: a for a in shown},
            "portfolio": whole,
        }
    )


def plain(value: Any) -> Any:
    """Fractions as floats, tuples as lists, all the way down."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value
