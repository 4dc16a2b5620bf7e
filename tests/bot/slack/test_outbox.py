"""What the outbox does with each effect when Slack limits, refuses, breaks or loses: said once, and said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.slack.effects import Effect, Message, Open, Publish, Replace, Say, Show, Status, Stream, Tell, Unfurl, Upload
from bot.slack.incoming import request_of
from bot.slack.outbox import Outbox, Posted
from bot.slack.request import Request
from bot.slack.web import RateLimited, Refused, Unclear, Web
from workspace.server import Server, seeded
from workspace.things import Message as Shown

HELLO = Message("Hello")
MODAL = {
    "type": "modal",
    "callback_id": "it",
    "title": {"type": "plain_text", "text": "It"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Body"}}],
}


@dataclass
class Place:
    """A local Slack whose clock the outbox's waiting moves."""

    slack: Server
    slept: list[float] = field(default_factory=list)
    swept: list[tuple[str, str, str | None, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        web = Web(self.slack.state.app.bot_token, self.slack.base_url, self.slack.state.clock.now)
        sam = self.slack.person("sam")
        self.sam, self.sales = sam.id, self.slack.channel("sales").id
        self.outbox = Outbox(
            web,
            self.slack.state.app.bot_user,
            sleep=self.sleep,
            now=self.slack.state.clock.now,
            sweep_later=lambda *message: self.swept.append(message),
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.slack.state.clock.advance(seconds)

    def command(self, channel: str = "sales") -> Request:
        delivery = self.slack.people.slash(self.sam, self.slack.channel(channel), "/kam", "help")
        return self.taken(request_of(delivery.payload))

    def mention(self) -> Request:
        self.slack.people.mention(self.slack.channel("sales"), self.sam, "hello")
        return self.taken(request_of(self.slack.deliveries.all[-1].payload))

    def direct(self) -> Request:
        room = self.slack.state.direct([self.sam, self.slack.state.app.bot_user])
        self.slack.people.say(room, self.sam, "hello")
        return self.taken(request_of(self.slack.deliveries.all[-1].payload))

    def taken(self, request: Request | None) -> Request:
        assert request is not None
        return request.model_copy(update={"recorded": self.slack.state.clock.now()})

    def perform(self, effect: Effect, request: Request, *, again: bool = False) -> Posted | None:
        return self.outbox.perform(effect, request, "key#0", again=again)

    def posts(self, channel: str = "") -> list[Shown]:
        return [one for one in self.slack.state.messages[channel or self.sales] if one.bot_id and not one.deleted]

    def whispers(self) -> list[str]:
        return [one.text for one in self.slack.state.ephemerals if not one.deleted]

    def in_dm(self) -> list[str]:
        return [one.text for one in self.posts(self.slack.state.direct([self.sam, self.slack.state.app.bot_user]).id)]

    def calls(self, method: str) -> int:
        return sum(one.method == method for one in self.slack.calls)


@pytest.fixture
def place() -> Iterator[Place]:
    with seeded() as slack:
        yield Place(slack)


# what everybody sees


def test_a_message_is_posted_with_its_key_and_nothing_that_expands(place: Place) -> None:
    place.perform(Say(HELLO, place.sales), place.mention())
    (one,) = place.posts()
    assert one.metadata == {"event_type": "kam_answer", "event_payload": {"key": "key#0"}}
    assert (one.asked["parse"], one.asked["unfurl_links"], one.asked["link_names"]) == ("none", False, False)


def test_a_reset_after_the_message_was_taken_leaves_one(place: Place) -> None:
    place.slack.faults.reset("chat.postMessage", accepts=True)
    posted = place.perform(Say(HELLO, place.sales), place.mention())
    (one,) = place.posts()
    assert posted is not None
    assert posted.ts == one.ts
    assert place.swept, "an earlier attempt may still appear"


def test_a_reset_before_it_was_taken_posts_it_once(place: Place) -> None:
    place.slack.faults.reset("chat.postMessage", accepts=False)
    place.perform(Say(HELLO, place.sales), place.mention())
    assert len(place.posts()) == 1


def test_a_server_error_is_looked_up_before_it_is_tried_again(place: Place) -> None:
    place.slack.faults.server_error("chat.postMessage", times=3)
    place.perform(Say(HELLO, place.sales), place.mention())
    assert len(place.posts()) == 1
    assert place.calls("conversations.history") == 3


def test_where_the_history_lags_the_sweep_removes_the_later_double_only(place: Place) -> None:
    place.slack.faults.history_lag(30.0)
    place.slack.faults.reset("chat.postMessage", accepts=True)
    request = place.mention()
    place.perform(Say(HELLO, place.sales), request)
    place.outbox.perform(Say(Message("another"), place.sales), request, "key#1", again=False)
    first, second, other = place.posts()
    place.slack.state.clock.advance(60)
    assert place.outbox.sweep(*place.swept[0]) == 1
    assert place.posts() == [first, other]
    assert second.deleted
    assert place.outbox.sweep(*place.swept[0]) == 0


def test_a_sweep_goes_on_where_a_double_is_gone_already(place: Place) -> None:
    request = place.mention()
    for _ in range(3):
        place.perform(Say(HELLO, place.sales), request)
    place.slack.faults.refuse("chat.delete", "message_not_found")
    place.outbox.sweep("key#0", place.sales, None, request.recorded)
    assert len(place.posts()) == 2


def test_a_second_run_finds_what_the_first_posted(place: Place) -> None:
    request = place.mention()
    first = place.perform(Say(HELLO, place.sales, request.thread), request)
    second = place.perform(Say(HELLO, place.sales, request.thread), request, again=True)
    assert first is not None
    assert second is not None
    assert (second.ts, len(place.posts())) == (first.ts, 1)


def test_a_second_run_that_cannot_look_posts_nothing_and_says_so(place: Place) -> None:
    place.slack.state.app.scopes.discard("channels:history")
    with pytest.raises(Unclear, match="missing_scope"):
        place.perform(Say(HELLO, place.sales), place.mention(), again=True)
    assert place.posts() == []


def test_an_unclear_post_that_cannot_be_looked_up_is_not_posted_again(place: Place) -> None:
    place.slack.faults.reset("chat.postMessage", accepts=True)
    place.slack.faults.refuse("conversations.history", "not_in_channel", times=9)
    with pytest.raises(Unclear, match="not_in_channel"):
        place.perform(Say(HELLO, place.sales), place.mention())
    assert (len(place.posts()), place.calls("chat.postMessage")) == (1, 1)


def test_a_limit_is_waited_out_for_as_long_as_slack_says(place: Place) -> None:
    place.slack.faults.rate_limited("chat.postMessage", retry_after=17)
    place.perform(Say(HELLO, place.sales), place.mention())
    assert (place.slept, len(place.posts())) == ([17.0], 1)


def test_a_limit_that_is_met_again_and_again_loses_nothing(place: Place) -> None:
    place.slack.faults.rate_limited("chat.postMessage", retry_after=300, times=20)
    place.perform(Say(HELLO, place.sales), place.mention())
    assert (place.slept, len(place.posts())) == ([300.0] * 20, 1)


def test_nobody_else_calls_before_its_time_what_slack_limits(place: Place) -> None:
    place.slack.faults.rate_limited("chat.postMessage", retry_after=60)
    web = place.outbox.web
    for _ in range(2):
        with pytest.raises(RateLimited):
            web.call("chat.postMessage", channel=place.sales, text="one")
    assert place.calls("chat.postMessage") == 1
    web.call("chat.postMessage", channel=place.slack.channel("deals").id, text="in another channel")
    place.slack.state.clock.advance(60)
    web.call("chat.postMessage", channel=place.sales, text="one")


def test_blocks_that_slack_refuses_are_left_out(place: Place) -> None:
    wrong = Message("What it says", ({"type": "divider"},))
    place.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    place.perform(Say(wrong, place.sales), place.mention())
    (one,) = place.posts()
    assert (one.text, one.blocks) == ("What it says", [])


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "thread_not_found", "missing_scope"])
def test_what_slack_refuses_is_raised_at_once(place: Place, code: str) -> None:
    place.slack.faults.refuse("chat.postMessage", code)
    with pytest.raises(Refused, match=code):
        place.perform(Say(HELLO, place.sales), place.mention())
    assert place.calls("chat.postMessage") == 1


# what only the asker sees


def test_a_command_is_answered_at_its_address(place: Place) -> None:
    place.perform(Tell(HELLO), place.command())
    assert (place.whispers(), place.calls("chat.postEphemeral")) == (["Hello"], 0)


@pytest.mark.parametrize("accepts", [True, False])
def test_a_broken_answer_to_a_command_is_seen_once(place: Place, accepts: bool) -> None:
    place.slack.faults.reset("response_url", accepts=accepts)
    place.perform(Tell(HELLO), place.command())
    assert place.whispers() == ["Hello"]


def test_a_second_run_replaces_what_the_first_told(place: Place) -> None:
    request = place.command()
    place.perform(Tell(HELLO), request)
    place.perform(Tell(Message("Hello again")), request, again=True)
    assert place.whispers() == ["Hello again"]


def test_an_address_that_expired_gives_way_to_an_ephemeral_message(place: Place) -> None:
    request = place.command()
    place.slack.state.clock.advance(31 * 60)
    place.perform(Tell(HELLO), request)
    assert (place.whispers(), place.calls("chat.postEphemeral")) == (["Hello"], 1)


def test_an_address_that_is_used_up_gives_way_too(place: Place) -> None:
    request = place.command()
    for _ in range(6):
        place.perform(Tell(HELLO), request)
    assert len(place.whispers()) == 6


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/gone", "nowhere", "http://[", "ftp://x/y"])
def test_an_address_at_which_surely_nothing_arrives_gives_way_at_once(place: Place, url: str) -> None:
    request = place.command().model_copy(update={"response_url": url})
    place.perform(Tell(HELLO), request)
    assert (place.whispers(), place.calls("chat.postEphemeral"), place.slept) == (["Hello"], 1, [])


@pytest.mark.parametrize("code", ["user_not_in_channel", "channel_not_found", "is_archived"])
def test_what_cannot_be_told_in_the_channel_is_told_in_the_dm(place: Place, code: str) -> None:
    request = place.mention()
    place.slack.faults.refuse("chat.postEphemeral", code)
    place.perform(Tell(HELLO), request)
    assert (place.whispers(), place.in_dm()) == ([], ["Hello"])


def test_in_the_dm_it_is_a_message_that_is_there_once(place: Place) -> None:
    request = place.direct()
    place.slack.faults.reset("chat.postMessage", accepts=True)
    place.perform(Tell(HELLO), request)
    place.perform(Tell(HELLO), request, again=True)
    assert place.in_dm() == ["Hello"]


# what is no message


def test_a_modal_opens_while_the_click_is_fresh(place: Place) -> None:
    place.perform(Open(MODAL, HELLO), place.command())
    assert len(place.slack.state.modals_of(place.sam)) == 1
    assert place.whispers() == []


def test_a_click_that_is_too_old_is_answered_in_words(place: Place) -> None:
    request = place.command()
    place.slack.state.clock.advance(3.5)
    place.perform(Open(MODAL, HELLO), request)
    assert (place.whispers(), place.slack.state.modals_of(place.sam)) == (["Hello"], [])


def test_a_modal_that_was_closed_meanwhile_is_no_error(place: Place) -> None:
    place.slack.faults.refuse("views.update", "not_found")
    place.perform(Show("V1", MODAL), place.command())
    assert place.calls("views.update") == 1


def test_a_home_is_published_through_breaks(place: Place) -> None:
    place.slack.faults.reset("views.publish", accepts=False, times=2)
    place.perform(Publish(place.sam, {"type": "home", "blocks": MODAL["blocks"]}), place.command())
    assert place.slack.state.home_of(place.sam) is not None


def test_a_message_is_replaced_in_place(place: Place) -> None:
    request = place.mention()
    posted = place.perform(Say(HELLO, place.sales), request)
    assert posted is not None
    place.perform(Replace(Message("Done"), place.sales, posted.ts), request)
    assert [one.text for one in place.posts()] == ["Done"]


def test_an_ornament_that_fails_stops_nothing(place: Place) -> None:
    place.slack.faults.refuse("assistant.threads.setStatus", "missing_scope")
    place.perform(Status("Thinking", place.sales, "1.0"), place.mention())


def test_cards_below_links_go_by_channel_and_ts(place: Place) -> None:
    message = place.slack.people.share_link(place.slack.channel("sales"), place.sam, "https://crm.example.com/a/1")
    card = {"blocks": MODAL["blocks"]}
    place.perform(Unfurl({"https://crm.example.com/a/1": card}, place.sales, message.ts), place.mention())
    assert message.unfurls


def uploaded(place: Place) -> list[str]:
    return [place.slack.state.files[name].name for one in place.posts() for name in one.files]


@pytest.mark.parametrize("accepts", [True, False])
def test_a_file_of_which_it_is_unclear_stands_there_once(place: Place, accepts: bool) -> None:
    place.slack.faults.reset("files.completeUploadExternal", accepts=accepts)
    place.perform(Upload("p-key.png", b"bytes", "Pyramid", "A pyramid", place.sales), place.mention())
    assert uploaded(place) == ["p-key.png"]


def test_a_second_run_does_not_show_the_file_again(place: Place) -> None:
    request = place.mention()
    effect = Upload("p-key.png", b"bytes", "Pyramid", "A pyramid", place.sales)
    place.perform(effect, request)
    place.perform(effect, request, again=True)
    assert uploaded(place) == ["p-key.png"]


# streams


def streamed(place: Place, request: Request, *, again: bool = False) -> list[str]:
    assert request.thread
    place.perform(Stream(("one", "two", "three"), HELLO, place.sales, request.thread), request, again=again)
    return [one.text for one in place.posts()]


def test_a_stream_ends_as_the_whole_message(place: Place) -> None:
    assert streamed(place, place.mention()) == ["Hello"]
    assert place.calls("chat.appendStream") == 2


def test_a_stream_that_dies_midway_ends_as_the_whole_message(place: Place) -> None:
    place.slack.faults.refuse("chat.appendStream", "message_not_in_streaming_state")
    place.slack.faults.refuse("chat.stopStream", "message_not_in_streaming_state")
    assert streamed(place, place.mention()) == ["Hello"]
    assert place.posts()[0].metadata, "a message that ended bears its key"


@pytest.mark.parametrize("accepts", [True, False])
def test_a_stream_whose_start_is_unclear_is_seen_once(place: Place, accepts: bool) -> None:
    place.slack.faults.reset("chat.startStream", accepts=accepts)
    assert streamed(place, place.mention()) == ["Hello"]


def test_a_stream_that_slack_does_not_start_is_posted_whole_without_a_search(place: Place) -> None:
    place.slack.faults.refuse("chat.startStream", "missing_scope")
    assert streamed(place, place.mention()) == ["Hello"]
    assert (place.calls("conversations.replies"), place.swept) == (0, [])


@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream", "chat.update"])
def test_a_stream_that_a_dead_worker_left_is_ended_by_the_next(place: Place, method: str) -> None:
    request = place.mention()
    dead = ConnectionAbortedError("killed here")
    real = place.outbox.web.call

    def call(name: str, **arguments: object) -> dict[str, object]:
        if name == method:
            raise dead
        return real(name, **arguments)

    place.outbox.web.call = call  # type: ignore[method-assign]
    with pytest.raises(ConnectionAbortedError):
        streamed(place, request)
    place.outbox.web.call = real  # type: ignore[method-assign]
    assert streamed(place, request, again=True) == ["Hello"]


def test_real_waiting_is_the_clocks_own() -> None:
    began = time.monotonic()
    Outbox(Web("xoxb", "http://127.0.0.1:1/"), "U1").patience.wait(0.01)
    assert time.monotonic() - began >= 0.01


def test_certificates_are_read_once_not_for_each_call() -> None:
    web = Web("xoxb", "https://slack.example/api/")
    assert web.client.ssl is web.client.ssl is not None
