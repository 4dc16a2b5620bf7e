"""What answers about many accounts share: buttons below, the day, which part of the book they are of, accounts by name."""

from __future__ import annotations

from collections.abc import Sequence

from bot import flags
from bot.slack.call import Call
from bot.slack.views.portfolio import BUTTONS, Below

LISTED = 15
"""Accounts that are named where nothing is said of them but their names."""


def below(call: Call, rows: Sequence[int], *, picture: bool = False) -> Below:
    """What stands below an answer that shows some rows; they are noted for the audit trail, the first have a button."""
    n = call.figures.number(len(call.desk.verdicts), 0)
    buttons = [(account_id(call, at), name(call, at)) for at in rows]
    call.about(*(account for account, _ in buttons))
    where = "slack.book.picture_here" if call.request.is_ours else "slack.book.picture"
    return Below(
        day=call.figures.day(call.as_of),
        scope="" if whole(call) else call.words("slack.book.part", n=n),
        accounts=buttons[:BUTTONS],
        picture=call.words(where) if picture else "",
    )


def whole(call: Call) -> bool:
    """Whether the asker sees the whole book."""
    return len(call.desk.verdicts) == len(call.access.held)


def account_id(call: Call, at: int) -> str:
    """The id of a row's account."""
    return str(call.desk.verdicts.table.account_id[at])


def name(call: Call, at: int) -> str:
    """The name of a row's account."""
    return str(call.desk.verdicts.table.name[at])


def listed(call: Call, rows: Sequence[int]) -> list[str]:
    """The names of the first of some rows, and how many more there are; noted for the audit trail."""
    shown, rest = rows[:LISTED], len(rows[LISTED:])
    call.about(*(account_id(call, at) for at in shown))
    more = [call.words("slack.home.and_more", n=rest)] if rest else []
    return [*(name(call, at) for at in shown), *more]


def neglected(call: Call) -> list[str]:
    """A sentence that names the small accounts with potential and no contact lately; none where there is none."""
    rows = flags.neglected(call.desk.verdicts, call.desk.gone)
    return [call.words("slack.book.neglected", items=call.words.join(listed(call, rows)))] if rows else []
