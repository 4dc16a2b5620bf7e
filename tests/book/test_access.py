"""Access against a model of it that is written another way: no combination of people, teams and accounts leaks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from book.access import ROLES, Access, Person, set_person, set_team
from book.book import Book
from book.sample import path
from tests.command import done

USERS, OWNERS, TEAMS, ACCOUNTS = ("U1", "U2", "U3"), ("Ann", "Bo"), ("T1", "T2", "T3", "T4"), ("1", "2", "3", "4")
PEOPLE = st.dictionaries(
    st.sampled_from(USERS),
    st.tuples(st.sampled_from(ROLES), st.none() | st.sampled_from(OWNERS), st.none() | st.sampled_from(TEAMS)),
)
ABOVE = st.dictionaries(st.sampled_from(TEAMS), st.sampled_from(TEAMS))
HELD = st.fixed_dictionaries(
    {one: st.tuples(st.none() | st.sampled_from(OWNERS), st.none() | st.sampled_from(TEAMS)) for one in ACCOUNTS}
)
NOW = datetime(2025, 12, 31, tzinfo=UTC)


def modelled(access: Access, user: str) -> set[str]:
    """What a user sees, built from the accounts' side: teams reached downwards, as sets."""
    person = access.people.get(user)
    if person is None or person.role == "none":
        return set()
    if person.role == "admin":
        return set(access.held)
    own = {one for one, (owner, _) in access.held.items() if owner is not None and owner == person.owner}
    if person.role == "owner":
        return own
    below = {person.team} - {None}
    for _ in TEAMS:
        below |= {team for team, above in access.above.items() if above in below}
    return own | {one for one, (_, team) in access.held.items() if team in below}


@settings(max_examples=500, deadline=None)
@given(PEOPLE, ABOVE, HELD)
def test_nobody_sees_more_or_less_than_the_rules_say(
    people: dict[str, tuple[str, str | None, str | None]],
    above: dict[str, str],
    held: dict[str, tuple[str | None, str | None]],
) -> None:
    compared(people, above, held)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(PEOPLE, ABOVE, HELD)
def test_nobody_does_in_ten_thousand_combinations(
    people: dict[str, tuple[str, str | None, str | None]],
    above: dict[str, str],
    held: dict[str, tuple[str | None, str | None]],
) -> None:
    compared(people, above, held)


def compared(
    people: dict[str, tuple[str, str | None, str | None]],
    above: dict[str, str],
    held: dict[str, tuple[str | None, str | None]],
) -> None:
    access = Access({user: Person(user, *rest) for user, rest in people.items()}, above, held)  # type: ignore[arg-type]
    seen = {user: set(access.seen_by(user)) for user in USERS}
    for user in USERS:
        assert seen[user] == modelled(access, user)
    for account in ACCOUNTS:
        assert access.all_may_see(USERS, account) == all(account in seen[user] for user in USERS)
        assert not access.may_see("U9", account)
    assert not any(access.may_see(user, "unknown") for user in USERS)
    for user in USERS:
        for accounts in (ACCOUNTS, ACCOUNTS[:2], [*seen[user]], [*seen[user], "unknown"]):
            alike = access.representatives(accounts)
            assert all(access.may_see(user, one) for one in alike) == all(access.may_see(user, one) for one in accounts)


@pytest.fixture
def book(tmp_path: object) -> Book:
    location = f"{tmp_path}/kam.db"
    done("import", path(), "--base-currency", "EUR", "--book", location)
    return Book(location)


def test_the_latest_word_on_a_person_counts_and_every_word_is_kept(book: Book) -> None:
    set_person(book.ledger, Person("U1", "owner", owner="Sofia Rossi"), at=NOW, by="U0")
    before = Access.of(book.ledger, book.accounts)
    assert {before.held[one][0] for one in before.seen_by("U1")} == {"Sofia Rossi"}
    set_person(book.ledger, Person("U1", "none"), at=NOW, by="U0")
    assert Access.of(book.ledger, book.accounts).seen_by("U1") == []
    assert len(book.ledger.events("person")) == 2
    book.close()


def test_a_manager_sees_the_teams_below(book: Book) -> None:
    set_person(book.ledger, Person("U1", "manager", team="Industry"), at=NOW, by=None)
    assert Access.of(book.ledger, book.accounts).seen_by("U1") == []
    for team in ("Energy", "Water"):
        set_team(book.ledger, team, "Industry", at=NOW, by=None)
    found = Access.of(book.ledger, book.accounts)
    assert {found.held[one][1] for one in found.seen_by("U1")} == {"Energy", "Water"}
    account = found.seen_by("U1")[0]
    assert found.answer("U1", account).why == "team below"
    assert "Industry" in found.teams
    book.close()
