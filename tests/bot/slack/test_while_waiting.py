"""What changes while Slack lets us wait: who reads, who may see. And answers of Slack that are no answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.slack.effects import Effect, Message, Say, Unfurl, Upload
from bot.slack.outbox import Outbox, metadata
from bot.slack.web import Refused, Unclear, Web
from tests.bot.slack.running import WAIT, Running
from tests.bot.slack.test_outbox import HELLO, Place, place  # noqa: F401 - a fixture


def test_who_joins_while_a_post_waits_does_not_read_it(bot: Running) -> None:
    deals, nia = bot.slack.channel("deals"), bot.person("nia")
    before = len(bot.own("maria"))
    bot.slack.faults.rate_limited("chat.postMessage", retry_after=2)
    bot.slack.people.mention(deals, bot.person("maria"), "why is Corvus Automotive tier B?")
    bot.slack.until(lambda: any(call.method == "chat.postMessage" for call in bot.slack.calls), WAIT)
    bot.slack.people.join(deals, nia)
    try:
        bot.slack.until(lambda: len(bot.own("maria")) > before, WAIT)
        assert not [one for one in bot.seen("nia", "deals") if "Corvus" in one.text]
        assert "Corvus" in bot.own("maria")[-1].text
    finally:
        deals.members.remove(nia.id)


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.google.com/file.csv",
        "https://files.slack.com.evil.example/x",
        "http://files.slack.com/x",
        "file:///etc/passwd",
    ],
)
def test_the_token_goes_to_slacks_own_host_alone(url: str) -> None:
    with pytest.raises(Refused, match="external_file"):
        Web("xoxb-1", "https://slack.com/api/").download({"url_private": url, "size": 1})


def test_a_file_that_lies_elsewhere_is_not_fetched() -> None:
    file = {"url_private": "https://files.slack.com/files-pri/T1-F1/x.csv", "size": 1, "is_external": True}
    with pytest.raises(Refused, match="external_file"):
        Web("xoxb-1", "https://slack.com/api/").download(file)


@pytest.mark.parametrize("answer", [{}, {"members": None}, {"members": []}, {"members": "U1"}])
def test_half_an_answer_about_members_is_none(
    bot: Running, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    asked = Web._asked

    def half(web: Web, method: str, channel: str, **given: Any) -> dict[str, Any]:
        return {"ok": True, **answer} if method == "conversations.members" else asked(web, method, channel, **given)

    monkeypatch.setattr(Web, "_asked", half)
    assert not bot.bot.services.directory.room(bot.slack.channel("deals").id).known


def test_an_answer_about_another_channel_is_none(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Web, "read", lambda *_, **__: {"channel": {"id": "C0", "is_im": True, "user": "U1"}})
    assert not bot.bot.services.directory.room("C1").known


def test_a_message_of_another_bot_with_our_mark_is_not_ours() -> None:
    posted: list[dict[str, Any]] = []
    outcomes = iter([Unclear("reset"), {"ts": "2.0"}])

    class Slack:
        def call(self, _method: str, **given: Any) -> dict[str, Any]:
            posted.append(given)
            outcome = next(outcomes)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        def pages(self, *_: Any, **__: Any) -> list[dict[str, Any]]:
            return [{"ts": "1.0", "user": "UOTHER", "metadata": metadata("k")}]

    outbox = Outbox(Slack(), "UBOT", sleep=lambda _: None, now=lambda: 100.0)  # type: ignore[arg-type]
    assert outbox.say(Message("hello"), "C1", None, "k").ts == "2.0"
    assert len(posted) == 2


@pytest.mark.parametrize("unclear", [False, True])
@pytest.mark.parametrize(
    ("method", "effect"),
    [
        ("chat.postMessage", lambda to, still: Say(HELLO, to, None, still)),
        ("files.getUploadURLExternal", lambda to, still: Upload("a.csv", b"1", "a", "", to, None, still)),
        ("files.completeUploadExternal", lambda to, still: Upload("a.csv", b"1", "a", "", to, None, still)),
        ("chat.unfurl", lambda to, still: Unfurl({"https://crm.example.com/1": {"blocks": []}}, to, "1.0", "", still)),
    ],
)
def test_what_waits_is_not_shown_where_it_may_not_be_any_more(
    place: Place,  # noqa: F811
    method: str,
    effect: Callable[[str, Callable[[], bool]], Effect],
    unclear: bool,
) -> None:
    faults = place.slack.faults
    faults.server_error(method) if unclear else faults.rate_limited(method)
    with pytest.raises(Refused, match="no_longer_allowed"):
        place.perform(effect(place.sales, lambda: not place.slept), place.mention())
    assert (place.slept != [], place.posts(), place.calls("chat.unfurl") <= 1) == (True, [], True)


def test_what_a_crash_left_is_looked_up_and_then_asked_about(place: Place) -> None:  # noqa: F811
    place.slack.faults.rate_limited("conversations.history")
    with pytest.raises(Refused, match="no_longer_allowed"):
        place.perform(Say(HELLO, place.sales, None, lambda: not place.slept), place.mention(), again=True)
    assert place.posts() == []


def test_a_large_company_is_read_at_once_and_not_person_by_person(bot: Running) -> None:
    directory = bot.bot.services.directory
    directory._known.clear()
    before = len(bot.slack.calls)
    for number in range(60):
        directory.profile(f"U{number:09d}")
    directory.profile(bot.person("sam").id)
    listed = [call for call in bot.slack.calls[before:] if call.method == "users.list"]
    assert 1 <= len(listed) <= 3
    assert not directory.profile(bot.person("sam").id).outside
