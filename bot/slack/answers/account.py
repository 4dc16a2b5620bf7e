"""/kam classify and the buttons below a card: an account's verdict, why, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from book.accounts import Account
from bot.asking.accounts import PLAYS
from bot.plays import plays_of
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.routes import Routes
from bot.slack.views.card import Card, card
from prompts import narrator

MORE = 4
"""Sentences below the figures of a card, after the headline."""


def register(routes: Routes) -> None:
    """Words and buttons."""
    routes.command("classify", classify, needs_account=True)


def classify(call: Call, text: str) -> Iterator[Effect]:
    """The card."""
    yield Tell(card_of(call, call.account(text)))


def card_of(call: Call, account: Account, *, to_all: bool = False) -> Message:
    """An account's card, noted for the audit trail."""
    call.shown.what = "classify"
    verdict, figures = call.verdict(account.account_id), call.figures
    headline, *more = narrator.brief(verdict, figures)
    plays = [play.said(call.lang).title for play in plays_of(verdict)[:PLAYS]]
    shown = Card(verdict, headline, more[:MORE], plays)
    return card(shown, figures, call.key(), to_all=to_all)
