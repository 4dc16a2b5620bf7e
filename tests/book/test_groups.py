"""Groups of accounts: all below one, whatever stands in the column of parents, without a query for each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book.accounts import Accounts
from book.book import Book
from tests.book.staging import TERMS, account, staged

IDS = "abcdef"
PARENTS = st.dictionaries(st.sampled_from(IDS), st.sampled_from(IDS))


class Counted:
    """A store that answers from a table of parents, and counts what it is asked."""

    dialect = "sqlite"

    def __init__(self, book: Book) -> None:
        self.store, self.asked = book.store, 0

    def fetch(self, *given: object) -> object:
        self.asked += 1
        return self.store.fetch(*given)  # type: ignore[arg-type]


def below(one: str, parents: Mapping[str, str]) -> set[str]:
    """The account and all below it, by following every account up."""
    found = {one}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def test_a_group_is_read_level_by_level_in_each_engine(any_book: Book) -> None:
    tree = {"2": "1", "9": "1", "3": "9", "4": "2", "5": "4", "7": "6"}
    any_book.take(staged(accounts=[account(one, parent_id=tree.get(one)) for one in "123456789"]), TERMS)
    assert any_book.accounts.group("1") == ["1", "2", "9", "4", "3", "5"]
    assert any_book.accounts.group("8") == ["8"]
    assert any_book.accounts.head(["5", "2", "4"]) == "2"
    assert any_book.accounts.head(["5", "3"]) is None


@given(parents=PARENTS, some=st.lists(st.sampled_from(IDS), min_size=1, unique=True))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_groups_and_heads_are_those_of_the_definition(
    parents: dict[str, str], some: list[str], monkeypatch: pytest.MonkeyPatch, new_book: Book
) -> None:
    monkeypatch.setattr(Accounts, "_above", lambda _: dict(sorted(parents.items())))
    monkeypatch.setattr(Accounts, "_where", lambda _, _columns, _column, one: [c for c in IDS if parents.get(c) == one])
    for one in IDS:
        group = new_book.accounts.group(one)
        assert set(group) == below(one, parents)
        assert len(group) == len(set(group))
    first = next((one for one in some if set(some) <= below(one, parents)), None)
    assert new_book.accounts.head(some) == first


def test_many_accounts_are_read_at_once(new_book: Book) -> None:
    many = [account(f"K{n}", parent_id="H") for n in range(300)]
    new_book.take(staged(accounts=[account("H"), *many]), TERMS)
    counted = Counted(new_book)
    accounts = Accounts(counted)  # type: ignore[arg-type]
    assert len(accounts.group("H")) == 301
    assert accounts.head([*(f"K{n}" for n in range(300)), "H"]) == "H"
    assert accounts.head([f"K{n}" for n in range(300)]) is None
    assert counted.asked <= 6
