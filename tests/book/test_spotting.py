"""The accounts that a free text speaks of are found, and ordinary words are no account."""

from __future__ import annotations

import pytest

from book.accounts import Account
from book.lookup import Lookup
from book.spotting import FEW, Spotter, names_of

ACCOUNTS = [
    Account("001", "ACME", ("ACME Industrial Group", "艾克美工業", "艾克美工业")),
    Account("002", "ACME Hydraulics Asia", ("艾克美液壓亞洲",), parent_id="001"),
    Account("003", "Kestrel Wind", ("紅隼風電",)),
    Account("004", "Müller & Söhne AG"),
    Account("005", "台積電股份有限公司"),
    Account("006", "Nordmark Distribution"),
    Account("007", "Orion Semiconductor", ("獵戶半導體",)),
    Account("008", "Pinnacle Robotics"),
    Account("C-77", "Quarry and Sons"),
    *(Account(f"1{n}", f"Golden {word}") for n, word in enumerate(("Gate", "Goose", "Wheel", "Crown", "Lion", "Rule"))),
]
SPOTTER = Spotter(Lookup(ACCOUNTS))


def spotted(text: str) -> list[tuple[str, ...]]:
    return [one.account_ids for one in SPOTTER.spot(text)]


@pytest.mark.parametrize(
    ("text", "account_id"),
    [
        ("rate 003 please", "003"),
        ("how is C-77?", "C-77"),
        ("how is c 77?", "C-77"),
        ("what about kestrel wind", "003"),
        ("KESTREL WIND!", "003"),
        ("Ｋｅｓｔｒｅｌ Ｗｉｎｄ", "003"),
        ("is Muller & Sohne late?", "004"),
        ("Quarry and Sons's margin", "C-77"),
        ("ACME Hydraulics Asia", "002"),
        ("the acme industrial group", "001"),
        ("艾克美工業為什麼是B級", "001"),
        ("艾克美工业怎么样", "001"),
        ("艾克美液壓亞洲呢", "002"),
        ("台積電最近怎麼樣", "005"),
        ("ACME最近怎麼樣", "001"),
        ("紅隼的毛利", "003"),
        ("Why is Kestrel a B?", "003"),
        ("Pinnacle: what next?", "008"),
        ("Orion Semiconducter", "007"),
        ("Why is Pinacle Robotics a C?", "008"),
        ("Nordmrak Distribution", "006"),
    ],
)
def test_one_account_is_meant(text: str, account_id: str) -> None:
    assert spotted(text) == [(account_id,)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "Which customers shrink?",
        "the distribution of our customers",
        "Distribution of tiers",
        "Semiconductor customers in the north",
        "at the pinnacle of success",
        "how do I wind down an account",
        "we quarry stone",
        "an acmea thing",
        "0031 or 1003",
        "Suppose we stop",
        "大客戶是什麼",
        "哪些客戶在流失利潤",
        "半導體業的客戶",
    ],
)
def test_ordinary_words_are_no_mention(text: str) -> None:
    assert spotted(text) == []


def test_the_longest_name_wins_and_is_said_once() -> None:
    found = SPOTTER.spot("Is ACME Hydraulics Asia like ACME Hydraulics Asia of old?")
    assert [(one.text, one.account_ids) for one in found] == [("acme hydraulics asia", ("002",))]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Compare Kestrel Wind with ACME", ["003", "001"]),
        ("ACME or ACME Hydraulics Asia?", ["001", "002"]),
        ("艾克美工業跟台積電哪個好", ["001", "005"]),
        ("Orion vs 紅隼風電", ["007", "003"]),
        ("compare ACME with Pinacle", ["001", "008"]),
    ],
)
def test_two_accounts_of_a_question_stand_in_its_order(text: str, ids: list[str]) -> None:
    assert spotted(text) == [(one,) for one in ids]


def test_a_first_word_that_several_share_may_mean_each_of_them() -> None:
    assert spotted("艾克美怎麼樣") == [("001", "002")]


def test_a_first_word_that_many_share_means_none_of_them() -> None:
    assert FEW < 6
    assert spotted("How is Golden doing?") == []
    assert spotted("How is Golden Goose doing?") == [("11",)]


def test_names_are_given_as_they_are_written() -> None:
    assert names_of(SPOTTER.spot("compare ACME with 台積電")) == ("acme", "台積電")


def test_an_empty_book_has_no_mentions() -> None:
    assert Spotter(Lookup([])).spot("How is ACME?") == []


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        ("幫我看一下 acme 跟 kestrel", [("001",), ("003",)]),
        ("compare acme and kestrel", [("001",), ("003",)]),
        ("acme vs kestrel?", [("001",), ("003",)]),
        ("does acme buy from orion suppliers", [("001",)]),
        ("kestrel populations", []),
    ],
)
def test_first_words_in_small_letters_are_names_in_chinese_and_at_the_end_of_several(
    text: str, accounts: list[tuple[str, ...]]
) -> None:
    assert [tuple(one[:1]) for one in spotted(text)] == accounts
