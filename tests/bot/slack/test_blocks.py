"""Slack refuses nothing for its size: any message and view is brought within the limits, and says what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import kit
from bot.slack.effects import Message
from bot.slack.limits import TooLong, fit_message, fit_view
from bot.slack.shortening import MORE, shortened
from workspace.limits import check_message, check_view

SIZES = st.sampled_from(
    [0, 1, 23, 24, 25, 74, 75, 76, 149, 150, 151, 1999, 2000, 2001, 2999, 3000, 3001, 11_999, 12_001]
)
COUNTS = st.sampled_from([1, 2, 9, 10, 11, 24, 25, 26, 50, 60])
MARKS = "abcdefgh水客戶🔴"


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text of any length, of which every part can be told from those of others."""
    size, seed = draw(SIZES), draw(st.integers(0, 10**6))
    word = f"{seed}{draw(st.sampled_from(MARKS))}"
    return (word * (size // len(word) + 1))[:size]


def several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Some, in numbers about Slack's limits: the same few again and again."""
    return st.builds(lambda few, count: (few * count)[:count], st.lists(of, min_size=1, max_size=3), COUNTS)


BUTTONS = st.builds(lambda label, n: kit.button(label or "x", f"a{n}", {"a": n}), texts(), st.integers(0, 999))
OPTIONS = st.builds(
    lambda label, about, n: kit.option(label or "x", f"v{n}", about), texts(), texts(), st.integers(0, 999)
)
MENUS = st.builds(
    lambda few, count, label: kit.select("menu", (few * count)[:count], label=label or "x"),
    st.lists(OPTIONS, min_size=1, max_size=3),
    st.sampled_from([1, 99, 100, 101, 250]),
    texts(),
)
EVERYWHERE = st.one_of(
    texts().map(kit.header),
    st.builds(kit.section, texts(), st.none() | BUTTONS),
    several(st.tuples(texts(), texts())).map(kit.fields),
    several(texts().filter(bool)).map(lambda them: kit.context(*them)),
    several(texts()).map(kit.lines),
    texts().map(kit.preformatted),
    several(BUTTONS).map(lambda them: kit.actions(*them)),
    MENUS.map(kit.actions),
    st.builds(lambda cells, rows, columns: kit.table((cells * columns)[:columns], [(cells * columns)[:columns]] * rows),
              st.lists(texts(), min_size=1, max_size=3), st.sampled_from([1, 98, 99, 100, 101, 300]),
              st.sampled_from([1, 2, 19, 20, 21, 30])),
)  # fmt: skip
INPUTS = st.builds(
    lambda n, label, hint, element: kit.entry(f"block{n}", label or "x", element, hint=hint),
    st.integers(0, 10**9),
    texts(),
    texts(),
    st.one_of(MENUS, texts().map(lambda hint: kit.field("field", hint=hint))),
)
MANY = st.sampled_from([1, 4, 49, 50, 51, 120])
BLOCKS = st.builds(lambda few, count: (few * count)[:count], st.lists(EVERYWHERE, min_size=1, max_size=4), MANY)


def lost(before: Any, after: Any) -> list[str]:
    """Texts that are not there any more as they were."""
    kept = set(kit.texts_of(after))
    return [one for one in kit.texts_of(before) if one.strip() and one not in kept and one not in "".join(kept)]


@settings(max_examples=60, deadline=None)
@given(texts(), BLOCKS)
def test_any_message_is_one_that_slack_takes_and_loses_nothing_silently(
    text: str, blocks: list[dict[str, Any]]
) -> None:
    fitted = fit_message(Message(text, blocks))
    check_message({"text": fitted.text, "blocks": list(fitted.blocks)})
    assert fitted.text
    assert not lost(blocks, list(fitted.blocks)) or MORE in "".join(kit.texts_of(list(fitted.blocks)))


@settings(max_examples=40, deadline=None)
@given(texts(), st.lists(EVERYWHERE | INPUTS, min_size=1, max_size=6), st.sampled_from([1, 30]))
def test_any_view_is_one_that_slack_takes_and_loses_nothing_silently(
    title: str, blocks: list[dict[str, Any]], times: int
) -> None:
    tables = [one for one in blocks if one["type"] == "table"]
    plain = [one for one in blocks if one not in tables]
    blocks = [
        {**one, "block_id": f"{at}"} if one["type"] == "input" else one
        for at, one in enumerate((plain or [kit.divider()]) * times)
    ]
    view = kit.modal("callback", title or "x", blocks, close=title or "x", submit=title or "x", metadata={"lang": "en"})
    fitted = fit_view(view)
    check_view(fitted)
    assert not lost(view["blocks"], fitted["blocks"]) or MORE in "".join(kit.texts_of(fitted["blocks"]))


@given(texts(), st.integers(1, 4000))
def test_a_shortened_text_is_the_beginning_and_says_that_there_is_more(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith(MORE) and text.startswith(short.removesuffix(MORE)))


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_what_fits_is_left_as_it_is(blocks: list[dict[str, Any]]) -> None:
    once = fit_message(Message("text", blocks))
    assert fit_message(once) == once


def test_buttons_fields_and_small_print_past_the_limit_go_on_in_another_block() -> None:
    blocks = [
        kit.actions(*(kit.button(str(n), "run", {"n": n}) for n in range(30))),
        kit.fields((str(n), "x") for n in range(12)),
        kit.context(*(f"small {n}" for n in range(11))),
    ]
    fitted = fit_message(Message("text", blocks)).blocks
    assert [len(one.get("elements") or one["fields"]) for one in fitted] == [25, 5, 10, 2, 10, 1]


def test_a_second_table_becomes_a_list() -> None:
    tables = [kit.table(["Name", "Score"], [[name, "1"]]) for name in ("ACME", "Globex")]
    first, second = fit_message(Message("text", tables)).blocks
    assert first == tables[0]
    assert list(kit.texts_of([second])) == ["Name | Score", "Globex | 1"]


def test_a_long_table_says_how_many_rows_are_left_out() -> None:
    (table,) = fit_message(Message("text", [kit.table(["n"], [[str(n)] for n in range(250)])])).blocks
    assert len(table["rows"]) == 100
    assert table["rows"][-1] == [{"type": "raw_text", "text": "… +152"}]


def test_a_wide_table_ends_in_a_column_that_says_that_there_is_more() -> None:
    (table,) = fit_message(Message("text", [kit.table([str(n) for n in range(30)], [])])).blocks
    assert [*kit.texts_of(table["rows"][0])] == [*(str(n) for n in range(19)), MORE]


def test_a_table_that_says_what_is_left_out_is_not_too_long_for_it() -> None:
    fitted = fit_message(Message("text", [kit.table(["n"], [["x" * 1111]] * 20)]))
    check_message({"text": "text", "blocks": list(fitted.blocks)})


@pytest.mark.parametrize(
    "block",
    [
        kit.actions(kit.button("x", "a", "v" * 2001)),
        kit.actions(kit.select("a", [kit.option("x", "v" * 151)], label="x")),
        kit.section("x", kit.button("x", "a", "v" * 2001)),
    ],
)
def test_a_value_is_never_cut_for_it_would_mean_something_else(block: dict[str, Any]) -> None:
    with pytest.raises(TooLong):
        fit_message(Message("text", [block]))
