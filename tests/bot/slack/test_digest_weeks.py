"""Weekly digests through the whole bot: what arrives, once; what people do with it; what is said where it cannot be sent."""

from __future__ import annotations

import functools
import re
from datetime import timedelta
from pathlib import Path

from bot.digest.subscription import Wanted
from prompts.testing import HostileModel, ScriptedModel
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import words_in
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.bot.slack.test_agent import Uses, uses  # noqa: F401 - a fixture
from tests.command import done


def test_a_digest_arrives_once_with_details_picture_and_table_in_its_thread(made: Weeks) -> None:
    made.subscribe()
    assert made.at(MONDAY - timedelta(seconds=1)) == []
    assert made.at(MONDAY) == ["sent"]
    assert made.at(MONDAY + timedelta(minutes=1)) == []
    (digest,) = made.posts()
    valid(digest)
    assert digest.text.startswith("Key accounts this week · team Machinery")
    details, *files = made.thread(digest)
    assert any(block["type"] == "table" for block in details.blocks)
    names = [made.bot.slack.state.files[name] for one in files for name in one.files]
    assert [one.name.rpartition(".")[2] for one in names] == ["png", "csv"]
    assert "B:" in names[0].alt_text
    assert b"ACME Hydraulics Asia" in (names[1].content or b"")


def test_the_running_bot_sends_by_itself(made: Weeks) -> None:
    made.subscribe()
    made.now = MONDAY
    assert made.bot.bot.digests.tick() == 1
    made.bot.slack.until(lambda: len(made.thread(made.posts()[0])) == 3 if made.posts() else False, 15)
    assert len(made.posts()) == 1


def test_the_next_week_says_what_an_import_changed(made: Weeks, tmp_path: Path) -> None:
    made.subscribe()
    made.at(MONDAY)
    orders = tmp_path / "orders.csv"
    rows = [f"001002,X{n},1,2025-12-{16 + n},Pump,pumps,equipment,1,900000,900000,100000,TWD,," for n in range(5)]
    head = "account_id,order_id,line_no,order_date,product,category,kind,quantity,list_amount,net_amount,cost_amount"
    orders.write_text("\n".join([f"{head},currency,due_date,paid_date", *rows]), encoding="utf-8")
    done("import", orders, "--book", made.bot.book)
    made.at(MONDAY + WEEK)
    shown = words_in(made.posts()[-1])
    assert "Since December 15, 2025" in shown
    assert "ACME Hydraulics Asia" in shown, shown


def test_nothing_changed_is_one_line(made: Weeks) -> None:
    made.subscribe(wanted=Wanted(group="001060"), who="ada", to=made.bot.person("ada").id)
    made.at(MONDAY)
    made.at(MONDAY + timedelta(weeks=52))
    made.at(MONDAY + timedelta(weeks=53))
    assert "Nothing changed since December 31, 2025: 1 account, same tier, same flags." in words_in(
        [one for one in made.told("ada") if not one.is_reply][-1]
    )


def test_what_nobody_took_comes_again_and_then_before_the_manager(made: Weeks) -> None:
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    for n in range(3):
        made.at(MONDAY + n * WEEK)
    digests = [one for one in made.told("ada") if not one.is_reply]
    (first, second, third), name = digests, "Oldfield Mills"
    lines = [next(one for one in made.items(digest) if name in one) for digest in (first, second, third)]
    assert "listed" not in lines[0]
    assert "listed 2 times by now" in lines[1]
    assert "listed 3 times by now" in lines[2]
    assert ["manager" in line for line in lines] == [False, False, True]


def test_a_claimed_item_is_said_to_all_and_does_not_come_again(made: Weeks) -> None:
    made.subscribe()
    made.at(MONDAY + 2 * WEEK)
    (digest,) = made.posts()
    before = made.items(digest)
    made.chooses(digest, 0, "claim")
    made.bot.slack.until(lambda: "✋ maria is on it." in words_in(made.posts()[0]), 15)
    assert [one.split("\n✋")[0] for one in made.items(made.posts()[0])] == before, "nothing else was changed"
    made.at(MONDAY + 3 * WEEK)
    account = re.match(r"1\. (.+?)( \(| fell|:)", before[0])
    assert account
    assert account[1] not in "".join(made.items(made.posts()[-1]))


