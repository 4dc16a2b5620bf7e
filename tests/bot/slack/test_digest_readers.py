"""Who reads a digest, when Slack does not say it at once, and when somebody comes while it waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from book.access import Access, Person, set_person
from bot.digest.allowed import why_not
from bot.digest.build import Builder
from bot.digest.health import healths
from bot.digest.posting import Posting
from bot.digest.subscription import Wanted
from prompts.words import words
from tests.bot.slack.running import NOW, WAIT
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.bot.slack.test_digest_alerts import AFTER, BEFORE
from tests.command import done
from workspace.faults import Faults

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
Fault = Callable[[Faults, int], object]
FAULTS: dict[str, Fault] = {
    "limited": lambda faults, times: faults.rate_limited("conversations.info", 1, times),
    "broken": lambda faults, times: faults.server_error("conversations.info", 500, times),
    "dropped": lambda faults, times: faults.reset("conversations.members", times, accepts=False),
    "nobody": lambda faults, times: faults.server_error("users.info", 500, times),
    "away": lambda faults, times: faults.refuse("conversations.members", "internal_error", times),
}


@pytest.fixture
def anew(made: Weeks) -> Weeks:
    """A bot that knows nobody yet."""
    made.bot.bot.services.directory._known.clear()
    return made


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_look_up_that_fails_is_made_again_at_once_then_later_and_nobody_hears_of_it(
    anew: Weeks, fault: Fault
) -> None:
    one = anew.subscribe()
    fault(anew.bot.slack.faults, 1)
    assert anew.at(MONDAY) == ["sent"]
    anew.bot.bot.services.directory._known.clear()
    fault(anew.bot.slack.faults, 2)
    assert anew.at(MONDAY + WEEK) == ["later"]
    _, row = anew.rows(one)
    assert (row.state, bool(row.why)) == ("due", True)
    assert anew.at(MONDAY + WEEK + MINUTE, anew.other()) == ["sent"], "by another process, too"
    assert len(anew.posts()) == 2
    assert [(one.state, one.why) for one in anew.rows(one)] == [("sent", None)] * 2
    assert anew.told() == []


def test_an_alert_waits_for_the_look_up_too(anew: Weeks) -> None:
    anew.subscribe(kind="alert", wanted=Wanted(team="Process"), since=BEFORE)
    anew.at(BEFORE)
    anew.bot.slack.faults.server_error("conversations.info", 500, times=2)
    assert anew.at(AFTER) == ["later"]
    assert anew.at(AFTER + MINUTE) == ["sent"]
    assert len(anew.posts()) == 1
    assert anew.told() == []


def test_weeks_of_that_pause_nothing(anew: Weeks) -> None:
    one = anew.subscribe()
    anew.bot.slack.faults.server_error("conversations.info", 500, times=1_000)
    assert [anew.at(MONDAY + n * WEEK) for n in range(5)] == [["later"]] * 5
    anew.bot.slack.faults.clear()
    assert anew.at(MONDAY + 5 * WEEK) == ["sent"]
    assert not anew.known(one).paused
    assert anew.told() == []
    assert sorted(row.state for row in anew.rows(one)) == ["sent", *["skipped"] * 5]


@pytest.mark.parametrize(
    ("method", "code", "said"),
    [
        ("conversations.info", "channel_not_found", "the channel is gone, or I am not in it"),
        ("conversations.members", "missing_scope", "the app lacks a permission"),
        ("users.info", "missing_scope", "the app lacks a permission"),
        ("users.info", "user_not_found", "there are guests in the channel"),
    ],
)
def test_what_slack_refuses_to_say_is_told_as_it_is(anew: Weeks, method: str, code: str, said: str) -> None:
    anew.subscribe()
    anew.bot.slack.faults.refuse(method, code)
    assert anew.at(MONDAY) == ["failed"]
    assert said in anew.told()[-1].text
    assert anew.posts() == []


def test_who_subscribes_meanwhile_is_told_to_try_again(anew: Weeks) -> None:
    one, services = anew.subscribe(), anew.bot.bot.services
    anew.bot.slack.faults.server_error("users.info", 500)
    with anew.bot.opened() as book:
        known = services.known(book).access
        said = why_not(one, book, known, services.directory, words("en"))
    assert said == "Slack does not say at the moment who is in the channel; try again in a few minutes."


# somebody comes


def joins(made: Weeks) -> None:
    made.bot.slack.people.join(made.channel, made.bot.person("gus"))


def loses_the_team(made: Weeks) -> None:
    with made.bot.opened() as book:
        set_person(book.ledger, Person(made.bot.person("maria").id, "manager", None, "Energy"), at=NOW, by="test")


def meanwhile(made: Weeks, method: str, times: int, happens: Callable[[Weeks], None], at: Any = MONDAY) -> list[str]:
    """What comes of a digest, where something happens after a call was made for so many times."""
    calls = lambda: sum(call.method == method for call in made.bot.slack.calls)  # noqa: E731
    before = calls()
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(made.at, at)
        made.bot.slack.until(lambda: calls() - before >= times, WAIT)
        happens(made)
        return sending.result(WAIT)


@pytest.mark.parametrize(("happens", "why"), [(joins, "guests in the channel"), (loses_the_team, "no longer see all")])
def test_what_changes_while_a_digest_waits_keeps_it_back(
    anew: Weeks, happens: Callable[[Weeks], None], why: str
) -> None:
    anew.subscribe(wanted=Wanted(group="001060") if happens is loses_the_team else Wanted(team="Machinery"))
    anew.bot.slack.faults.rate_limited("chat.postMessage", retry_after=2)
    assert meanwhile(anew, "chat.postMessage", 1, happens) == ["failed"]
    assert anew.posts() == []
    assert "was not sent" in anew.told()[-1].text
    assert why in anew.told()[-1].text


@pytest.mark.parametrize(
    ("method", "times", "stands"),
    [
        ("chat.postMessage", 2, 0),
        ("files.getUploadURLExternal", 1, 1),
        ("files.completeUploadExternal", 1, 1),
    ],
)
def test_what_is_not_posted_yet_when_somebody_comes_stays_away(
    anew: Weeks, method: str, times: int, stands: int
) -> None:
    one = anew.subscribe()
    if times == 1:
        anew.bot.slack.faults.rate_limited(method, retry_after=2)
    else:  # the details come at once after the message
        anew.bot.slack.faults.seconds_between_posts = 2.0
    assert meanwhile(anew, method, times, joins) == ["in part"]
    anew.bot.slack.faults.clear()
    (digest,) = anew.posts()
    assert len(anew.thread(digest)) == stands
    assert [(row.state, row.why) for row in anew.rows(one)] == [("sent", "guests")]
    (told,) = anew.told()
    assert told.text == (
        "The digest of week 51, 2025 was posted, but not all of its thread: there are guests in the channel."
    )
    assert anew.at(MONDAY + MINUTE) == [], "it is not begun again"


@pytest.mark.parametrize("after", [1, 2])
def test_the_readers_are_asked_for_before_the_details_and_each_file(
    anew: Weeks, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    anew.subscribe()
    real, said = Posting.say, list[str]()

    def say(*given: Any, **named: Any) -> Any:
        posted = real(*given, **named)
        said.append("said")
        if len(said) == after:
            joins(anew)
        return posted

    monkeypatch.setattr(Posting, "say", say)
    assert anew.at(MONDAY) == ["in part"]
    assert len(anew.thread(anew.posts()[0])) == after - 1


def test_who_comes_while_a_digest_is_made_keeps_it_back(anew: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    anew.subscribe()
    real = Builder.build

    def build(*given: Any, **named: Any) -> Any:
        joins(anew)
        return real(*given, **named)

    monkeypatch.setattr(Builder, "build", build)
    assert anew.at(MONDAY) == ["failed"]
    assert anew.posts() == []


def test_a_file_after_which_somebody_comes_is_the_last(anew: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    anew.subscribe()
    real = Posting.attach

    def attach(*given: Any, **named: Any) -> None:
        real(*given, **named)
        joins(anew)

    monkeypatch.setattr(Posting, "attach", attach)
    assert anew.at(MONDAY) == ["in part"]
    assert len(anew.thread(anew.posts()[0])) == 2
    with anew.bot.opened() as book:
        (health,) = healths(book, Access.of(book.ledger, book.accounts), anew.now)
    assert (health.in_part, health.well) == ("guests", False)
    listed = done("digest", "health", "--book", anew.bot.book).out
    assert "last on December 15, 2025, not all of its thread: there are guests in the channel" in " ".join(
        listed.split()
    )
