"""A person with a form: opens it, fills it in, sends it off; and what of it stands in the book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.incoming import request_of
from bot.slack.kit import packed, unpacked
from tests.bot.slack.running import WAIT, Running
from workspace import acts, modals, shapes
from workspace.deliveries import Delivery
from workspace.things import View

TABLES = ("signals", "concessions", "accounts", "imports")


def opened(bot: Running, text: str, who: str = "sam") -> View:
    """Types `/kam text` and gives the form that opens."""
    user = bot.person(who)
    before = {view.id for view in bot.slack.state.modals_of(user.id)}
    bot.slack.people.slash(user, bot.place("sales", who), "/kam", text).wait()
    found = bot.slack.until(lambda: [v for v in bot.slack.state.modals_of(user.id) if v.id not in before], WAIT)
    return found[-1]


def shown(bot: Running, view: View, callback: str, action: str, who: str = "sam", value: str | None = None) -> View:
    """Clicks a button in a form and gives the form once it shows what the button leads to."""
    bot.click(view, action, who, value)
    bot.slack.until(lambda: view.body["callback_id"] == callback, WAIT)
    return view


def sent(bot: Running, view: View, values: dict[str, Any], who: str = "sam") -> Delivery:
    """Sends a form off and waits until its answer stands there, or errors do."""
    delivery = bot.slack.people.submit(bot.person(who), view, values)
    delivery.wait()
    bot.slack.until(lambda: bool(view.errors) or view.body["callback_id"] != "waiting", WAIT)
    return delivery


def sent_as_it_is(bot: Running, view: View, who: str = "sam") -> None:
    """Sends off what Slack's own client would not, and waits as `sent` does."""
    state, user = bot.slack.state, bot.person(who).id
    payload = acts.basis(state, user, "view_submission") | {"trigger_id": state.trigger(user, view.id)}
    payload |= {"view": shapes.view(state, view)}
    modals.answered(state, view, bot.bot.corridor.receive(payload) or {})
    bot.slack.until(lambda: bool(view.errors) or view.body["callback_id"] == "notice", WAIT)


def worked_on_again(bot: Running, delivery: Delivery) -> None:
    """Delivers it a second time, and has a worker answer it once more, as after a crash."""
    bot.bot.corridor.receive(delivery.payload)
    request = request_of(delivery.payload)
    assert request is not None
    bot.bot.answering.answer(request, True)


def forged(view: View, **metadata: Any) -> None:
    """Changes what the form was given when it was made."""
    view.body["private_metadata"] = packed(unpacked(view.body["private_metadata"]) | metadata)


def held(bot: Running) -> Mapping[str, int]:
    """How many rows and decisions the book holds; what was answered does not count."""
    with bot.opened() as book:
        rows = {name: int(book.store.fetch(f"SELECT count(*) FROM {name}").column(0)[0].as_py()) for name in TABLES}
        kinds = ("override", "override revoked", "dismissal", "dismissal revoked", "person", "team", "preference")
        return rows | {kind: len(book.ledger.events(kind)) for kind in kinds}  # type: ignore[arg-type]


def grown(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """What there is more of."""
    return {name: after[name] - n for name, n in before.items() if after[name] != n}
