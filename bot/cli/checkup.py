"""What `kam doctor` looks at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from book.errors import KamError
from bot.check import Check
from bot.cli.session import Session

if TYPE_CHECKING:
    from book.book import Book


def checks(session: Session) -> Iterator[Check]:
    """Everything that answers depend on, one after the other; without a book the rest is left out."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check(
        "Python",
        "good" if sys.version_info >= (3, 11) else "wrong",
        version,
        "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer.",
    )
    yield from _providers()
    try:
        book = session.book
    except KamError as error:
        yield Check("book", "wrong", str(error), "")
        yield from _slack(session, None)
        return
    yield Check("book", "good", f"{session.location} ({book.store.dialect})")
    for look in (_tables, _currency, _costs, _rubric, _signals):
        yield from look(session)
    yield from _slack(session, book)


def _slack(session: Session, book: Book | None) -> Iterator[Check]:
    """The bot, where Slack is set up."""
    from bot.settings import WrongSetting, settings
    from bot.slack.checkup import slack_checks

    try:
        given = settings(KAM_BOOK=session.location)
    except WrongSetting as error:
        yield Check("settings", "wrong", str(error), "docs/slack.md lists them.")
        return
    yield from slack_checks(given, book)


def _providers() -> Iterator[Check]:
    """The language model and the embedding model, each asked one word; without them narrator and words do their work."""
    from prompts import embeddings
    from prompts.model import configured, reach

    model, by_meaning = configured(), embeddings.configured()
    if model is None:
        yield Check("model", "good", "none: the narrator words every answer")
    else:
        yield _reached("model", model.name, lambda: reach(model), "the narrator words every answer")
    if by_meaning is not None:
        name = os.environ["KAM_EMBEDDINGS"]
        yield _reached("embeddings", name, by_meaning.reach, "the words alone order what is found")


def _reached(what: str, name: str, ask: Callable[[], None], instead: str) -> Check:
    from prompts.model import ModelFailed

    try:
        ask()
    except ModelFailed as error:
        return Check(what, "wrong", f"{name}: {error}", f"See docs/models.md; until it answers, {instead}.")
    return Check(what, "good", name)


def _count(session: Session, sql: str) -> int:
    return int(session.book.store.fetch(sql).column(0)[0].as_py() or 0)


def _tables(session: Session) -> Iterator[Check]:
    missing = {
        "accounts": "Import a table of accounts for names, owners and parents.",
        "order_lines": "Import order or invoice lines: without them nothing but signals is rated.",
        "concessions": "Without concessions P5 and a part of P2 are not testable.",
        "touches": "Without visits, calls and hours the cost of service counts as 0 and neglect is not testable.",
        "signals": "Record observations with `kam signal`: potential value and value type rest on them.",
    }
    for name, remedy in missing.items():
        rows = _count(session, f"SELECT count(*) FROM {name}")
        yield Check(name, "good" if rows else "missing", f"{rows:,} rows", "" if rows else remedy)


def _currency(session: Session) -> Iterator[Check]:
    base = session.book.base_currency
    remedy = "" if base else "No amount bore a currency; name it at the next import with --base-currency."
    yield Check("currency", "good" if base else "missing", base or "none", remedy)


def _costs(session: Session) -> Iterator[Check]:
    rows = _count(session, "SELECT count(*) FROM order_lines")
    with_cost = _count(session, "SELECT count(cost_base) FROM order_lines")
    if rows:
        share = session.figures.ratio(with_cost / rows)
        remedy = (
            ""
            if with_cost * 5 >= rows * 4
            else "Import costs: below 80% of sales with a cost an account has no net contribution."
        )
        yield Check("costs", "missing" if remedy else "good", f"{share} of the order lines", remedy)


def _rubric(session: Session) -> Iterator[Check]:
    found = session.in_force
    uncalibrated = [key for key, c in found.rubric.criteria.items() if c.calibrated and c.breakpoints is None]
    said = f"{found.rubric.version}, in force since {found.rubric.in_force_since}"
    remedy = (
        f"Not calibrated: {', '.join(uncalibrated)}. Run `kam rubric calibrate` when at least five accounts have the data."
        if uncalibrated
        else ""
    )
    yield Check("rubric", "missing" if uncalibrated else "good", said, remedy)


def _signals(session: Session) -> Iterator[Check]:
    table = session.verdicts.table
    if len(table):
        rated = int(session.verdicts.rated.sum())
        provisional = int(session.verdicts.provisional.sum())
        remedy = "`kam classify NAME` says which data would settle an account." if provisional else ""
        yield Check(
            "verdicts", "good", f"{rated:,} of {len(table):,} accounts rated, {provisional:,} provisionally", remedy
        )
