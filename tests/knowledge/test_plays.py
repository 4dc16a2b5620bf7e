"""The plays cover every verdict, and are chosen in the fixed order of the specification (§9)."""

from __future__ import annotations

import re
from itertools import chain, combinations, permutations, product
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from knowledge.plays import AT_MOST, Play, load, parse, parts_of, select

TIERS = ("A", "B", "C", "D")
QUADRANTS = ("invest", "defend", "cultivate", "serve lean")
PURE = ("intrinsic", "extrinsic", "strategic")
TYPES = (*PURE, "undetermined", *(f"mixed ({first}/{second})" for first, second in permutations(PURE, 2)))
PITFALLS = ("P1", "P2", "P3", "P4", "P5")
SETS = tuple(chain.from_iterable(combinations(PITFALLS, count) for count in range(6)))


def about(play: Play) -> str:
    """What the play was chosen for."""
    return play.when.leads[1] or "tier"


def expected(
    quadrant: str | None, value_type: str, fired: tuple[str, ...], verdict: str | None = None, tier: str | None = None
) -> list[str]:
    lean = tier in ("C", "D") and ("P2" in fired or quadrant == "cultivate")
    last = [fact for fact in (quadrant, "tier" if tier and not lean else None, verdict) if fact]
    return [*fired, *parts_of(value_type), *last][:AT_MOST]


def firsts(chosen: tuple[Play, ...]) -> list[str]:
    """What the plays were chosen for, each once: further plays for the same thing only fill up."""
    return list(dict.fromkeys(about(play) for play in chosen))


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("value_type", TYPES)
def test_every_rated_account_has_one_play_for_each_thing_said_of_it_in_the_fixed_order(
    tier: str, value_type: str
) -> None:
    for quadrant, fired, provisional in product((*QUADRANTS, None), SETS, (False, True)):
        chosen = select(tier=tier, quadrant=quadrant, value_type=value_type, fired=fired, provisional=provisional)
        verdict = "provisional" if provisional else None
        assert firsts(chosen) == expected(quadrant, value_type, fired, verdict, tier)


@pytest.mark.parametrize("value_type", TYPES)
def test_every_account_without_a_tier_has_them_too(value_type: str) -> None:
    without_p2 = [fired for fired in SETS if "P2" not in fired]  # P2 speaks of a tier; without one it cannot fire
    for quadrant, fired in product((*QUADRANTS, None), without_p2):
        chosen = select(tier=None, quadrant=quadrant, value_type=value_type, fired=fired, rated=False)
        assert firsts(chosen) == expected(quadrant, value_type, fired, "not rated")


def test_pitfalls_come_in_their_own_order_however_they_are_given() -> None:
    chosen = select(tier="A", quadrant="invest", value_type="intrinsic", fired=["P5", "P1", "P3"])
    assert [about(play) for play in chosen] == ["P1", "P3", "P5", "intrinsic", "invest"]


def test_big_over_small_says_something_else_to_the_big_than_to_the_small() -> None:
    said = {tier: select(tier=tier, quadrant=None, value_type="undetermined", fired=["P2"])[0].id for tier in TIERS}
    assert said["A"] == said["B"] == "keep-principles-with-the-big"
    assert said["C"] == said["D"] == "pick-up-the-small-with-potential"


def test_a_mixed_type_has_the_plays_of_both_parts_first_one_first() -> None:
    chosen = select(tier="A", quadrant=None, value_type="mixed (strategic/intrinsic)", fired=[])
    assert [about(play) for play in chosen] == ["strategic", "intrinsic", "tier"]


def test_a_telling_combination_comes_before_the_plain_play() -> None:
    said = {
        kind: select(tier="A", quadrant="invest", value_type=kind, fired=["P5"])[0].id
        for kind in (*PURE, "undetermined")
    }
    assert len(set(said.values())) == len(said)
    assert said["undetermined"] == "trade-concessions"


def test_a_small_account_with_potential_is_not_also_served_lean() -> None:
    for fired, quadrant in ((["P2"], "serve lean"), ([], "cultivate")):
        chosen = select(tier="D", quadrant=quadrant, value_type="intrinsic", fired=fired)
        assert "tier-d-lean" not in [play.id for play in chosen]


def test_every_play_can_be_chosen() -> None:
    chosen = {
        play.id
        for tier, quadrant, value_type, fired, provisional in product(
            (*TIERS, None), QUADRANTS, TYPES, [(), *((p,) for p in PITFALLS)], (False, True)
        )
        for play in select(
            tier=tier,
            quadrant=quadrant,
            value_type=value_type,
            fired=fired,
            rated=tier is not None,
            provisional=provisional,
        )
    }
    assert chosen == {play.id for play in load().plays}


@pytest.mark.parametrize("play", load().plays, ids=lambda play: play.id)
def test_every_play_is_short_and_says_what_to_do_not_to_do_and_to_ask(play: Play) -> None:
    said = play.said("en")
    assert len(said.title) <= 70
    assert 2 <= len(said.do) <= 3
    assert 1 <= len(said.dont) <= 2
    assert 2 <= len(said.ask) <= 4
    assert all(line.startswith("Don't ") for line in said.dont)
    assert all(line.endswith("?") for line in said.ask)
    assert all(len(line) <= 190 for line in (*said.do, *said.dont, *said.ask))


def test_concessions_are_only_given_against_a_written_counter_commitment() -> None:
    for tier, pitfall in (("A", "P2"), ("A", "P5")):
        play = select(tier=tier, quadrant=None, value_type="undetermined", fired=[pitfall])[0]
        assert "written counter-commitment" in " ".join((*play.said("en").do, *play.said("en").dont))


def one(**changes: Any) -> str:
    play: dict[str, Any] = {
        "id": "a-play",
        "when": {"pitfall": "P1"},
        "passage": "pitfall-single-metric",
        "title": {"en": "Title"},
        "do": {"en": ["One", "Two"]},
        "dont": {"en": ["Three"]},
        "ask": {"en": ["Four?"]},
    }
    return yaml.safe_dump([play | changes], allow_unicode=True)


def test_a_language_that_is_not_there_yet_is_said_in_english() -> None:
    both = one(
        **{part: {"en": ["a"], "zh-TW": ["甲"]} for part in ("do", "dont", "ask")}, title={"en": "T", "zh-TW": "題"}
    )
    play = parse(both).plays[0]
    assert (play.said("zh-TW").title, play.said("zh-CN").title) == ("題", "T")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"when": {"unless": ["P1"]}}, "at least one of"),
        ({"when": {"pitfall": "P6"}}, "P5"),
        ({"title": {"zh-TW": "題"}}, "needs `en`"),
        ({"title": {"en": "T", "zh-TW": "題"}}, "same languages"),
        ({"passage": "Article 3"}, "pattern"),
        ({"hint": "x"}, "Extra inputs"),
        ({"title": {"fr": "T"}}, "fr"),
    ],
)
def test_a_play_that_does_not_hold_together_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        parse(one(**changes))


def test_languages_must_have_as_many_lines_and_ids_occur_once() -> None:
    unequal = {part: {"en": ["a", "b"], "zh-TW": ["甲"]} for part in ("do", "dont", "ask")}
    with pytest.raises(ValidationError, match="as many lines"):
        parse(one(**unequal, title={"en": "T", "zh-TW": "題"}))
    with pytest.raises(ValidationError, match="twice"):
        parse(one() + one())
