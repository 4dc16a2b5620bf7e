"""Digests in Slack: who gets what and when, the form that subscribes, and the preview before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.digest.subscription import ALERTS, FIRST_HOUR, KINDS, LAST_HOUR, Subscription
from bot.slack.effects import Block as Given
from bot.slack.effects import Message
from bot.slack.kit import (
    Block,
    actions,
    button,
    context,
    divider,
    entry,
    lines,
    modal,
    option,
    paragraph,
    person,
    plain,
    select,
    span,
    together,
)
from bot.slack.kit import field as typed
from bot.slack.views.forms import metadata
from prompts.words import LANGUAGES, Words, words
from scoring.rubric.models import TIER_LETTERS

SHOWN = 20
"""Subscriptions that are listed: each takes three blocks, and a modal holds a hundred."""
OPTIONS = 99
OPTION = 75
ALL = "-"
PREVIEWED = 80


@dataclass(frozen=True)
class Line:
    """A subscription in words. `notes`: when it came last and comes next, and what is wrong with it."""

    subscription: Subscription
    what: str
    when: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Choices:
    """What a person may restrict a digest to. `groups`: names of parent accounts by id."""

    team: Sequence[str] = ()
    region: Sequence[str] = ()
    owner: Sequence[str] = ()
    group: Mapping[str, str] = field(default_factory=dict)


def list_view(found: Sequence[Line], said: Words, channel: str, told: str = "", *, others: bool = False) -> Block:
    """All that somebody may change. `told`: what was just done. `others`: whether some are other people's."""
    blocks = [paragraph(told or said("digestforms.lead" if found else "digestforms.empty"))]
    blocks.append(actions(button(said("digestforms.new"), "digest_new", style="primary")))
    for one in found[:SHOWN]:
        blocks += [divider(), _line(one, said, others=others), _buttons(one.subscription, said)]
    rest = len(found) - SHOWN
    blocks += [context(said("digestforms.more", n=rest))] if rest > 0 else []
    given = metadata(said, c=channel)
    return modal("digests", said("digestforms.title"), blocks, close=said("forms.close"), metadata=given)


def _line(one: Line, said: Words, *, others: bool) -> Block:
    goes: list[Block | str] = [said("digestforms.here"), place(one.subscription.to, said), f" · {one.when}"]
    goes += [" · ", said("digestforms.by"), person(one.subscription.by)] if others else []
    return together(paragraph(span(one.what, bold=True)), lines([goes, (" · ".join(one.notes),)]))


def place(to: str, said: Words) -> Block:
    """Where a digest goes, in rich text: a channel by its name for whoever may know it, or somebody's DM."""
    if to.startswith(("U", "W")):
        return span(said("digestforms.dm"))
    return {"type": "channel", "channel_id": to}


def _buttons(one: Subscription, said: Words) -> Block:
    sure = {
        "title": plain(said("digestforms.sure")),
        "text": plain(said("digestforms.sure_text")),
        "confirm": plain(said("digestforms.delete")),
        "deny": plain(said("digestforms.keep")),
        "style": "danger",
    }
    other = "resume" if one.paused else "pause"
    row = [button(said(f"digestforms.{name}"), f"digest_{name}", {"s": one.id}) for name in ("preview", "edit", other)]
    delete = button(said("digestforms.delete"), "digest_delete", {"s": one.id}, style="danger")
    return actions(*row, delete | {"confirm": sure})


