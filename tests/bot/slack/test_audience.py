"""No leak: whoever could read what is shown in a conversation may see each account that it is about."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from book.access import Access, Person
from bot.slack.audience import audience
from bot.slack.people import Directory
from bot.slack.web import RateLimited, Refused, Unclear
from tests.bot.slack.running import WAIT, Running
from workspace.things import Message

SEED, TIMES = 20261125, 10_000
HOME, OTHER, BOT = "T1", "T2", "UBOT"
TEAMS = ("north", "south", "east", "west", "all")
OWNERS = ("Anna", "Ben", "Cleo")


@dataclass
class World:
    """A made-up company: who is who in Slack and in the book, and one conversation with some of them."""

    slack: Mapping[str, dict[str, Any]]
    roles: Mapping[str, Person]
    above: Mapping[str, str]
    held: Mapping[str, tuple[str | None, str | None]]
    channel: dict[str, Any]
    members: list[str]
    broken: Mapping[str, Exception]

    # what the bot asks Slack

    def read(self, method: str, **arguments: Any) -> dict[str, Any]:
        if method == "users.info":
            self._break(f"users.info {arguments['user']}")
            return {"user": self.slack[arguments["user"]]}
        self._break(method)
        return {"channel": self.channel}

    def pages(self, method: str, _items: str, **_: Any) -> list[str]:
        self._break(method)
        return list(self.members)

    def _break(self, what: str) -> None:
        if what in self.broken:
            raise self.broken[what]

    # what is true, told in other words than the bot's

    def readers(self) -> list[str]:
        """People who read the conversation, and machines of others."""
        inside = [self.channel["user"]] if self.channel.get("is_im") else [one for one in self.members if one != BOT]
        return [one for one in inside if not (self.slack[one]["is_bot"] and self.own(one))]

    def own(self, user: str) -> bool:
        of = self.slack[user]
        return of["team_id"] == HOME and not any(of.get(one) for one in ("is_restricted", "is_stranger", "deleted"))

    def sees(self, user: str, account: str) -> bool:
        person = self.roles.get(user)
        if person is None or account not in self.held or person.role == "none":
            return False
        owner, team = self.held[account]
        mine = owner is not None and owner == person.owner
        if person.role == "manager" and person.team is not None and team is not None:
            reached, grew = {person.team}, True
            while grew:  # from the manager down, where the bot goes from the account up
                below = {one for one, over in self.above.items() if over in reached} - reached
                reached, grew = reached | below, bool(below)
            return mine or team in reached
        return person.role == "admin" or mine

    def blind(self) -> bool:
        """Whether the bot could not find out who reads."""
        needed = {"conversations.info"} | (set() if self.channel.get("is_im") else {"conversations.members"})
        needed |= {f"users.info {one}" for one in (*self.members, self.channel.get("user")) if one and one != BOT}
        return bool(needed & set(self.broken))

    def strange(self) -> bool:
        """Whether others than the company's own read it."""
        return any(self.channel.get(one) for one in SHARED) or any(not self.own(one) for one in self.readers())


SHARED = ("is_ext_shared", "is_shared", "is_org_shared", "is_pending_ext_shared")


def made(draw: random.Random) -> World:
    """One of very many companies; most of its parts are ordinary, or nothing would ever be shown."""
    rarely = lambda chance: draw.random() < chance  # noqa: E731
    users = [f"U{at}" for at in range(draw.randint(1, 6))]
    slack = {
        one: {
            "id": one,
            "team_id": OTHER if rarely(0.05) else HOME,
            "is_restricted": rarely(0.05),
            "is_stranger": rarely(0.02),
            "deleted": rarely(0.02),
            "is_bot": rarely(0.1),
        }
        for one in users
    }
    role = lambda: draw.choice(("admin", "admin", "manager", "manager", "owner", "none"))  # noqa: E731
    roles = {
        one: Person(one, role(), draw.choice((None, *OWNERS)), draw.choice((None, "all", *TEAMS)))  # type: ignore[arg-type]
        for one in users
        if not rarely(0.1)
    }
    above = {one: draw.choice(TEAMS) for one in TEAMS if rarely(0.7)}
    held = {f"A{at}": (draw.choice((None, *OWNERS)), draw.choice((None, *TEAMS))) for at in range(4)}
    members = [BOT, *draw.sample(users, draw.randint(1, len(users)))]
    channel: dict[str, Any] = {"id": "C1", **{one: rarely(0.03) for one in SHARED}}
    if rarely(0.2):
        channel, members = {"id": "D1", "is_im": True, "user": draw.choice(users)}, []
    errors = (Refused("channel_not_found"), Refused("missing_scope"), Unclear("500"), RateLimited(30))
    calls = ("conversations.info", "conversations.members", *(f"users.info {one}" for one in users))
    broken = {one: draw.choice(errors) for one in calls if rarely(0.03)}
    return World(slack, roles, above, held, channel, members, broken)


