"""The form that subscribes to a digest: what, where, when; then a preview; only after that it is saved, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from book.records.digests import Digests
from bot.digest.allowed import MAY_SUBSCRIBE, why_not
from bot.digest.described import coming
from bot.digest.health import Health
from bot.digest.preview import preview
from bot.digest.schedule import upcoming
from bot.digest.subscription import ALERTS, BadSubscription, Subscription, made, read, save, subscriptions, was_known
from bot.slack.call import Call
from bot.slack.effects import Effect
from bot.slack.kit import Block
from bot.slack.modals.digest_list import TITLE, NotYours, clicked, line_of, list_of, mine
from bot.slack.modals.forms import Filled, NotFilledIn, here, in_the_form, refused, taken
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.digest_forms import ALL, Choices, form_view, preview_view, refused_view
from bot.slack.views.forms import metadata
from prompts.words import LANGUAGES
from scoring.rubric.models import TIER_LETTERS

UTC = "UTC"
PARTS = ("team", "region", "owner")


def register(routes: Routes) -> None:
    """The buttons that open the form, and the two forms."""
    for word, handler in (("new", new), ("edit", edit), ("back", back)):
        routes.action(f"digest_{word}", in_the_form(TITLE)(handler))
    routes.form("digest_form", in_the_form(TITLE)(look), check)
    routes.form("digest_save", in_the_form(TITLE)(subscribe), lambda request: _taken(Filled.of(request)))


def _taken(filled: Filled) -> Acked:
    return taken(filled.words, filled.words(TITLE))


def new(call: Call, _text: str) -> Iterator[Effect]:
    """An empty form: for the channel where the person was, at Monday nine o'clock of their own time zone."""
    call.require(*MAY_SUBSCRIBE)
    channel = Filled.of(call.request).known("c")
    tz = call.profile.tz if known_zone(call.profile.tz) else UTC
    lang = call.lang if call.lang in LANGUAGES else LANGUAGES[0]
    start = made(kind="weekly", to=channel or call.user, by=call.user, tz=tz, lang=lang, since=call.now)
    yield here(call, _form(call, start, channel))


def edit(call: Call, _text: str) -> Iterator[Effect]:
    """The form as the subscription stands."""
    yield here(call, _form(call, clicked(call), Filled.of(call.request).known("c")))


def back(call: Call, _text: str) -> Iterator[Effect]:
    """The form as it was filled in."""
    filled = Filled.of(call.request)
    yield here(call, _form(call, _draft(call, filled), filled.known("c")))


def _form(call: Call, start: Subscription, channel: str) -> Block:
    return form_view(_choices(call), call.words, _given(call, start, channel), start)


def _given(call: Call, one: Subscription, channel: str) -> dict[str, Any]:
    """What a view keeps of the subscription that is being made or changed."""
    return metadata(call.words, c=channel, s=one.model_dump(mode="json", exclude_defaults=True))


def _draft(call: Call, filled: Filled) -> Subscription:
    """What the view kept, as far as the asker may have it. Raises NoRole, NotYours, NotFilledIn, UnknownAccount."""
    held = filled.given.get("s")
    try:
        one = read(held if isinstance(held, Mapping) else {})
    except BadSubscription:
        raise NotFilledIn(call.words("forms.wrong.form")) from None
    call.require(*MAY_SUBSCRIBE)
    if one.wanted.group:
        call.account_of(one.wanted.group)
    if one.id in subscriptions(call.book.ledger):
        known = mine(call, one.id)
        kept = {"by": known.by, "since": known.since, "paused": known.paused, "why_paused": known.why_paused}
        return one.model_copy(update=kept)
    if was_known(call.book.ledger, one.id):  # deleted elsewhere while the form was open
        raise NotYours(call.words("digestforms.gone"))
    return one.model_copy(update={"by": call.user})


def _choices(call: Call) -> Choices:
    """Labels and parent accounts of what the asker may see."""
    seen = set(call.access.seen_by(call.user))
    columns = {name: call.book.accounts.column(name) for name in (*PARTS, "parent_id")}
    labels = {
        name: sorted({value for account, value in columns[name].items() if value and account in seen}) for name in PARTS
    }
    labels["team"] = sorted({above for team in labels["team"] for above in _asked_about(call, team)})
    parents = {above for account, above in columns["parent_id"].items() if above in seen and account in seen}
    groups = {one: call.book.accounts.get(one).name for one in sorted(parents)[:200] if one}
    return Choices(labels["team"], labels["region"], labels["owner"], groups)


