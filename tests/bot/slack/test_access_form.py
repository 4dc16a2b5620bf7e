"""Who sees what, in Slack: the list, the forms that change it, and why somebody sees an account or does not."""

from __future__ import annotations

import pytest

from tests.bot.slack.blocks import valid
from tests.bot.slack.filling import grown, held, opened, sent, shown, worked_on_again
from tests.bot.slack.running import Running, words_in
from workspace.things import View


def form(bot: Running, which: str) -> View:
    return shown(bot, opened(bot, "access", "ada"), which, which, "ada")


def test_access_is_for_admins(bot: Running) -> None:
    assert bot.run("access", "maria").text.startswith("Your role does not allow that.")
    view, before = form(bot, "access_person"), held(bot)
    view.user = bot.person("maria").id
    sent(bot, view, {"user": bot.person("maria").id, "role": "admin"}, "maria")
    assert "Your role does not allow that." in words_in(view)
    assert grown(before, held(bot)) == {}


def test_an_admin_says_who_somebody_is_and_they_see_it_at_once(bot: Running) -> None:
    nia, before = bot.person("nia").id, held(bot)
    assert "您目前看不到任何客戶" in bot.run("classify ACME", "nia").text
    view = form(bot, "access_person")
    valid(view)
    delivery = sent(bot, view, {"user": nia, "role": "owner", "owner": "Anna Keller"}, "ada")
    valid(view)
    assert "nia: account owner, accounts of Anna Keller; accounts seen: 6." in words_in(view)
    worked_on_again(bot, delivery)
    assert grown(before, held(bot)) == {"person": 1}
    assert "ACME" in words_in(bot.run("classify ACME", "nia"))
    sent(bot, form(bot, "access_person"), {"user": nia, "role": "none"}, "ada")
    assert "您目前看不到任何客戶" in bot.run("classify ACME", "nia").text


def test_what_a_role_needs_is_asked_at_the_field(bot: Running) -> None:
    view = form(bot, "access_person")
    sent(bot, view, {"user": bot.person("nia").id, "role": "owner", "owner": "-"}, "ada")
    assert view.errors == {"owner": "An account owner needs the name of an owner in the book."}
    sent(bot, view, {"role": "manager"}, "ada")
    assert view.errors == {"team": "A manager needs a team."}


def test_the_last_admin_stays(bot: Running) -> None:
    view, before = form(bot, "access_person"), held(bot)
    sent(bot, view, {"user": bot.person("ada").id, "role": "none"}, "ada")
    assert "last admin" in words_in(view)
    assert grown(before, held(bot)) == {}


def test_a_team_is_put_below_another_and_never_below_itself(bot: Running) -> None:
    before = held(bot)
    view = form(bot, "access_team")
    valid(view)
    sent(bot, view, {"team": "Energy", "above": "Machinery"}, "ada")
    assert "Team Energy is below Machinery." in words_in(view)
    assert grown(before, held(bot)) == {"team": 1}
    view = form(bot, "access_team")
    sent(bot, view, {"team": "Machinery", "above": "Energy"}, "ada")
    assert "would be below itself" in words_in(view)
    sent(bot, form(bot, "access_team"), {"team": "Energy", "above": "-"}, "ada")
    assert grown(before, held(bot)) == {"team": 2}


@pytest.mark.parametrize(
    ("who", "account", "said"),
    [
        ("sam", "ACME", "sam sees ACME: its owner is Anna Keller, and those are the accounts of sam."),
        (
            "sam",
            "Globex",
            "sam does not see Globex: its owner is James Porter, and sam sees the accounts of Anna Keller.",
        ),
        (
            "maria",
            "ACME",
            "maria sees ACME: it belongs to team Process, which is below team Machinery, which maria manages.",
        ),
        ("maria", "Corvus", "maria sees Corvus Automotive: it belongs to team Machinery, which maria manages."),
        ("gus", "ACME", "gus does not see ACME: nobody has said yet who gus is."),
        ("ada", "Globex", "ada sees Globex: an admin sees every account."),
    ],
)
def test_it_says_why_somebody_sees_an_account_or_does_not(bot: Running, who: str, account: str, said: str) -> None:
    assert bot.run(f"access <@{bot.person(who).id}|{who}> {account}", "ada").text == said


def test_a_person_can_be_named_without_a_mention(bot: Running) -> None:
    assert bot.run("access @sam ACME", "ada").text.startswith("sam sees ACME")
    assert bot.run("access @zoe ACME", "ada").text.startswith("Nobody of that name is known here.")
    assert bot.run("access @sam", "ada").text.startswith("Type “/kam access” alone")