def test_nothing_is_shown_to_whom_it_is_not_for_in_any_of_very_many_companies() -> None:
    draw, shown = random.Random(SEED), 0
    for at in range(TIMES):
        world = made(draw)
        room = Directory(world, HOME, BOT).room(world.channel["id"])  # type: ignore[arg-type]
        access = Access(world.roles, world.above, world.held)
        asker = draw.choice(sorted(world.slack))
        accounts = draw.sample([*world.held, "gone"], draw.randint(0, 2))
        found = audience(room, asker, accounts, access.may_see)
        case = f"seed {SEED}, company {at}: {world}, {asker} about {accounts}: {found}"
        alone = world.channel.get("user") == asker  # a machine that asks in its own conversation, too
        if found.everyone:
            shown += 1
            assert all(world.sees(one, account) for one in (asker, *world.readers()) for account in accounts), case
            assert alone or not (world.blind() or world.strange()), case
        elif not (world.blind() or world.strange()):
            assert not all(world.sees(one, account) for one in (asker, *world.readers()) for account in accounts), case
    print(f"seed {SEED}: {shown} of {TIMES} answers shown to all")  # noqa: T201
    assert TIMES / 10 < shown < TIMES / 2


# through the whole bot

FIGURE = "74.4"
ASKED = "what is the tier of ACME?"


def asked(bot: Running, channel: str, who: str = "sam") -> tuple[list[Message], list[Message]]:
    """What a mention brings: new messages that everybody sees, and those that only the asker sees."""
    place = bot.place(channel, who)
    posts = lambda: [one for one in bot.slack.state.messages[place.id] if one.bot_id]  # noqa: E731
    before, own = len(posts()), len(bot.own(who))
    say = bot.slack.people.say if channel == "dm" else bot.slack.people.mention
    say(place, bot.person(who), ASKED)
    bot.slack.until(lambda: len(posts()) + len(bot.own(who)) > before + own, WAIT)
    bot.slack.until(lambda: bot.bot.corridor.waiting()[0] == 0, WAIT)
    return posts()[before:], bot.own(who)[own:]


def open_to_all(bot: Running, channel: str) -> bool:
    """Whether a question about ACME is answered to all in a channel; the answer has the figure, wherever it is."""
    posts, own = asked(bot, channel)
    said = [*posts, *own]
    assert "ACME" in " ".join(one.text for one in said), "an answer comes in any case"
    assert not (posts and own)
    return bool(posts)


def test_in_a_conversation_of_those_who_may_see_it_all_see_the_answer(bot: Running) -> None:
    assert open_to_all(bot, "deals")
    assert open_to_all(bot, "dm")


@pytest.mark.parametrize("channel", ["partners", "sales", "general"])
def test_where_others_read_the_asker_alone_sees_it(bot: Running, channel: str) -> None:
    assert not open_to_all(bot, channel)


def test_who_is_there_is_looked_at_anew_for_each_answer(bot: Running) -> None:
    deals, nia = bot.slack.channel("deals"), bot.person("nia")
    assert open_to_all(bot, "deals")
    bot.slack.people.join(deals, nia)
    assert not open_to_all(bot, "deals")
    deals.members.remove(nia.id)
    assert open_to_all(bot, "deals")


def test_a_channel_that_is_shared_from_now_on_is_no_longer_open(bot: Running) -> None:
    deals = bot.slack.channel("deals")
    deals.is_ext_shared = True
    try:
        assert not open_to_all(bot, "deals")
    finally:
        deals.is_ext_shared = False
    assert open_to_all(bot, "deals")


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
@pytest.mark.parametrize("error", ["channel_not_found", "missing_scope", "ratelimited"])
def test_a_look_up_that_fails_counts_as_not_allowed(bot: Running, method: str, error: str) -> None:
    bot.bot.services.directory._known.clear()
    for failing in {method, method.replace("info", "list")} & {method, "users.list"}:
        bot.slack.faults.refuse(failing, error, times=50)
    try:
        assert not open_to_all(bot, "deals")
    finally:
        bot.slack.faults.clear()
        bot.bot.services.directory._known.clear()
        bot.bot.services.web._limited.clear()
    assert open_to_all(bot, "deals")


def test_a_server_that_fails_counts_as_not_allowed(bot: Running) -> None:
    bot.slack.faults.server_error("conversations.members", times=50)
    try:
        assert not open_to_all(bot, "deals")
    finally:
        bot.slack.faults.clear()


def test_somebody_who_may_see_nothing_is_told_nothing(bot: Running) -> None:
    posts, own = asked(bot, "general", "nia")
    assert FIGURE not in " ".join(one.text for one in [*posts, *own])


@pytest.mark.parametrize(
    ("said", "outside"),
    [
        ({"team_id": HOME}, False),
        ({"team_id": "E1", "enterprise_user": {"teams": [OTHER, HOME]}}, False),
        ({"team_id": "E1", "enterprise_user": {"teams": [OTHER]}}, True),
        ({"team_id": "E1", "enterprise_user": {"teams": [HOME]}, "is_restricted": True}, True),
        ({"team_id": "E1"}, True),
    ],
)
def test_in_an_organization_of_several_workspaces_ours_counts(said: dict[str, Any], outside: bool) -> None:
    world = World({"U1": {"id": "U1", **said}}, {}, {}, {}, {}, [], {})
    assert Directory(world, HOME, BOT).profile("U1").outside is outside  # type: ignore[arg-type]