def form_view(choices: Choices, said: Words, given: Mapping[str, Any], start: Subscription) -> Block:
    """What, where and when. `start`: what stands in it in the beginning; `given`: what comes back with it."""
    wanted = start.wanted
    blocks = [
        _menu("kind", {one: said(f"digestforms.kinds.{one}") for one in KINDS}, start.kind, said),
        entry(
            "channel",
            said("digestforms.field.channel"),
            _channels(start),
            optional=True,
            hint=said("digestforms.field.channel_hint"),
        ),
        _menu("weekday", {str(at): said(f"digestforms.days.{at}") for at in range(7)}, str(start.weekday), said),
        _menu("hour", {str(at): f"{at}:00" for at in range(FIRST_HOUR, LAST_HOUR + 1)}, str(start.hour), said),
        entry(
            "tz",
            said("digestforms.field.tz"),
            typed("tz", initial=start.tz) | {"max_length": 60},
            hint=said("digestforms.field.tz_hint"),
        ),
        _menu("lang", {one: words(one)("language") for one in LANGUAGES}, start.lang, said),
        _part(
            "team",
            {one: one for one in choices.team},
            wanted.team,
            said,
            hint=said("digestforms.field.team_hint"),
        ),
        _part("region", {one: one for one in choices.region}, wanted.region, said),
        _part("owner", {one: one for one in choices.owner}, wanted.owner, said),
        _part("group", choices.group, wanted.group, said, hint=said("digestforms.field.group_hint")),
        _boxes("tiers", {one: one for one in TIER_LETTERS}, wanted.tiers, said),
        _boxes("alerts", {one: said(f"digestforms.events.{one}") for one in ALERTS}, start.alerts, said),
    ]
    title, submit = said("digestforms.title"), said("digestforms.see")
    return modal("digest_form", title, blocks, submit=submit, close=said("forms.cancel"), metadata=given)


def _channels(start: Subscription) -> Block:
    made: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return made if start.direct else made | {"initial_conversation": start.to}


def _menu(name: str, values: Mapping[str, str], chosen: str, said: Words) -> Block:
    options = [option(label, value) for value, label in values.items()]
    return entry(
        name, said(f"digestforms.field.{name}"), select(name, options, label=said("forms.choose"), chosen=chosen)
    )


def _part(name: str, values: Mapping[str, str], chosen: str | None, said: Words, hint: str = "") -> Block:
    """A menu of what there is; a text where that is too much for a menu."""
    fits = len(values) <= OPTIONS and all(len(one) <= OPTION and len(key) <= OPTION for key, one in values.items())
    label = said(f"digestforms.field.{name}")
    if not fits:
        return entry(name, label, typed(name, initial=chosen or "") | {"max_length": 200}, optional=True, hint=hint)
    options = [option(said("digestforms.all"), ALL), *(option(one, key) for key, one in values.items())]
    menu = select(name, options, label=said("digestforms.all"), chosen=chosen or ALL)
    return entry(name, label, menu, optional=True, hint=hint)


def _boxes(name: str, values: Mapping[str, str], ticked: Sequence[str], said: Words) -> Block:
    options = [option(label, value) for value, label in values.items()]
    made: Block = {"type": "checkboxes", "action_id": name, "options": options}
    on = [one for one in options if one["value"] in ticked]
    made |= {"initial_options": on} if on else {}
    hint = said("digestforms.field.alerts_hint") if name == "alerts" else ""
    return entry(name, said(f"digestforms.field.{name}"), made, optional=True, hint=hint)


def preview_view(
    message: Message, line: Line, said: Words, given: Mapping[str, Any] | None, lead: str, submit: str = ""
) -> Block:
    """What a digest would say, with where it goes and when. `submit`: the button that saves; without it one looks only."""
    one = line.subscription
    goes = paragraph(span(lead, bold=True), " ", said("digestforms.here"), place(one.to, said), f" · {line.when}")
    back = button(said("digestforms.back"), "digest_back" if submit else "digest_list")
    shown: list[Given] = [goes, actions(back), divider(), *message.blocks[:PREVIEWED]]
    blocks: list[Block] = [dict(block) for block in shown]
    title = said("digestforms.title")
    return modal("digest_save", title, blocks, close=said("forms.close"), submit=submit, metadata=given)


def refused_view(sentence: str, said: Words, given: Mapping[str, Any]) -> Block:
    """Why a digest cannot go there, and the way back to the form."""
    blocks = [paragraph(sentence), actions(button(said("digestforms.back"), "digest_back"))]
    return modal("notice", said("digestforms.title"), blocks, close=said("forms.close"), metadata=given)
