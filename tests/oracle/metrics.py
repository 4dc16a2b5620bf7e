"""Section 2: what is measured of one account. A metric is a Fraction, "never", or None where it is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.book import Day, Row, of_account
from tests.oracle.rubric import COST_COVER, HOURLY_RATE, KNOWN_SIGNALS, LATEST, MAX_AGE_DAYS

Metrics = dict[str, Any]


def total(rows: list[Row], column: str) -> int:
    return sum(row[column] for row in rows)


def filled(row: Row, column: str) -> bool:
    return row.get(column) not in (None, "")


def ratio(part: Any, whole: Any) -> Fraction | None:
    """part / whole; missing where either is or the whole is not positive."""
    return None if part is None or whole is None or whole <= 0 else Fraction(part) / Fraction(whole)


def given(day: Day, lines: list[Row], concessions: list[Row]) -> Fraction | None:
    """Concessions of a window and the price discounts of its lines, in major units."""
    listed = [line for line in lines if filled(line, "list_amount")]
    if not day.concessions and not listed:
        return None
    discounts = sum(max(line["list_amount"] - line["net_amount"], 0) for line in listed)
    return Fraction(total(concessions, "value") + discounts, day.minor)


def contribution(day: Day, lines: list[Row], concessions: list[Row], hours: Fraction | None) -> Fraction | None:
    """Net contribution of a window: margin less the ledger's concessions less the cost of time."""
    costed = [line for line in lines if filled(line, "cost_amount")]
    if not costed or total(costed, "net_amount") < COST_COVER * total(lines, "net_amount"):
        return None
    margin = total(costed, "net_amount") - total(costed, "cost_amount") - total(concessions, "value")
    return Fraction(margin, day.minor) - (hours or 0) * HOURLY_RATE


def money(day: Day, lines: list[Row], concessions: list[Row], touches: list[Row]) -> Metrics:
    """Revenue, margin, what was given and what was left."""
    now, before = day.window(lines, "order_date"), day.prior(lines, "order_date")
    gave, gave_before = day.window(concessions, "granted_on"), day.prior(concessions, "granted_on")
    costed = [line for line in now if filled(line, "cost_amount")]
    hours = time_spent(day, day.window(touches, "on_date"))
    revenue = Fraction(total(now, "net_amount"), day.minor) if lines else None
    prior = Fraction(total(before, "net_amount"), day.minor) if lines and day.prior_covered else None
    margin = Fraction(total(costed, "net_amount") - total(costed, "cost_amount"), day.minor) if costed else None
    granted, prior_granted = given(day, now, gave), given(day, before, gave_before)
    left = contribution(day, now, gave, hours)
    return {
        "revenue": revenue,
        "prior_revenue": prior,
        "gross_margin": margin,
        "margin_rate": ratio(margin, Fraction(total(costed, "net_amount"), day.minor)),
        "granted": granted,
        "prior_granted": prior_granted,
        "concession_rate": conceded(granted, revenue),
        "prior_concession_rate": conceded(prior_granted, prior),
        "unreciprocated_share": unreciprocated(day, gave),
        "service_cost": None if hours is None else hours * HOURLY_RATE,
        "net_contribution": left,
        "contribution_rate": ratio(left, revenue),
        "growth": None if revenue is None or prior is None else ratio(revenue - prior, prior),
        "hours": hours,
    }


def conceded(granted: Fraction | None, revenue: Fraction | None) -> Fraction | None:
    return None if granted is None or revenue is None else ratio(granted, revenue + granted)


def time_spent(day: Day, touches: list[Row]) -> Fraction | None:
    """Hours of these touches; missing while the book knows of no touch at all."""
    return sum((touch.get("hours") or Fraction(0) for touch in touches), Fraction(0)) if day.touches else None


def unreciprocated(day: Day, concessions: list[Row]) -> Fraction | None:
    if not day.concessions:
        return None
    alone = [row for row in concessions if not filled(row, "counter_commitment")]
    value = total(concessions, "value")
    return Fraction(total(alone, "value"), value) if value else Fraction(0)


def paying(day: Day, lines: list[Row], revenue: Fraction | None) -> Metrics:
    """How fast and how reliably the customer pays; a payment after the day is not yet seen."""
    now = day.window(lines, "order_date")

    def paid(line: Row) -> bool:
        return filled(line, "paid_date") and line["paid_date"] <= day.day

    def days(line: Row) -> int:
        return ((line["paid_date"] if paid(line) else day.day) - line["order_date"]).days

    tracked = [line for line in now if filled(line, "due_date") or paid(line)]
    due = [line for line in now if filled(line, "due_date")]
    late = [line for line in due if not paid(line) and line["due_date"] < day.day]
    weighted = sum(line["net_amount"] * days(line) for line in tracked)
    return {
        "days_to_pay": ratio(weighted, total(tracked, "net_amount")) if tracked else None,
        "overdue_rate": ratio(Fraction(total(late, "net_amount"), day.minor), revenue) if due else None,
    }


