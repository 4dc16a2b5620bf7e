"""/kam access, for admins: who sees what, forms that change it, and why somebody sees an account or does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from book.access import ROLES, Access
from bot.granting import Granting, NotGranted, described, lacks, reason
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import paragraph
from bot.slack.modals.forms import Filled, here, in_the_form, judged, opened, refused, taken, wrong_text
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.access_form import NONE, access_list, person_form, team_form

TITLE = "forms.access.title"
WHO = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@?(\S+)")
LOOKED_UP = 200
"""People of the book whose names are asked of Slack, to find the one that is meant by name."""


def register(routes: Routes) -> None:
    """The word, the forms and their buttons."""
    routes.command("access", access, roles=("admin",), group="more")
    routes.action("access_form", again)
    routes.action("access_person", ask_person)
    routes.action("access_team", ask_team)
    routes.form("access_person", save_person, check_person)
    routes.form("access_team", save_team, check_team)


def access(call: Call, text: str) -> Iterator[Effect]:
    """The list; with a person and an account, why that person sees it or does not."""
    if not text:
        yield opened(call, access_list(call.access, call.words), "access_form", {})
        return
    found = WHO.match(text)
    user = _user(call, found[1] or "", found[2] or "") if found else ""
    rest = text[found.end() :].strip() if found else ""
    if not user or not rest:
        raise NotGranted(call.words("forms.access.use" if user or not rest else "forms.access.who"))
    account = call.account(rest)
    call.about(account.account_id)
    said = reason(call.access, user, call.services.directory.profile(user).name or user, account, call.words)
    yield Tell(Message(said, (paragraph(said),)))


def _user(call: Call, mentioned: str, named: str) -> str:
    """The user of a mention, an id, or the name of somebody whom the book knows; "" for nobody."""
    known = list(call.access.people)
    if mentioned or named in known:
        return mentioned or named
    names = {one: call.services.directory.profile(one).name.casefold() for one in known[:LOOKED_UP]}
    return next((one for one, name in names.items() if name == named.casefold()), "")


def again(call: Call, _text: str) -> Iterator[Effect]:
    """Opens the list."""
    call.require("admin")
    yield opened(call, access_list(call.access, call.words), "access_form", {})


@in_the_form(TITLE)
def ask_person(call: Call, _text: str) -> Iterator[Effect]:
    """The form of a person."""
    call.require("admin")
    owners = sorted({owner for owner, _ in call.access.held.values() if owner})
    yield here(call, person_form(owners, call.access.teams, call.words))


@in_the_form(TITLE)
def ask_team(call: Call, _text: str) -> Iterator[Effect]:
    """The form of a team."""
    call.require("admin")
    yield here(call, team_form(call.access.teams, call.words))


def _chosen(filled: Filled, block: str) -> str | None:
    found = filled.text(block)
    return None if found in ("", NONE) else found


def check_person(request: Request) -> Acked:
    """Somebody is chosen, with a role and what the role needs."""
    filled = Filled.of(request)
    words, role = filled.words, filled.text("role")
    errors = {block: wrong for block in ("owner", "team") if (wrong := wrong_text(filled, block, needed=False))}
    errors |= {block: words("forms.wrong.needed") for block in ("user", "role") if not filled.text(block)}
    lacking = lacks(role, _chosen(filled, "owner"), _chosen(filled, "team"))
    if lacking:
        errors["owner" if lacking == "needs_owner" else "team"] = words(f"access.{lacking}")
    if role and role not in ROLES:
        errors["role"] = words("forms.wrong.needed")
    return refused(errors) if errors else taken(words, words(TITLE))


def check_team(request: Request) -> Acked:
    """A team is named."""
    filled = Filled.of(request)
    wrong = {block: wrong_text(filled, block, needed=False) for block in ("team", "above")}
    wrong |= {} if _chosen(filled, "team") else {"team": filled.words("forms.wrong.needed")}
    return judged(filled, wrong, TITLE)


def _granting(call: Call) -> Granting:
    """The asker, who must be an admin, as one who says who sees what. Raises NoRole."""
    call.require("admin")
    return Granting(call.book.ledger, call.access, call.words, call.now, call.user, call.key("access"))


@in_the_form(TITLE)
def save_person(call: Call, _text: str) -> Iterator[Effect]:
    """Records who somebody is."""
    filled = Filled.of(call.request)
    made = _granting(call).person(
        filled.text("user"), filled.text("role"), _chosen(filled, "owner"), _chosen(filled, "team")
    )
    now = Access.of(call.book.ledger, call.book.accounts)
    name = call.services.directory.profile(made.user).name or made.user
    said = call.words("access.person", who=name, what=described(made, call.words), n=len(now.seen_by(made.user)))
    yield here(call, access_list(now, call.words, said))


@in_the_form(TITLE)
def save_team(call: Call, _text: str) -> Iterator[Effect]:
    """Records which team a team is below."""
    filled = Filled.of(call.request)
    team, above = _chosen(filled, "team") or "", _chosen(filled, "above")
    granting = _granting(call)
    if not team:
        raise NotGranted(call.words("access.no_team"))
    granting.team(team, above)
    said = call.words("access.below", team=team, above=above) if above else call.words("access.top", team=team)
    yield here(call, access_list(Access.of(call.book.ledger, call.book.accounts), call.words, said))
