"""Slack's own client against the Web API: envelopes, state, scopes, pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from workspace.server import Server, seeded

METADATA = {"event_type": "digest", "event_payload": {"key": "2025-W07", "hash": "ab12"}}


def refused(call: Any, *args: Any, **named: Any) -> str:
    """The error that a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **named)
    return str(caught.value.response["error"])


def test_auth_test_says_who_the_bot_is(slack: Server, client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["team_id"]) == (slack.state.app.bot_user, slack.state.app.team_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"]


def test_a_wrong_token_no_token_and_the_app_token_are_refused(slack: Server) -> None:
    def with_token(token: str) -> WebClient:
        return WebClient(token, base_url=slack.base_url)

    assert refused(with_token("xoxb-wrong").auth_test) == "invalid_auth"
    assert refused(with_token("").auth_test) == "not_authed"
    assert refused(with_token(slack.state.app.app_token).auth_test) == "not_allowed_token_type"
    assert refused(WebClient(base_url=slack.base_url).apps_connections_open, app_token="xapp-wrong") == "invalid_auth"


def test_an_unknown_method_and_a_missing_scope_are_refused_by_name(slack: Server, client: WebClient) -> None:
    assert refused(client.api_call, "chat.shout") == "unknown_method"
    slack.state.app.scopes.remove("chat:write")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=slack.channel("sales").id, text="x")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "chat:write"


