"""The metrics written by hand: SQL for DuckDB and SQLite, and plain pandas. What the rendered expression is measured against."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from book.stores.base import Store

SQL = Path(__file__).parent / "sql"


def metrics(store: Store, as_of: date) -> pa.Table:
    """The hand-written SQL's rows, by account."""
    day = (as_of - date(1970, 1, 1)).days if store.dialect == "sqlite" else as_of
    return store.fetch((SQL / f"{store.dialect}_by_hand.sql").read_text(encoding="utf-8"), {"as_of": day})


def signals(store: Store, as_of: date) -> pa.Table:
    """The latest value of each signal, as a person asks for it."""
    day = (as_of - date(1970, 1, 1)).days if store.dialect == "sqlite" else as_of
    mark = ":as_of" if store.dialect == "sqlite" else "$as_of"
    ranked = "row_number() OVER (PARTITION BY account_id, key ORDER BY observed_on DESC, seq DESC) AS place"
    inner = f"SELECT account_id, key, value, observed_on, {ranked} FROM signals WHERE observed_on <= {mark}"
    return store.fetch(f"SELECT account_id, key, value FROM ({inner}) WHERE place = 1", {"as_of": day})


def with_pandas(tables: dict[str, pa.Table], as_of: date) -> Any:
    """The same metrics in pandas, plainly: masks, groupby and joins. Gives a frame by account_id."""
    import numpy as np
    import pandas as pd

    day = pd.Timestamp(as_of)
    lines = tables["order_lines"].to_pandas()
    for name in ("order_date", "due_date", "paid_date"):
        lines[name] = pd.to_datetime(lines[name])
    lines = lines[lines.order_date <= day]
    lines["paid"] = lines.paid_date.where(lines.paid_date <= day)
    in_w = lines.order_date > day - pd.Timedelta(days=365)
    in_p = (lines.order_date > day - pd.Timedelta(days=730)) & ~in_w
    now, then = lines[in_w].copy(), lines[in_p].copy()
    out = pd.DataFrame(index=tables["accounts"].to_pandas().account_id.sort_values())
    ordered = out.index.isin(lines.account_id.unique())
    covered = bool(len(lines)) and lines.order_date.min() <= day - pd.Timedelta(days=730)

    def total(rows: Any, column: str) -> Any:
        return rows.groupby("account_id")[column].sum().reindex(out.index).fillna(0)

    concessions, touches = tables["concessions"].to_pandas(), tables["touches"].to_pandas()
    concessions["granted_on"], touches["on_date"] = (
        pd.to_datetime(concessions.granted_on),
        pd.to_datetime(touches.on_date),
    )
    concessions, touches = concessions[concessions.granted_on <= day], touches[touches.on_date <= day]
    given = {}
    for name, after, until in (("w", 365, 0), ("p", 730, 365)):
        on = concessions.granted_on
        given[name] = concessions[(on > day - pd.Timedelta(days=after)) & (on <= day - pd.Timedelta(days=until))]
    revenue = total(now, "net_base").where(ordered)
    prior = total(then, "net_base").where(ordered & covered)
    out["revenue"], out["prior_revenue"] = revenue / 100, prior / 100
    parts = {}
    for name, rows in (("w", now), ("p", then)):
        costed = rows[rows.cost_base.notna()]
        parts[f"costed_{name}"] = costed.groupby("account_id").size().reindex(out.index).fillna(0) > 0
        parts[f"net_{name}"] = total(costed, "net_base")
        parts[f"margin_{name}"] = (total(costed, "net_base") - total(costed, "cost_base")).where(
            parts[f"costed_{name}"]
        )
        listed = rows[rows.list_base.notna()].copy()
        listed["off"] = (listed.list_base - listed.net_base).clip(lower=0)
        known = (listed.groupby("account_id").size().reindex(out.index).fillna(0) > 0) | bool(len(concessions))
        parts[f"granted_{name}"] = (total(given[name], "value_base") + total(listed, "off")).where(known)
    out["gross_margin"] = parts["margin_w"] / 100
    out["granted"], out["prior_granted"] = parts["granted_w"] / 100, parts["granted_p"] / 100
    recent = touches[touches.on_date > day - pd.Timedelta(days=365)]
    hours = total(recent, "hours") / 1e6
    enough = parts["net_w"] >= 0.8 * total(now, "net_base")
    out["net_contribution"] = ((parts["margin_w"] - total(given["w"], "value_base")) / 100 - hours * 60).where(enough)
    out["contribution_rate"] = (out.net_contribution / out.revenue).where(revenue > 0)
    out["margin_rate"] = (parts["margin_w"] / parts["net_w"]).where(parts["net_w"] > 0)
    both, before = revenue + parts["granted_w"], prior + parts["granted_p"]
    out["concession_rate"] = (parts["granted_w"] / both).where(both > 0)
    out["prior_concession_rate"] = (parts["granted_p"] / before).where(before > 0)
    payable = now[now.due_date.notna() | now.paid.notna()].copy()
    payable["days"] = payable.net_base * (payable.paid.fillna(day) - payable.order_date).dt.days
    out["days_to_pay"] = (total(payable, "days") / total(payable, "net_base")).where(total(payable, "net_base") > 0)
    late = now[(now.due_date < day) & now.paid.isna()]
    due = total(now.assign(due=now.due_date.notna()), "due") > 0
    out["overdue_rate"] = (total(late, "net_base") / revenue).where((revenue > 0) & due)
    out["growth"] = ((revenue - prior) / prior).where(prior > 0)
    per_order = now.groupby(["account_id", "order_id"]).net_base.sum()
    positive = per_order[per_order > 0]
    out["orders"] = positive.groupby("account_id").size().reindex(out.index).fillna(0).where(ordered)
    kept = now.set_index(["account_id", "order_id"]).loc[lambda f: f.index.isin(positive.index)].reset_index()
    months = kept.assign(month=kept.order_date.dt.to_period("M")).groupby("account_id").month.nunique()
    out["active_months"] = months.reindex(out.index).fillna(0).clip(upper=12).where(ordered)
    orders = (
        lines.groupby(["account_id", "order_id"]).agg(net=("net_base", "sum"), last=("order_date", "max")).reset_index()
    )
    largest = (
        orders.sort_values(["net", "last"]).groupby("account_id").tail(1).set_index("account_id").reindex(out.index)
    )
    whole = total(lines, "net_base")
    out["largest_order_share"] = (largest.net / whole).where(whole > 0)
    later = lines[lines.order_date > lines.account_id.map(largest["last"])]
    out["after_largest_share"] = (total(later, "net_base") / largest.net).where(whole > 0)
    out["days_since_largest"] = (day - largest["last"]).dt.days.where(whole > 0)
    out["breadth"] = now.groupby("account_id").category.nunique().reindex(out.index).fillna(0).where(ordered)
    out["service_share"] = (total(now[now.kind == "service"], "net_base") / revenue).where(revenue > 0)
    out["recency_days"] = (day - lines.groupby("account_id").order_date.max().reindex(out.index)).dt.days
    out["days_since_touch"] = (day - touches.groupby("account_id").on_date.max().reindex(out.index)).dt.days.fillna(
        np.inf
    )
    return out