def ordering(day: Day, lines: list[Row]) -> Metrics:
    """How often and how widely the customer buys."""
    now = day.window(lines, "order_date")
    nets: dict[str, int] = {}
    for line in now:
        nets[line["order_id"]] = nets.get(line["order_id"], 0) + line["net_amount"]
    positive = {order for order, net in nets.items() if net > 0}
    months = {(x["order_date"].year, x["order_date"].month) for x in now if x["order_id"] in positive}
    categories = {line["category"] for line in now if filled(line, "category")}
    service = total([line for line in now if line.get("kind") == "service"], "net_amount")
    return {
        "orders": Fraction(len(positive)) if lines else None,
        "active_months": Fraction(min(len(months), 12)) if lines else None,
        "recency_days": Fraction((day.day - max(x["order_date"] for x in lines)).days) if lines else None,
        "breadth": Fraction(len(categories)) if any(filled(x, "category") for x in lines) else None,
        "service_share": ratio(service, total(now, "net_amount")) if any(filled(x, "kind") for x in lines) else None,
    }


def largest(day: Day, lines: list[Row]) -> Metrics:
    """The largest order of all up to the day; its date is its last line's, of equal orders the later."""
    orders: dict[str, list[Row]] = {}
    for line in lines:
        orders.setdefault(line["order_id"], []).append(line)
    if not lines or total(lines, "net_amount") <= 0:
        return dict.fromkeys(("largest_order_share", "days_since_largest", "after_largest_share"))
    net, on = max((total(rows, "net_amount"), max(r["order_date"] for r in rows)) for rows in orders.values())
    after = [line for line in lines if line["order_date"] > on]
    return {
        "largest_order_share": Fraction(net, total(lines, "net_amount")),
        "days_since_largest": Fraction((day.day - on).days),
        "after_largest_share": Fraction(total(after, "net_amount"), net),
    }


def observed(day: Day, signals: list[Row]) -> Metrics:
    """Each signal's latest valid value (of equal dates the one recorded last); complaints are summed over W."""
    valid = valid_signals(day, signals)
    found: Metrics = dict.fromkeys(KNOWN_SIGNALS)
    for row in sorted(valid, key=lambda row: row["observed_on"]):  # stable: of equal dates the last recorded wins
        if row["key"] in LATEST:
            found[row["key"]] = row["value"]
    complaints = [row["value"] for row in day.window(valid, "observed_on") if row["key"] == "complaints"]
    found["complaints"] = sum(complaints, Fraction(0)) if complaints else None
    return found


def wallet(potential: Fraction | None, revenue: Fraction | None) -> Metrics:
    headroom = None if potential is None else max(potential - (revenue or 0), Fraction(0))
    return {"headroom": headroom, "share_of_wallet": ratio(revenue, potential)}


def since_touch(day: Day, touches: list[Row]) -> Any:
    if not day.touches:
        return None
    return Fraction((day.day - max(t["on_date"] for t in touches)).days) if touches else "never"


def metrics(day: Day, account_id: str) -> Metrics:
    """All metrics of one account but share_of_book, which needs the whole book."""
    lines = of_account(day.lines, account_id)
    touches = of_account(day.touches, account_id)
    found = money(day, lines, of_account(day.concessions, account_id), touches)
    found |= paying(day, lines, found["revenue"]) | ordering(day, lines) | largest(day, lines)
    found |= observed(day, of_account(day.signals, account_id))
    found |= wallet(found["annual_potential"], found["revenue"])
    found["days_since_touch"] = since_touch(day, touches)
    return found


def prior_contribution(day: Day, account_id: str) -> Fraction | None:
    """Net contribution of the prior window, where that window is covered (for the trend of section 8)."""
    if not day.prior_covered:
        return None
    hours = time_spent(day, day.prior(of_account(day.touches, account_id), "on_date"))
    lines = day.prior(of_account(day.lines, account_id), "order_date")
    return contribution(day, lines, day.prior(of_account(day.concessions, account_id), "granted_on"), hours)


def valid_signals(day: Day, signals: list[Row]) -> list[Row]:
    """Observed up to the day and not older than the rubric allows."""
    return [row for row in signals if (day.day - row["observed_on"]).days <= MAX_AGE_DAYS]
