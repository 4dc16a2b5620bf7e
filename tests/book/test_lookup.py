"""An account is found by whatever a salesperson types."""

from __future__ import annotations

import time
from random import Random

import pytest

from book.accounts import Account
from book.errors import UnknownAccount
from book.lookup import Lookup, Match, SeveralAccounts

ACCOUNTS = [
    Account("001", "ACME", ("艾克美工業", "艾克美工业")),
    Account("002", "ACME Hydraulics Asia", parent_id="001"),
    Account("003", "Kestrel Wind GmbH"),
    Account("004", "Müller & Söhne AG"),
    Account("005", "台積電股份有限公司"),
    Account("006", "台灣電力公司"),
    Account("007", "Baltic Shipyards Group"),
    Account("008", "Kestrel Paper"),
    Account("0010", "Tannenberg", parent_id="007"),
]
LOOKUP = Lookup(ACCOUNTS)


@pytest.mark.parametrize(
    ("text", "account_id"),
    [
        ("001", "001"),
        ("acme", "001"),
        ("ＡＣＭＥ", "001"),
        ("艾克美工业", "001"),
        ("hydraulics", "002"),
        ("Kestrel Wind", "003"),
        ("kestrel wind ltd", "003"),
        ("Kestral Wnd", "003"),
        ("muller", "004"),
        ("Mueller & Sohne", "004"),
        ("台積電", "005"),
        ("積電", "005"),
        ("台灣", "006"),
        ("Shipyards Baltic", "007"),
        ("Tanenberg", "0010"),
    ],
)
def test_one_account_is_meant(text: str, account_id: str) -> None:
    assert LOOKUP.one(text).account_id == account_id


def test_several_matches_are_ranked_to_choose_from() -> None:
    with pytest.raises(SeveralAccounts) as caught:
        LOOKUP.one("kestrel")
    assert [m.account_id for m in caught.value.matches] == ["008", "003"]


def test_what_fits_nothing_is_said() -> None:
    for text in ("zzzz", "?", ""):
        with pytest.raises(UnknownAccount):
            LOOKUP.one(text)


def test_subsidiaries_follow_their_parent() -> None:
    assert [(m.account_id, m.how) for m in LOOKUP.find("Baltic")] == [("007", "start"), ("0010", "below")]


def plainly_below(found: list[Match], accounts: list[Account], limit: int) -> list[Match]:
    """Each match followed by the accounts below it that were not found themselves; of more than fit, none below."""
    if len(found) > limit:
        return found[:limit]
    listed: list[Match] = []
    for match in found:
        listed.append(match)
        for one in accounts:
            known = {m.account_id for m in (*found, *listed)}
            if one.parent_id == match.account_id and one.account_id not in known:
                listed.append(Match(one.account_id, one.name, "below", match.name, match.score - 1))
    return listed[:limit]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("limit", [1, 8, 30, 70, None])
def test_what_is_below_follows_as_a_plain_search_finds_it(seed: int, limit: int | None) -> None:
    random = Random(seed)
    names = ["Delta Works", "Delta Paper", "Omega"]
    ids = [f"{n:03d}" for n in range(60)]
    above = [random.choice([None, *ids]) for _ in ids]
    accounts = [Account(one, random.choice(names), parent_id=up) for one, up in zip(ids, above, strict=True)]
    lookup = Lookup(accounts)
    own = [one for one in lookup.find("delta", None) if one.how != "below"]
    most = len(accounts) if limit is None else limit
    assert lookup.find("delta", limit) == plainly_below(own, accounts, most)


def test_of_many_accounts_of_one_name_all_are_found_at_once() -> None:
    accounts = [Account(f"{n:05d}", "Ever Same", parent_id=f"{n // 2:05d}") for n in range(20_000)]
    lookup, began = Lookup(accounts), time.process_time()
    assert len(lookup.find("ever same", None)) == len(accounts)
    assert time.process_time() - began < 2  # a comparison of each with each takes ten times that