def test_what_was_put_off_comes_again_two_weeks_later(made: Weeks) -> None:
    made.subscribe(wanted=Wanted(tiers=("B", "C")))
    made.at(MONDAY + 2 * WEEK)
    found = re.match(r"1\. (.+? \(tier .\), P. )", made.items(made.posts()[0])[0])
    assert found
    made.chooses(made.posts()[0], 0, "snooze")
    made.bot.slack.until(lambda: "put it off until January 12, 2026" in words_in(made.posts()[0]), 15)
    listed = []
    for n in (3, 4, 5):
        made.at(MONDAY + n * WEEK)
        listed.append(found[1] in "".join(made.items(made.posts()[-1])))
    assert listed == [False, True, True]


def test_details_are_for_whoever_may_see_the_account_and_for_them_alone(made: Weeks) -> None:
    made.subscribe()
    made.at(MONDAY + 2 * WEEK)
    made.channel.members.append(made.bot.person("sam").id)
    digest = made.posts()[0]
    before = digest.blocks
    place = next(n for n, item in enumerate(made.items(digest)) if "Anna Keller" not in item)
    for who, text in (("maria", "of 100"), ("sam", "No account that you may see fits")):
        made.chooses(digest, place, "details", who)
        made.bot.slack.until(functools.partial(made.bot.own, who), 15)
        assert text in words_in(made.bot.own(who)[-1])
    made.chooses(digest, place, "claim", "sam")
    made.bot.slack.until(lambda: len(made.bot.own("sam")) == 2, 15)
    assert "No account that you may see fits" in made.bot.own("sam")[-1].text
    assert made.posts()[0].blocks == before


def test_hostile_names_are_text_and_no_formulas(made: Weeks, tmp_path: Path) -> None:
    name = '=HYPERLINK("https://evil.example") <!channel> *x*'
    accounts = tmp_path / "accounts.csv"
    quoted = name.replace('"', '""')
    accounts.write_text(f'account_id,name,owner,team\n+1,"{quoted}",@Lars,Machinery\n', encoding="utf-8")
    done("import", accounts, "--book", made.bot.book)
    made.subscribe()
    made.at(MONDAY)
    (digest,) = made.posts()
    valid(digest)
    details, *files = made.thread(digest)
    valid(details)
    assert not re.search(r"<[!@#h]", digest.text)
    table = made.bot.slack.state.files[files[-1].files[0]].content or b""
    cells = table.decode("utf-8-sig")
    assert not re.search(r'(^|,)"?[=+@]', cells, re.MULTILINE)
    assert "'=HYPERLINK" in cells


def test_a_model_may_word_the_headline_and_is_named(made: Weeks, uses: Uses) -> None:  # noqa: F811
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    model = ScriptedModel({"sentences": [{"text": "{book.count1}: talk about {a.name}, now {a.after}, and {b.name}."}]})
    uses(model)
    made.at(MONDAY + 2 * WEEK)
    digest = made.told("ada")[0]
    shown = words_in(digest)
    assert "3 down: talk about Terranova Fertilizer, now tier C, and ACME Hydraulics Asia." in shown
    assert "Headline worded by scripted." in shown
    assert "Terranova" not in model.seen[0][1], "a name instructs nobody"
    assert digest.text.endswith("Since December 22, 2025: 3 down, 1 new flag and 1 flag cleared.")


def test_what_a_model_makes_up_is_not_sent(made: Weeks, uses: Uses) -> None:  # noqa: F811
    made.subscribe(wanted=Wanted(), who="ada", to=made.bot.person("ada").id)
    uses(HostileModel())
    made.at(MONDAY + 2 * WEEK)
    shown = words_in(made.told("ada")[0])
    assert "Since December 22, 2025: 3 down, 1 new flag and 1 flag cleared." in shown
    assert "worded by" not in shown
