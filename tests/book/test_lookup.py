"""An account is found by whatever a salesperson types."""

from __future__ import annotations

import pytest

from book.accounts import Account
from book.errors import UnknownAccount
from book.lookup import Lookup, SeveralAccounts

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