def _asked_about(call: Call, team: str) -> list[str]:
    """The team and those above it, as far up as the asker manages."""
    found, own = call.access.up(team), call.person.team if call.person and call.person.role == "manager" else None
    return found[: found.index(own) + 1] if own in found else found[:1] if own else found


def known_zone(name: str) -> bool:
    """Whether a text names an IANA time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return "/" in name or name == UTC


def check(request: Request) -> Acked:
    """The time zone is one, and an alert has an event."""
    filled = Filled.of(request)
    errors = {} if known_zone(filled.text("tz")) else {"tz": filled.words("digestforms.wrong.tz")}
    if filled.text("kind") == "alert" and not _ticked(filled, "alerts"):
        errors["alerts"] = filled.words("digestforms.wrong.alerts")
    return refused(errors) if errors else _taken(filled)


def _ticked(filled: Filled, block: str) -> list[str]:
    held = filled.field(block)[1].get("selected_options")
    return [str(one.get("value")) for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []


def look(call: Call, _text: str) -> Iterator[Effect]:
    """The preview; where not everybody there may see it, why. Nothing is saved, and nothing posted."""
    filled = Filled.of(call.request)
    one = _filled_in(call, filled)
    given = _given(call, one, filled.known("c"))
    refusal = _refusal(call, one)
    if refusal:
        yield here(call, refused_view(refusal, call.words, given))
        return
    known = one.id in subscriptions(call.book.ledger)
    submit = call.words("digestforms.save" if known else "digestforms.subscribe")
    lead = call.words("digestforms.preview_lead")
    shown = preview(call.book, call.access, one, call.now)
    yield here(call, preview_view(shown, line_of(call, Health(one)), call.words, given, lead, submit))


def _refusal(call: Call, one: Subscription) -> str:
    """Why it cannot go there, as a sentence; "" where it may."""
    reason = why_not(one, call.book, call.access, call.services.directory, call.words)
    return call.words("digestforms.refused", reason=reason) if reason else ""


def _filled_in(call: Call, filled: Filled) -> Subscription:
    """The subscription that the form says. Raises NoRole, NotFilledIn, UnknownAccount, SeveralAccounts."""
    before = _draft(call, filled)
    channel = filled.field("channel")[1].get("selected_conversation")
    changed = before.model_dump(mode="json") | {
        "kind": filled.text("kind"),
        "to": channel if isinstance(channel, str) and channel else before.by,
        "weekday": filled.text("weekday"),
        "hour": filled.text("hour"),
        "tz": filled.text("tz"),
        "lang": filled.text("lang"),
        "alerts": [one for one in ALERTS if one in _ticked(filled, "alerts")],
        "wanted": {name: _part(filled, name) for name in PARTS}
        | {"group": _group(call, filled), "tiers": [one for one in TIER_LETTERS if one in _ticked(filled, "tiers")]},
    }
    try:
        return read(changed)
    except BadSubscription:
        raise NotFilledIn(call.words("forms.wrong.form")) from None


def _part(filled: Filled, block: str) -> str | None:
    found = filled.text(block)
    return None if found in ("", ALL) else found


def _group(call: Call, filled: Filled) -> str | None:
    """The account whose group is meant: from the menu by id, typed by name."""
    found = _part(filled, "group")
    if found is None:
        return None
    chosen = "selected_option" in filled.field("group")[1]
    return (call.account_of(found) if chosen else call.account(found)).account_id


def subscribe(call: Call, _text: str) -> Iterator[Effect]:
    """Saves what the preview showed, if everybody there may still see it."""
    filled = Filled.of(call.request)
    one, channel = _draft(call, filled), filled.known("c")
    refusal = _refusal(call, one)
    if refusal:
        yield here(call, refused_view(refusal, call.words, _given(call, one, channel)))
        return
    known = subscriptions(call.book.ledger).get(one.id)
    once = f"digest:{one.id}:{call.request.view.get('id') if known else 'new'}"
    # What a changed day or hour would have had due before is not missed; what is due from the click on is sent.
    # An alert goes on from what it looked at last: what it could not tell is told where it goes now.
    goes_on = known is not None and known.kind == one.kind == "alert"
    anew = one if goes_on else one.model_copy(update={"since": call.came})
    save(call.book.ledger, anew, at=call.now, by=call.user, once=once)
    call.about(*([one.wanted.group] if one.wanted.group else []))
    due = upcoming(anew, Digests(call.book.records).of(one.id), call.now)
    said = [call.words("digestforms.changed" if known else "digestforms.saved"), coming(anew, due, call.figures)]
    yield here(call, list_of(call, channel, " · ".join(filter(None, said))))
