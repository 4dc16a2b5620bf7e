"""What a worker does with a request: finds who answers, performs what they yield, never ends without a word to the asker."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator

import structlog

from book.errors import BookBusy, KamError
from bot.slack import telemetry
from bot.slack.call import Call, calling, spoken
from bot.slack.commands import command
from bot.slack.effects import Effect, Message, Say, Show, Stream, Tell, Upload
from bot.slack.kit import paragraph
from bot.slack.outbox import Outbox
from bot.slack.request import Request
from bot.slack.routes import Handler, Routes
from bot.slack.services import Services
from bot.slack.views.forms import notice
from bot.slack.web import Refused, SlackError
from prompts.words import words

log = structlog.get_logger("kam.answering")


class Answering:
    """Answers requests. For any thread."""

    def __init__(self, services: Services, routes: Routes, outbox: Outbox) -> None:
        self.services, self.routes, self.outbox = services, routes, outbox

    def answer(self, request: Request, again: bool) -> None:
        """Answers a request. `again`: an earlier worker may have performed some of it. Raises nothing."""
        began, outcome, lang = time.monotonic(), "answered", ""
        try:
            with calling(self.services, request) as call:
                lang = call.lang
                self._perform(call, self._effects(call), again=again)
                _note(call)
        except BookBusy:
            outcome = "refused"
            lang = lang or spoken(self.services, request)
            self._say_so(request, words(lang)("slack.busy"), lang, again=again)
        except KamError as error:
            outcome = "refused"
            self._say_so(request, str(error), lang, again=again)
        except SlackError as error:
            outcome = "not delivered"
            log.warning("not delivered", key=request.key, kind=request.kind, name=request.name, why=str(error))
            if isinstance(error, Refused):  # what is unclear may stand there
                self._failed(request, lang, again=again)
        except Exception:  # the boundary: a person gets a sentence and an id, the log has the rest
            outcome = "failed"
            log.exception("failed", id=_id(request), key=request.key, kind=request.kind, name=request.name)
            self._failed(request, lang, again=again)
        telemetry.answered(
            request.kind, outcome, time.monotonic() - began, self.services.now().timestamp() - request.recorded
        )

    def give_up(self, request: Request) -> None:
        """A request in the midst of which process after process ended: its asker is told that it failed. Raises nothing."""
        log.error("given up", id=_id(request), key=request.key, kind=request.kind, name=request.name)
        self._failed(request, "", again=True)

    def _effects(self, call: Call) -> Iterator[Effect]:
        found = self._handler(call)
        if found is None:
            return iter(())
        handler, rest = found
        return _sentences_for_errors(call, handler, rest)

    def _handler(self, call: Call) -> tuple[Handler, str] | None:
        if call.request.kind == "command":
            return command(self.routes, call)
        handler = self.routes.handler(call.request)
        return (handler, call.request.text) if handler else None

    def _perform(self, call: Call, effects: Iterator[Effect], *, again: bool) -> None:
        number, effect = 0, next(effects, None)
        while effect is not None:
            try:
                self.outbox.perform(effect, call.request, f"{call.request.key}#{number}", again=again)
            except Refused as refused:
                effect = _instead(effects, refused)
            else:
                call.shown.where += [place for place in [_place(effect)] if place and place not in call.shown.where]
                effect = next(effects, None)
            number += 1

    def _failed(self, request: Request, lang: str, *, again: bool) -> None:
        """Says that it failed, in the asker's language: `lang`, where it is known already."""
        lang = lang or spoken(self.services, request)
        self._say_so(request, words(lang)("slack.failed", id=_id(request)), lang, again=again)

    def _say_so(self, request: Request, text: str, lang: str, *, again: bool) -> None:
        """A sentence to the asker, about what went wrong, and in an open form, which may wait for its answer.

        One that cannot be delivered is logged.
        """
        if request.view.get("type") == "modal":
            said = words(lang or spoken(self.services, request))
            form = Show(str(request.view.get("id") or ""), notice(said, said("slack.failed_title"), [text]))
            with contextlib.suppress(SlackError):
                self.outbox.perform(form, request, f"{request.key}#form", again=again)
        try:
            effect = Tell(Message(text, (paragraph(text),)))
            self.outbox.perform(effect, request, f"{request.key}#error", again=again)
        except (SlackError, KeyError) as error:
            why = error.code if isinstance(error, Refused) else type(error).__name__
            log.warning("no word to the asker", key=request.key, why=why)


def _sentences_for_errors(call: Call, handler: Handler, rest: str) -> Iterator[Effect]:
    """The handler's effects; what a person can put right becomes a sentence, in place of what is not there."""
    try:
        yield from handler(call, rest)
    except KamError as error:
        from bot.slack.answers.choosing import in_words

        yield from in_words(call, error)


def _note(call: Call) -> None:
    """Adds what was shown to the audit trail; to the log where another program keeps the book locked."""
    try:
        call.audit()
    except BookBusy:  # what was asked is answered, and no second word would help the asker
        log.error("not in the audit trail", key=call.request.key, by=call.user, about=len(call.shown.accounts))


def _instead(effects: Iterator[Effect], refused: Refused) -> Effect | None:
    """What the handler does about what Slack refused, at the effect that was; raises it where the handler knows nothing."""
    if not isinstance(effects, Generator):
        raise refused
    going_on: Generator[Effect, None, None] = effects
    try:
        return going_on.throw(refused)
    except StopIteration:
        return None


def _place(effect: Effect) -> str:
    """Where an effect shows something of the book, for the audit trail."""
    if isinstance(effect, Say | Stream | Upload):
        return effect.channel or "DM"
    return "asker" if isinstance(effect, Tell) else type(effect).__name__.lower()


def _id(request: Request) -> str:
    """A short id by which a person and the log speak of the same request."""
    import hashlib

    return hashlib.blake2b(request.key.encode(), digest_size=4).hexdigest()
