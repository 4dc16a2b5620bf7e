"""The thumbs below an answer: what people thought of it, kept in the ledger for `kam feedback`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import paragraph
from bot.slack.routes import Routes

VERDICTS = ("good", "bad")


def register(routes: Routes) -> None:
    """The buttons."""
    routes.action("feedback", feedback)


def feedback(call: Call, _text: str) -> Iterator[Effect]:
    """Keeps a click once, and thanks the person."""
    value = call.value()
    verdict = str(value.get("v") or "")
    if verdict not in VERDICTS:
        return
    account = str(value.get("a") or "") or None
    body = {
        "verdict": verdict,
        "request": str(value.get("k") or ""),
        "what": str(value.get("w") or ""),
        "account": account,
        "by": call.user,
    }
    call.shown.what = "feedback"
    call.book.ledger.append("feedback", body, at=call.now, account_id=account, by=call.user, once=call.key("feedback"))
    said = call.words(f"slack.thanks.{verdict}")
    yield Tell(Message(said, (paragraph(said),)))
