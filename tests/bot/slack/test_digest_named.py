"""What a digest names beside its accounts, the head of a group and the part of the book, is for who may see it alone."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from book.access import Access, set_team
from book.records.digests import Digests
from bot.digest.allowed import allowed
from bot.digest.sender import NotForThem
from bot.digest.subscription import Wanted
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.command import done, kam

HEAD = "001001"
"""ACME is Anna Keller's; the account below it is another's of the same team."""


def given_away(made: Weeks, account: str) -> None:
    """The account is another team's from now on."""
    file = made.bot.book.with_name("away.csv")
    file.write_text(f"account_id,name,team,owner\n{account},Project Falcon,Board,Nobody\n", encoding="utf-8")
    done("import", file, "--book", made.bot.book)


def test_a_group_whose_head_is_lost_is_not_sent_not_previewed_and_not_subscribed(made: Weeks) -> None:
    one = made.subscribe(wanted=Wanted(group=HEAD))
    given_away(made, HEAD)
    ran = kam("digest", "preview", one.id, "--book", made.bot.book)
    assert (ran.code, "Falcon" in ran.out + ran.err) == (1, False)
    user = made.bot.person("maria").id
    ran = kam("digest", "add", "--to", user, "--by", user, "--group", HEAD, "--book", made.bot.book)
    assert ran.code == 1
    assert made.at(MONDAY) == ["failed"]
    assert not made.posts()


def test_what_is_frozen_remembers_each_account_and_the_head(made: Weeks) -> None:
    one = made.subscribe(wanted=Wanted(group=HEAD, owner="林佳蓉"))
    made.at(MONDAY)
    (key,) = (row.key for row in made.rows(one))
    with made.bot.opened() as book:
        row = Digests(book.records).get(key)
    assert row is not None
    assert row.content is not None
    frozen = row.content["accounts"]
    assert sorted(frozen) == [HEAD, "001002"]
    given_away(made, "001002")
    with made.bot.opened() as book:
        services = made.bot.bot.services
        known = services.known(book).access
        with pytest.raises(NotForThem):
            allowed(one, book, known, services.directory, frozen=frozen)


@pytest.mark.parametrize(
    ("who", "lang", "said"),
    [
        ("maria", "en", "team Machinery and the teams below it"),
        ("maria", "zh-TW", "團隊 Machinery 及其下屬團隊"),
        ("maria", "zh-CN", "团队 Machinery 及其下属团队"),
        ("ada", "en", "all accounts of the book"),
    ],
)
def test_a_digest_says_of_which_part_of_the_book_it_is(made: Weeks, who: str, lang: str, said: str) -> None:
    one = made.subscribe(who, made.bot.person(who).id, wanted=Wanted(), lang=lang)
    made.at(MONDAY)
    assert f" · {said} · " in made.told(who)[0].text
    listed = done("digest", "list", "--lang", lang, "--json", "--book", made.bot.book).json
    assert [held["id"] for held in listed] == [one.id]
    assert said in " ".join(done("digest", "health", "--lang", lang, "--book", made.bot.book).out.split())


def test_the_table_of_a_digest_begins_no_cell_as_a_formula(made: Weeks) -> None:
    file = made.bot.book.with_name("names.csv")
    names = ["＝1+1", "＋1", "－1", "＠SUM(A1)", "=1+1"]
    rows = [f"X{n},{name},Machinery,Anna Keller" for n, name in enumerate(names)]
    file.write_text("\n".join(["account_id,name,team,owner", *rows]), encoding="utf-8")
    done("import", file, "--book", made.bot.book)
    made.subscribe()
    made.at(MONDAY)
    tables = [one.content for one in made.bot.slack.state.files.values() if one.name.endswith(".csv")]
    cells = [row[1] for row in csv.reader(io.StringIO((tables[0] or b"").decode("utf-8-sig"))) if row[0][:1] == "X"]
    assert len(cells) == len(names)
    assert all(cell.startswith("'") for cell in cells), cells


def test_a_digest_of_a_team_counts_the_teams_below_it(made: Weeks) -> None:
    """Process is below Machinery; Electronics is not, until somebody says so."""

    def counted(moment: datetime) -> set[str]:
        one = made.subscribe()
        made.at(moment)
        with made.bot.opened() as book:
            (sent,) = Digests(book.records).of(one.id)
            row = Digests(book.records).get(sent.key)
            assert row is not None
            assert row.content is not None
            return set(row.content["accounts"])

    def of(*teams: str) -> set[str]:
        with made.bot.opened() as book:
            held = Access.of(book.ledger, book.accounts).held
            return {account for account, (_, team) in held.items() if team in teams}

    assert counted(MONDAY) == of("Machinery", "Process") > of("Machinery")
    with made.bot.opened() as book:
        set_team(book.ledger, "Electronics", "Machinery", at=MONDAY, by="ada")
    assert counted(MONDAY + WEEK) == of("Machinery", "Process", "Electronics")
