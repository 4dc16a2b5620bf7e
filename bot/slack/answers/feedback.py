"""The thumbs below an answer: what people thought of it, kept in the ledger for `kam feedback`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import paragraph
from bot.slack.routes import Routes

VERDICTS = ("good", "bad")
LONGEST = 200
"""Characters that are kept of what a button says it is below."""


def register(routes: Routes) -> None:
    """The buttons."""
    routes.action("feedback", feedback)


def feedback(call: Call, _text: str) -> Iterator[Effect]:
    """Keeps a click once, and thanks the person. Only people with a role have a say."""
    verdict = call.given("v")
    if verdict not in VERDICTS:
        return
    call.require("admin", "manager", "owner")
    account = call.account_of(call.given("a")).account_id if call.given("a") else None
    body = {
        "verdict": verdict,
        "request": call.given("k")[:LONGEST],
        "what": call.given("w")[:LONGEST],
        "account": account,
        "by": call.user,
    }
    call.shown.what = "feedback"
    call.book.ledger.append("feedback", body, at=call.now, account_id=account, by=call.user, once=call.key("feedback"))
    said = call.words(f"slack.thanks.{verdict}")
    yield Tell(Message(said, (paragraph(said),)))