def test_a_message_is_posted_found_with_its_metadata_edited_and_deleted(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales").id
    ts = client.chat_postMessage(channel=sales, text="one", metadata=METADATA)["ts"]
    client.chat_postMessage(channel=sales, text="below", thread_ts=ts)
    plain = client.conversations_history(channel=sales)["messages"]
    assert [m["text"] for m in plain] == ["one"]
    assert "metadata" not in plain[0]
    found = client.conversations_history(channel=sales, oldest=ts, inclusive=True, include_all_metadata=True)[
        "messages"
    ]
    assert found[0]["metadata"] == METADATA
    assert found[0]["reply_count"] == 1
    assert [m["text"] for m in client.conversations_replies(channel=sales, ts=ts)["messages"]] == ["one", "below"]
    client.chat_update(channel=sales, ts=ts, text="two")
    assert slack.state.find(sales, ts).edits == ["one"]
    client.chat_delete(channel=sales, ts=ts)
    assert refused(client.chat_update, channel=sales, ts=ts, text="three") == "message_not_found"


def test_timestamps_are_unique_and_increase_while_the_clock_stands(slack: Server) -> None:
    slack.state.clock.freeze()
    sam, sales = slack.person("sam"), slack.channel("sales")
    stamps = [slack.people.say(sales, sam, "x").ts for _ in range(50)]
    assert stamps == sorted(set(stamps))


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(seeded(3).state.people) == list(seeded(3).state.people)
    assert list(seeded(3).state.people) != list(seeded(4).state.people)


def test_where_the_bot_may_not_post_it_is_told_why(slack: Server, client: WebClient) -> None:
    sales, deals = slack.channel("sales"), slack.channel("deals")
    bot = slack.state.app.bot_user
    assert refused(client.chat_postMessage, channel="C404", text="x") == "channel_not_found"
    assert refused(client.api_call, "chat.postMessage", json={"channel": sales.id}) == "no_text"
    assert refused(client.chat_postMessage, channel=sales.id, text="x", thread_ts="1.2") == "thread_not_found"
    gus = slack.person("gus").id
    assert refused(client.chat_postEphemeral, channel=deals.id, user=gus, text="x") == "user_not_in_channel"
    sales.members.remove(bot)
    deals.members.remove(bot)
    assert refused(client.chat_postMessage, channel=sales.id, text="x") == "not_in_channel"
    assert refused(client.chat_postMessage, channel=deals.id, text="x") == "channel_not_found"
    client.conversations_join(channel=sales.id)
    client.chat_postMessage(channel=sales.id, text="x")


def test_only_the_asker_sees_an_ephemeral_message(slack: Server, client: WebClient) -> None:
    sales, sam, maria = slack.channel("sales").id, slack.person("sam").id, slack.person("maria").id
    client.chat_postEphemeral(channel=sales, user=sam, text="for you")
    assert [m.text for m in slack.state.seen_by(sam, sales)] == ["for you"]
    assert slack.state.seen_by(maria, sales) == []
    assert client.conversations_history(channel=sales)["messages"] == []


def test_channels_and_people_say_what_audience_checks_need(slack: Server, client: WebClient) -> None:
    shared = client.conversations_info(channel=slack.channel("partners").id)["channel"]
    assert shared["is_ext_shared"]
    assert len(shared["shared_team_ids"]) == 2
    olaf = client.users_info(user=slack.person("olaf").id)["user"]
    assert olaf["is_stranger"]
    assert client.users_info(user=slack.person("gus").id)["user"]["is_restricted"]
    assert client.users_info(user=slack.person("nia").id, include_locale=True)["user"]["locale"] == "zh-TW"
    assert "locale" not in client.users_info(user=slack.person("nia").id)["user"]
    assert client.users_profile_get(user=slack.person("sam").id)["profile"]["email"] == "sam@nordwind.example"
    slack.state.app.scopes.remove("users:read.email")
    assert "email" not in client.users_info(user=slack.person("sam").id)["user"]["profile"]


def test_long_lists_come_in_pages(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales")
    pages = [page["members"] for page in client.conversations_members(channel=sales.id, limit=2)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [m for page in pages for m in page] == sales.members
    for n in range(5):
        client.chat_postMessage(channel=sales.id, text=str(n))
    texts = [m["text"] for p in client.conversations_history(channel=sales.id, limit=2) for m in p["messages"]]
    assert texts == ["4", "3", "2", "1", "0"]
    assert len(client.users_list()["members"]) == 5
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert {c["name"] for c in listed} == {"general", "sales", "deals", "partners"}


def test_a_dm_is_opened_once(slack: Server, client: WebClient) -> None:
    sam = slack.person("sam").id
    first = client.conversations_open(users=sam)["channel"]["id"]
    assert client.conversations_open(users=[sam])["channel"]["id"] == first
    assert client.chat_postMessage(channel=sam, text="hello")["channel"] == first
    assert client.conversations_info(channel=first)["channel"]["user"] == sam


def test_a_stream_is_written_in_pieces_and_dies_when_left_alone(slack: Server, client: WebClient) -> None:
    sales, sam = slack.channel("sales"), slack.person("sam")
    root = slack.people.say(sales, sam, "question")
    stream = client.chat_stream(
        channel=sales.id, thread_ts=root.ts, recipient_team_id=sam.team_id, recipient_user_id=sam.id, buffer_size=1
    )
    stream.append(markdown_text="one ")
    stream.append(markdown_text="two ")
    ts = stream.stop(markdown_text="three")["ts"]
    assert slack.state.find(sales.id, ts).text == "one two three"
    again = client.chat_startStream(
        channel=sales.id, thread_ts=root.ts, recipient_team_id=sam.team_id, recipient_user_id=sam.id
    )
    slack.state.clock.advance(301)
    error = refused(client.chat_appendStream, channel=sales.id, ts=again["ts"], markdown_text="late")
    assert error == "message_not_in_streaming_state"
    assert refused(client.chat_startStream, channel=sales.id, thread_ts=root.ts) == "missing_recipient_team_id"


def test_the_assistants_status_title_and_prompts_are_kept(slack: Server, client: WebClient) -> None:
    sam = slack.person("sam")
    root = slack.people.start_thread(sam)
    named = {"channel_id": root.channel, "thread_ts": root.ts}
    client.assistant_threads_setStatus(**named, status="looking it up")
    client.assistant_threads_setTitle(**named, title="ACME")
    client.assistant_threads_setSuggestedPrompts(**named, prompts=[{"title": "Why", "message": "Why B?"}])
    thread = slack.state.assistant(root.channel, root.ts)
    assert (thread.status, thread.title, len(thread.prompts)) == ("looking it up", "ACME", 1)
    many = [{"title": str(n), "message": "m"} for n in range(5)]
    assert refused(client.assistant_threads_setSuggestedPrompts, **named, prompts=many) == "invalid_arguments"


def test_what_the_app_posts_in_a_thread_takes_its_status_away(slack: Server, client: WebClient) -> None:
    root = slack.people.start_thread(slack.person("sam"))
    thread = slack.state.assistant(root.channel, root.ts)
    client.assistant_threads_setStatus(channel_id=root.channel, thread_ts=root.ts, status="looking it up")
    client.chat_postMessage(channel=root.channel, text="elsewhere")
    assert thread.status == "looking it up"
    client.chat_postMessage(channel=root.channel, thread_ts=root.ts, text="here")
    assert thread.statuses == ["looking it up", ""]


def test_a_reaction_a_permalink_and_the_team_are_there(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales")
    message = slack.people.say(sales, slack.person("sam"), "x")
    client.reactions_add(channel=sales.id, timestamp=message.ts, name="eyes")
    assert refused(client.reactions_add, channel=sales.id, timestamp=message.ts, name="eyes") == "already_reacted"
    link = client.chat_getPermalink(channel=sales.id, message_ts=message.ts)["permalink"]
    assert re.search(rf"/archives/{sales.id}/p\d+$", link)
    assert client.team_info()["team"]["name"] == "Nordwind"
