"""/kam digest: the digests that somebody may change, with what can be done with each. The form is in `digest_form`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from book.errors import KamError
from bot.digest.allowed import MAY_SUBSCRIBE
from bot.digest.described import rhythm, runs, what
from bot.digest.health import Health, healths
from bot.digest.preview import preview
from bot.digest.subscription import Subscription, delete, save, subscriptions
from bot.slack.call import Call
from bot.slack.effects import Effect
from bot.slack.kit import Block
from bot.slack.modals.forms import Filled, here, in_the_form, opened
from bot.slack.routes import Handler, Routes
from bot.slack.views.digest_forms import Line, list_view, preview_view
from bot.slack.views.forms import metadata
from prompts.words import words

TITLE = "digestforms.title"


class NotYours(KamError):
    """A subscription that this person may not change, or that is gone."""


def register(routes: Routes) -> None:
    """The word and the buttons of the list."""
    routes.command("digest", lambda call, _: _opened(call), roles=MAY_SUBSCRIBE, group="book")
    routes.action("digest_open", lambda call, _: _opened(call))
    routes.action("digest_list", in_the_form(TITLE)(listing))
    routes.action("digest_preview", in_the_form(TITLE)(again))
    for word, told in (("pause", "paused_now"), ("resume", "resumed"), ("delete", "deleted")):
        routes.action(f"digest_{word}", in_the_form(TITLE)(_changes(word, told)))


def _opened(call: Call) -> Iterator[Effect]:
    """The list, in a modal of its own."""
    call.require(*MAY_SUBSCRIBE)
    channel = "" if call.request.is_dm else call.request.channel
    yield opened(call, list_of(call, channel), "digest_open", {})


def listing(call: Call, _text: str) -> Iterator[Effect]:
    """The list, in the modal that is open."""
    call.require(*MAY_SUBSCRIBE)
    yield here(call, list_of(call, Filled.of(call.request).known("c")))


def list_of(call: Call, channel: str, told: str = "") -> Block:
    """An admin's list has all digests, a manager's the own ones. `channel`: where the person was when they asked."""
    call.shown.what = "digest"
    admin = call.require(*MAY_SUBSCRIBE).role == "admin"
    found = [one for one in healths(call.book, call.access, call.now) if admin or one.subscription.by == call.user]
    others = any(one.subscription.by != call.user for one in found)
    return list_view([line_of(call, one) for one in found], call.words, channel, told, others=others)


def line_of(call: Call, of: Health) -> Line:
    """A subscription in words."""
    one, said = of.subscription, call.words
    notes = [*runs(of, call.figures), words(one.lang)("language")]
    return Line(one, what(one, call.figures, names_of(call, one), call.access), rhythm(one, said), notes)


def names_of(call: Call, one: Subscription) -> Mapping[str, str]:
    """The name of the account whose group a digest shows, where it may be seen."""
    group = one.wanted.group
    return {group: call.book.accounts.get(group).name} if group and call.may_see(group) else {}


def mine(call: Call, key: str) -> Subscription:
    """A subscription that the asker may change. Raises NoRole, NotYours."""
    person, found = call.require(*MAY_SUBSCRIBE), subscriptions(call.book.ledger).get(key)
    if found is None or (found.by != call.user and person.role != "admin"):
        raise NotYours(call.words("digestforms.gone"))
    return found


def clicked(call: Call) -> Subscription:
    """The subscription of the button. Raises NoRole, NotYours."""
    return mine(call, Filled({}, call.value()).known("s"))


def _changes(word: str, told: str) -> Handler:
    """The handler of a button that changes a subscription, once, and shows the list again."""

    def answer(call: Call, _text: str) -> Iterator[Effect]:
        one, by = clicked(call), {"at": call.now, "by": call.user, "once": call.key(word)}
        if word == "delete":
            delete(call.book.ledger, one, **by)  # type: ignore[arg-type]
        else:
            changed = one.model_copy(update={"paused": word == "pause", "why_paused": ""} | _from_now(call, word))
            save(call.book.ledger, changed, **by)  # type: ignore[arg-type]
        yield here(call, list_of(call, Filled.of(call.request).known("c"), call.words(f"digestforms.{told}")))

    return answer


def _from_now(call: Call, word: str) -> dict[str, Any]:
    """What is resumed begins anew: digests that were due during the pause were not missed, and a failure is forgotten."""
    return {"since": call.came} if word == "resume" else {}


def again(call: Call, _text: str) -> Iterator[Effect]:
    """What a digest would say now."""
    one = clicked(call)
    line = line_of(call, Health(one))
    given = metadata(call.words, c=Filled.of(call.request).known("c"))
    shown = preview(call.book, call.access, one, call.now)
    lead = call.words("digestforms.preview_again")
    yield here(call, preview_view(shown, line, call.words, given, lead))
