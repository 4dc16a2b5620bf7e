"""Who sees what: the list, and the two forms that change it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from book.access import ROLES, Access, Person
from bot.granting import described
from bot.slack.kit import Block, actions, button, context, entry, field, lines, modal, option, paragraph, select, span
from bot.slack.views.forms import LONGEST, metadata
from prompts.words import Words

SHOWN = 60
OPTIONS = 99
NONE = "-"
SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


def access_list(access: Access, words: Words, said: str = "") -> Block:
    """Everybody with a role, and the teams. `said`: what was just changed."""
    people = sorted(access.people.values(), key=lambda one: (ROLES.index(one.role), one.user))
    blocks = [paragraph(said)] if said else [paragraph(words("forms.access.lead"))]
    blocks.append(
        actions(
            button(words("forms.access.set_person"), "access_person", style="primary"),
            button(words("forms.access.set_team"), "access_team"),
        )
    )
    if people:
        blocks.append(lines([(_user(one), span(f"  {described(one, words)}")) for one in people[:SHOWN]]))
    else:
        blocks.append(paragraph(words("access.empty")))
    blocks += [context(words("forms.access.more", n=len(people) - SHOWN))] if len(people) > SHOWN else []
    below = [words("access.below", team=team, above=above) for team, above in sorted(access.above.items())]
    blocks += [lines(below[:SHOWN])] if below else []
    blocks.append(context(words("forms.access.ask")))
    return modal("notice", words("forms.access.title"), blocks, close=words("forms.close"))


def _user(person: Person) -> Block:
    """The person as Slack shows them; an id that is none of Slack's as text."""
    return {"type": "user", "user_id": person.user} if SLACK_ID.fullmatch(person.user) else span(person.user)


def person_form(owners: Sequence[str], teams: Sequence[str], words: Words) -> Block:
    """Who somebody is."""
    roles = [option(words(f"access.roles.{one}"), one, words(f"access.sees.{one}")) for one in ROLES]
    chosen = {"type": "users_select", "action_id": "user"}
    blocks = [
        entry("user", words("forms.access.user"), chosen),
        entry("role", words("forms.access.role"), select("role", roles, label=words("forms.choose"))),
        _one_of("owner", words("forms.access.owner"), owners, words, hint=words("forms.access.owner_hint")),
        _one_of("team", words("forms.access.team"), teams, words, hint=words("forms.access.team_hint")),
    ]
    return _form("access_person", blocks, words)


def team_form(teams: Sequence[str], words: Words) -> Block:
    """Which team a team is below."""
    blocks = [
        _one_of("team", words("forms.access.which"), teams, words),
        _one_of("above", words("forms.access.above"), teams, words, hint=words("forms.access.above_hint")),
    ]
    return _form("access_team", blocks, words)


def _form(callback: str, blocks: Sequence[Block], words: Words) -> Block:
    title, given = words("forms.access.title"), metadata(words)
    return modal(callback, title, blocks, submit=words("forms.save"), close=words("forms.close"), metadata=given)


def _one_of(block: str, label: str, values: Sequence[str], words: Words, hint: str = "") -> Block:
    """A menu of what the book knows; a text where that is too much for a menu."""
    if values and len(values) <= OPTIONS and all(len(one) <= 75 for one in values):
        options = [option(words("access.none"), NONE), *(option(one, one) for one in values)]
        return entry(block, label, select(block, options, label=words("forms.choose")), optional=True, hint=hint)
    return entry(block, label, field(block) | {"max_length": LONGEST}, optional=True, hint=hint)
