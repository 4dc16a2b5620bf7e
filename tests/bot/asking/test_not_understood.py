"""A list whose condition was not understood is no list of everything: that is said, and nothing is listed."""

from __future__ import annotations

import pytest

from bot.asking.ask import ask
from bot.asking.desk import Desk

UNREAD = ("I did not understand the condition", "條件我沒有看懂", "条件我没有看懂")


def missed(question: str, desk: Desk) -> bool:
    """Whether the answer says that the condition was not understood, and names no account."""
    answer = ask(question, desk)
    said = any(one in answer.text for one in UNREAD)
    assert not (said and answer.shows)
    return said


@pytest.mark.parametrize(
    "question",
    [
        "which customers are purple",
        "which of my tier A customers are purple?",
        "Which accounts in Germany drink tea?",
        "哪些客戶喜歡喝茶",
        "我的客戶有哪些喜歡喝茶",
        "哪些 A 级客户喜欢喝茶",
    ],
)
def test_a_condition_that_is_not_understood_lists_nothing(question: str, sample: Desk) -> None:
    assert missed(question, sample)


@pytest.mark.parametrize(
    "question",
    [
        "show accounts",
        "show me all our accounts please",
        "which accounts do we have in Germany?",
        "How are my accounts doing?",
        "Which accounts does Sofia Rossi look after?",
        "top 3 accounts",
        "列出所有客戶",
        "我有哪些客戶？",
        "客户有谁",
        "哪些是 A 级客户",
    ],
)
def test_a_list_without_a_condition_is_a_list(question: str, sample: Desk) -> None:
    assert not missed(question, sample)
    assert ask(question, sample).shows


def test_how_many_with_a_condition_counts_those_and_not_the_book(sample: Desk) -> None:
    assert ask("how many customers are late", sample).text.startswith("14 accounts: slow payment.")
