"""A concession before it is booked: the metrics that would follow, exactly as the book would measure them afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

from book.book import Book
from book.errors import ImportRefused
from book.importing.currency import decimals
from book.importing.known import Known
from book.importing.prepare import prepare
from book.importing.staged import Staged
from book.metrics.run import parameters
from scoring.single import only
from scoring.table import MetricTable
from scoring.verdicts import Verdicts

MARKS = {"sqlite": ":{}", "duckdb": "${}", "postgres": "%({})s"}
SUMS = """
SELECT sum(CASE WHEN granted_on > {window_start} THEN value_base END) AS conceded,
  sum(CASE WHEN granted_on > {window_start} AND (counter_commitment IS NULL OR counter_commitment = '')
    THEN value_base END) AS alone
FROM concessions WHERE account_id = {account} AND granted_on <= {as_of}"""
ANY = "SELECT count(*) FROM (SELECT 1 FROM concessions WHERE granted_on <= {as_of} LIMIT 1) found"


@dataclass(frozen=True, slots=True)
class _Sums:
    """An account's concessions of the window in minor units, those without a counter-commitment, and whether the book has any."""

    conceded: int
    alone: int
    any: bool


def if_conceded(book: Book, verdicts: Verdicts, staged: Staged) -> dict[str, float]:
    """The metrics of the account of `verdicts` (one row) that differ once its staged concession is booked.

    The concession must be granted in the window of the verdict's day. Raises ImportRefused where the book would not take it.
    """
    only(verdicts)
    prepared = prepare(staged, Known.of(book.store), verdicts.rubric, None)
    if prepared.report.problems:
        raise ImportRefused("The concession cannot be taken.", prepared.report)
    [row] = prepared.tables["concessions"].to_pylist()
    before = _sums(book, str(verdicts.table.account_id[0]), verdicts)
    value = int(row["value_base"])
    alone = 0 if row["counter_commitment"] else value
    after = _Sums(before.conceded + value, before.alone + alone, True)
    return _metrics(verdicts.table, before, after, 10 ** decimals(book.base_currency))


def _sums(book: Book, account: str, verdicts: Verdicts) -> _Sums:
    """The exact sums in the book."""
    dialect = book.store.dialect
    asked = parameters(dialect, verdicts.as_of, verdicts.rubric, 1) | {"account": account}
    names = ("window_start", "as_of", "account")
    marks = {name: MARKS[dialect].format(name) for name in names}
    given = {name: asked[name] for name in names}
    [sums] = book.store.fetch(SUMS.format(**marks), given).to_pylist()
    known = book.store.fetch(ANY.format(**marks), {"as_of": given["as_of"]}).column(0)[0].as_py()
    return _Sums(int(sums["conceded"] or 0), int(sums["alone"] or 0), bool(known))


def _metrics(table: MetricTable, before: _Sums, after: _Sums, units: int) -> dict[str, float]:
    """`domain.md` §2, in the order in which the book's own expression computes."""
    now = {name: float(table.column(name)[0]) for name in READ}
    granted = _minor(now["granted"], units) - (before.conceded if before.any else 0) + after.conceded
    found = {"granted": granted / units, "unreciprocated_share": _ratio(after.alone, after.conceded)}
    found |= _rate("concession_rate", granted, now["revenue"], units)
    if not before.any:  # with a ledger in use, nothing granted before is known to be nothing
        prior = _minor(now["prior_granted"], units)
        found |= {"prior_granted": prior / units}
        found |= _rate("prior_concession_rate", prior, now["prior_revenue"], units)
    return found | _contribution(now, after, units)


READ = (
    "granted",
    "prior_granted",
    "revenue",
    "prior_revenue",
    "gross_margin",
    "service_cost",
    "net_contribution",
    "contribution_rate",
)


def _minor(amount: float, units: int) -> int:
    """The whole minor units of an amount that was divided by them; 0 where it is missing."""
    return 0 if math.isnan(amount) else round(amount * units)


def _ratio(part: int, whole: int) -> float:
    return float(part) / float(whole) if whole else 0.0


def _rate(name: str, granted: int, revenue: float, units: int) -> dict[str, float]:
    """Granted over revenue and granted; nothing where that is missing or not above 0."""
    whole = _minor(revenue, units) + granted
    return {} if math.isnan(revenue) or whole <= 0 else {name: float(granted) / float(whole)}


def _contribution(now: dict[str, float], after: _Sums, units: int) -> dict[str, float]:
    """Net contribution and its rate; nothing where they are missing."""
    if math.isnan(now["net_contribution"]):
        return {}
    service = 0.0 if math.isnan(now["service_cost"]) else now["service_cost"]
    net = float(_minor(now["gross_margin"], units) - after.conceded) / units - service
    rate = {} if math.isnan(now["contribution_rate"]) else {"contribution_rate": net / now["revenue"]}
    return {"net_contribution": net, **rate}
