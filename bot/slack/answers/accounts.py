"""/kam accounts: those that fit some words, as a table and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from book.errors import KamError
from bot.asking.ask import Conversation, known
from bot.asking.books import left_out, rows_of, unknown, why_left_out
from bot.flags import PROVISIONAL, codes, in_table
from bot.notes import of_many
from bot.slack.answers.many import below, whole
from bot.slack.answers.naming import names_one
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.views import portfolio as views
from prompts import narrator
from prompts.figures import Figures
from prompts.plan import Filter, Plan
from prompts.rules import plan_by_rules
from prompts.unread import unread
from scoring.pitfalls import WATCH
from scoring.query import figure
from scoring.tiers import Codes
from scoring.verdicts import Verdicts

ROWS, TOLD = 20, 5
"""Accounts in a table, and in the words beside it."""


def accounts(call: Call, text: str) -> Iterator[Effect]:
    """The accounts that fit some words, or all; by name where the words are no conditions."""
    plan = _plan(call, text)
    if plan.filter.owner == "me" and call.desk.asker is None:
        raise KamError(call.words("slack.ask.who"))
    restricts = plan.filter != Filter() or plan.sort is not None or plan.limit is not None
    by_name = not restricts and (names_one(call, text) or unread(text, plan, ()))
    rows = _named(call, text) if by_name else rows_of(plan, call.desk)[: plan.limit]
    what = text.strip()[:80] if by_name else _described(call, plan)
    yield Tell(_list(call, rows, plan, what))


def _described(call: Call, plan: Plan) -> str:
    return narrator.described(plan.filter, plan.sort, call.figures, whole=whole(call))


def _plan(call: Call, text: str) -> Plan:
    asked = f"{call.words('slack.book.which')} {text}"
    return plan_by_rules(asked, known(call.desk, (), Conversation())).model_copy(update={"intent": "list"})


def _named(call: Call, text: str) -> list[int]:
    """Rows of the accounts that a text names, best first. Raises UnknownAccount where none is."""
    found = [one.account_id for one in call.desk.lookup.find(text, None)] or [call.account(text).account_id]
    places = {str(one): at for at, one in enumerate(call.desk.verdicts.table.account_id)}
    return [places[one] for one in found if one in places]


def _list(call: Call, rows: Sequence[int], plan: Plan, what: str) -> Message:
    words, figures = call.words, call.figures
    verdicts = call.desk.verdicts.rows(list(rows[:ROWS]))
    shows = [one for one in narrator.shown_of(plan.filter, plan.sort) if one not in ("total", "potential")]
    form = "list_none" if not rows else "list_one" if len(rows) == 1 else "list_head"
    strange = unknown(plan.filter, call.desk, figures)
    head = words("sentence_gap").join(strange) or words(f"ask.{form}", n=figures.number(len(rows), 0), what=what)
    heads = [words(f"tables.{one}") for one in ("account", "tier", "value_type", "pitfalls", "score")]
    heads += [figures.label(one) for one in shows]
    every = range(len(verdicts))
    told = [narrator.list_sentence(verdicts, at, ("total", *shows), figures) for at in every[:TOLD]]
    flags = codes(verdicts, call.desk.gone)
    table = [_row(verdicts, flags, at, shows, figures) for at in every]
    away = left_out(plan, call.desk)[:TOLD]
    call.about(*away)
    decided = of_many(call.book, [str(one) for one in verdicts.table.account_id], call.as_of, figures)
    decided += why_left_out(away, plan, call.desk, figures)
    decided += [words(f"slack.book.marks.{one}") for one in _marks(verdicts, flags)]
    if len(rows) > ROWS:
        head += words("sentence_gap") + words("slack.book.first", n=figures.number(ROWS, 0))
    return views.accounts_view(head, heads, table, told, decided, figures, below(call, rows[:ROWS]))


def _marks(verdicts: Verdicts, flags: Mapping[str, Codes]) -> list[str]:
    """The marks of the table that need a word."""
    found = {"provisional": verdicts.provisional.any(), "watch": any((of == WATCH).any() for of in flags.values())}
    return [mark for mark, there in found.items() if there]


def _row(verdicts: Verdicts, flags: Mapping[str, Codes], at: int, shows: Sequence[str], figures: Figures) -> list[str]:
    tier = verdicts.tier[at]
    kind = str(verdicts.value_type[at]).partition(" ")[0]
    total = figures.words("none") if tier is None else figures.score(float(verdicts.total[at]))
    return [
        f"{verdicts.table.name[at]} ({verdicts.table.account_id[at]})",
        f"{tier}{PROVISIONAL if verdicts.provisional[at] else ''}" if tier else figures.words("none"),
        figures.words.get(f"types_short.{kind}", kind),
        in_table(flags, at) or figures.words("none"),
        total,
        *(_value(verdicts, one, at, figures) for one in shows),
    ]


def _value(verdicts: Verdicts, metric: str, at: int, figures: Figures) -> str:
    value = float(figure(verdicts, metric)[at])
    return figures.words("unknown") if isnan(value) else figures.value(metric, value)
