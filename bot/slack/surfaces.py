"""Performs what is no message: modals, home tabs, files, unfurls, and the surroundings of the agent's threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.effects import Effect, Open, Prompts, Publish, Show, Status, Title, Unfurl, Upload
from bot.slack.limits import fit_view
from bot.slack.patience import TRIES, pause
from bot.slack.request import Request
from bot.slack.web import RateLimited, Refused, SlackError, Unclear, Web

if TYPE_CHECKING:
    from bot.slack.outbox import Outbox, Posted

USED = "exchanged_trigger_id"
GONE = ("expired_trigger_id", USED, "invalid_trigger_id", "trigger_expired", "no_trigger_id")
MOST_PROMPTS = 4
AFTER_ACK = 0.5
"""Seconds after a form was sent off before its view is changed again."""


def perform_on_surface(outbox: Outbox, effect: Effect, request: Request, key: str, *, again: bool) -> Posted | None:
    """Performs an effect that is no message. Raises SlackError."""
    web, tried = outbox.web, outbox.patience.tried
    match effect:
        case Open():
            return _open(outbox, effect, request, key, again=again)
        case Show():
            _show(outbox, effect, request)
        case Publish():
            tried(web.call, "views.publish", user_id=effect.user, view=fit_view(effect.view))
        case Upload():
            _upload(outbox, effect, request, again=again)
        case Unfurl():
            place = {"unfurl_id": effect.unfurl_id, "source": "conversations_history"}
            place = place if effect.unfurl_id else {"channel": effect.channel, "ts": effect.ts}
            outbox.patience.tried_if(effect.still, web.call, "chat.unfurl", **place, unfurls=dict(effect.cards))
        case Status() | Title() | Prompts():
            _surroundings(web, effect)
    return None


def _open(outbox: Outbox, effect: Open, request: Request, key: str, *, again: bool) -> Posted | None:
    """The modal; what is told instead where the click is too long ago."""
    try:
        if not request.trigger:
            raise Refused("no_trigger_id")
        outbox.web.call("views.open", trigger_id=request.trigger, view=fit_view(effect.view))
    except (Unclear, RateLimited):
        return None if again else outbox.tell(effect.instead, request, key, again=again)
    except Refused as refused:
        if again and refused.code == USED:  # the attempt before opened it
            return None
        if refused.code not in GONE:
            raise
        return outbox.tell(effect.instead, request, key, again=again)
    return None


def _show(outbox: Outbox, effect: Show, request: Request) -> None:
    """The content, not before Slack has taken what the acknowledgement put there: it would put it over this."""
    if request.kind == "submission":
        outbox.patience.wait(max(request.recorded + AFTER_ACK - outbox.now(), 0.0))
    try:
        outbox.patience.tried(outbox.web.call, "views.update", view_id=effect.view_id, view=fit_view(effect.view))
    except Refused as refused:
        if refused.code != "not_found":  # the person closed it
            raise


def _upload(outbox: Outbox, effect: Upload, request: Request, *, again: bool) -> None:
    """A file, shown once: its name holds the request's key, by which it is looked up where it is unclear."""
    web, patience = outbox.web, outbox.patience
    channel = effect.channel or outbox.direct(request.user)
    since = request.recorded or outbox.now()
    if again and outbox.file_shown(channel, effect.thread, effect.name, since):
        return
    for attempt in range(TRIES):
        try:
            file = patience.tried(web.upload, effect.name, effect.content, effect.title, effect.alt)
            shown = {"files": [{"id": file, "title": effect.title}], "channel_id": channel}
            patience.sure(effect.still)  # bringing it may have taken its time, and until here nobody sees it
            method = "files.completeUploadExternal"
            patience.allowed_if(effect.still, web.call, method, **shown, thread_ts=effect.thread)
        except Unclear:
            patience.wait(pause(attempt))
            if outbox.file_shown(channel, effect.thread, effect.name, since):
                return
        else:
            return
    raise Unclear("files.completeUploadExternal")


def _surroundings(web: Web, effect: Status | Title | Prompts) -> None:
    """An ornament of the agent's thread: an answer does not fail because of it."""
    place = {"channel_id": effect.channel, "thread_ts": effect.thread or None}
    what: dict[str, Any]
    match effect:
        case Status():
            method, what = "setStatus", {"status": effect.text}
        case Title():
            method, what = "setTitle", {"title": effect.text}
        case Prompts():
            listed = [{"title": title, "message": message} for title, message in effect.prompts[:MOST_PROMPTS]]
            method, what = "setSuggestedPrompts", {"title": effect.title, "prompts": listed}
    try:
        web.call(f"assistant.threads.{method}", **place, **what)
    except SlackError:
        return
