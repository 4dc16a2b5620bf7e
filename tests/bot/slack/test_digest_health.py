"""How digests are, in an admin's home and on the command line: runs, failures, items nobody owns, what nobody looks at."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from book.access import Access, Person, set_person
from bot.digest.described import troubles
from bot.digest.health import Health, healths
from bot.digest.posting import Posting
from bot.digest.subscription import Wanted, save
from bot.slack.answers.digest import home_section
from bot.slack.call import calling
from bot.slack.effects import Message
from bot.slack.kit import texts_of
from bot.slack.request import Request
from prompts.figures import Figures
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import words_in
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.bot.slack.test_digest_faults import Dead
from tests.command import done, kam


def health(made: Weeks) -> Health:
    with made.bot.opened() as book:
        return healths(book, Access.of(book.ledger, book.accounts), made.now)[0]


def home(made: Weeks) -> str:
    request = Request(kind="home", key="home:x", lane="x", team="T", user=made.bot.person("ada").id)
    with calling(made.bot.bot.services, request) as call:
        blocks = home_section(call)
    valid({"type": "home", "blocks": blocks})
    return "\n".join(texts_of(blocks))


def test_last_and_next_run(made: Weeks) -> None:
    assert "No digest is subscribed" in home(made)
    made.subscribe()
    made.at(MONDAY)
    found = health(made)
    assert found.last is not None
    assert (found.last.due, found.next) == (MONDAY, MONDAY + WEEK)
    assert found.well
    assert "1 digest is on time." in home(made)
    with made.bot.opened() as book:
        save(book.ledger, found.subscription.model_copy(update={"paused": True}), at=made.now, by="test")
    assert "on time" not in home(made)


def test_a_digest_that_fails_says_since_when_and_why(made: Weeks) -> None:
    made.subscribe()
    made.at(MONDAY)
    made.bot.slack.people.join(made.channel, made.bot.person("sam"))
    for n in (1, 2):
        made.at(MONDAY + n * WEEK)
    found = health(made)
    assert (found.failing, found.why) == (MONDAY + WEEK, "not all may see")
    assert "not sent since December 22, 2025: not everybody in the channel may see" in home(made)
    made.channel.members.remove(made.bot.person("sam").id)
    made.at(MONDAY + 3 * WEEK)
    assert health(made).failing is None


def test_what_nobody_clicked_on_for_four_weeks_is_ignored(made: Weeks) -> None:
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    ignored = []
    for n in range(5):
        made.at(MONDAY + n * WEEK)
        ignored.append(health(made).ignored)
    assert ignored == [False] * 4 + [True]
    assert "Nobody touched an item for four weeks." in home(made)
    last = [one for one in made.told("ada") if not one.is_reply][-1]
    made.chooses(last, 0, "details", "ada")
    made.bot.slack.until(lambda: made.bot.own("ada"), 15)
    assert not health(made).ignored, "a look is a touch"


@pytest.mark.parametrize(("kind", "advised"), [("weekly", True), ("monthly", False), ("alert", False)])
def test_what_is_ignored_is_to_be_sent_monthly_only_where_it_is_not(made: Weeks, kind: str, advised: bool) -> None:
    with made.bot.opened() as book:
        figures = Figures("en", "EUR", book.rubric_on(made.now.date()).rubric)
    said = troubles(Health(made.subscribe(kind=kind), ignored=True), figures)[-1]
    assert ("for four weeks" in said, "monthly" in said) == (True, advised)


def test_what_was_paused_or_changed_meanwhile_is_not_ignored_nor_failing(made: Weeks) -> None:
    one = made.subscribe()
    made.at(MONDAY)
    made.bot.slack.faults.refuse("chat.postMessage", "is_archived")
    assert made.at(MONDAY + WEEK) == ["failed"]
    made.now = MONDAY + 8 * WEEK - timedelta(days=1)
    assert health(made).failing
    with made.bot.opened() as book:
        save(book.ledger, one.model_copy(update={"since": made.now}), at=made.now, by=one.by)
    assert not health(made).failing
    assert made.at(MONDAY + 8 * WEEK) == ["sent"]
    assert not health(made).ignored


def test_an_admin_is_told_of_the_subscriber_not_of_themselves(made: Weeks) -> None:
    one = made.subscribe()
    with made.bot.opened() as book:
        set_person(book.ledger, Person(one.by, "owner", "Lars Holm"), at=made.now, by="test")
    for n in range(4):
        made.at(MONDAY + n * WEEK)
    assert "paused: who subscribed is no longer a manager or admin" in home(made)
    listed = done("digest", "list", "--book", made.bot.book).out
    assert "you are" not in listed


def test_what_stands_without_its_thread_a_week_later_is_not_called_missed(
    made: Weeks, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, real = made.subscribe(), Posting.say

    def dying(self: Posting, message: Message, channel: str, thread: str | None, *given: Any, **named: Any) -> Any:
        if thread is not None:
            raise Dead
        return real(self, message, channel, thread, *given, **named)

    monkeypatch.setattr(Posting, "say", dying)
    with pytest.raises(Dead):
        made.at(MONDAY)
    monkeypatch.setattr(Posting, "say", real)
    made.bot.slack.faults.refuse("chat.postMessage", "is_archived")
    assert made.at(MONDAY + WEEK, made.other()) == ["failed"]
    assert "last on December 15, 2025, not all of its thread: the bot was away before" in home(made)
    assert made.at(MONDAY + 2 * WEEK) == ["sent"]
    shown = words_in(made.posts()[-1])
    assert ("Since December 15, 2025" in shown, "Not sent" in shown) == (True, False)
    assert [row.state for row in made.rows(one)] == ["sent", "failed", "sent"]


def test_items_that_nobody_owns_are_counted(made: Weeks, tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("account_id,name,owner,team\n001200,Oldfield Mills,,Process\n", encoding="utf-8")
    done("import", accounts, "--book", made.bot.book)
    made.subscribe(wanted=Wanted(team="Process"))
    made.at(MONDAY)
    assert health(made).ownerless == ["001200"]
    assert "1 open item has no owner" in home(made)


def test_the_command_line_knows_the_same(made: Weeks) -> None:
    user, book = made.bot.person("ada").id, made.bot.book
    one = done("digest", "add", "--to", user, "--by", user, "--tz", "Asia/Taipei", "--json", "--book", book).json
    made.subscribe()
    made.at(MONDAY)
    listed = kam("digest", "list", "--json", "--book", book).json
    assert {found["id"] for found in listed} > {one["id"]}
    sent = next(found for found in listed if found["last_key"])
    shown = kam("digest", "show", sent["last_key"], "--json", "--book", book).json
    (post,) = made.posts()
    assert shown["message"]["text"] == post.text
    assert [dict(block, block_id="") for block in post.blocks] == [
        dict(block, block_id="") for block in shown["message"]["blocks"]
    ]
    text = done("digest", "show", sent["last_key"], "--book", book).out
    assert "Key accounts this week · team Machinery" in text
    done("digest", "pause", one["id"], "--book", book)
    assert {found["id"]: found["paused"] for found in kam("digest", "health", "--json", "--book", book).json}[one["id"]]
    done("digest", "delete", one["id"], "--book", book)
    assert one["id"] not in done("digest", "list", "--book", book).out


def test_a_past_digest_is_shown_as_it_was_after_the_book_has_changed(made: Weeks, tmp_path: Path) -> None:
    one = made.subscribe()
    made.at(MONDAY)
    key = made.rows(one)[0].key
    before = done("digest", "show", key, "--json", "--book", made.bot.book)
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("account_id,name,owner,team\n001002,Another Name,,Machinery\n", encoding="utf-8")
    done("import", accounts, "--book", made.bot.book)
    assert done("digest", "show", key, "--json", "--book", made.bot.book) == before


def test_cron_sends_what_is_due_where_slack_is_set_up(made: Weeks) -> None:
    made.now = MONDAY - timedelta(weeks=2)
    made.subscribe()
    app, slack = made.bot.slack.state.app, made.bot.slack
    there = {"SLACK_BOT_TOKEN": app.bot_token, "SLACK_API_URL": slack.base_url}
    alone = kam("digest", "send", "--book", made.bot.book)
    assert (alone.code, "SLACK_BOT_TOKEN is not set" in alone.err) == (1, True)
    sent = kam("digest", "send", "--json", "--book", made.bot.book, **there)
    assert [one["state"] for one in sent.json] == ["sent"]
    assert len(made.posts()) == 1
    assert kam("digest", "send", "--json", "--book", made.bot.book, **there).json == []


def test_who_may_not_subscribe_is_told_so(made: Weeks) -> None:
    sam, maria = made.bot.person("sam").id, made.bot.person("maria").id
    refused = kam("digest", "add", "--to", sam, "--by", sam, "--book", made.bot.book)
    assert (refused.code, "neither manager nor admin" in refused.err) == (1, True)
    others = kam("digest", "add", "--to", sam, "--by", maria, "--book", made.bot.book)
    assert "not everybody in the channel may see" in others.err
    zone = kam("digest", "add", "--to", maria, "--by", maria, "--tz", "Berlin", "--book", made.bot.book)
    assert "no IANA time zone" in zone.err
