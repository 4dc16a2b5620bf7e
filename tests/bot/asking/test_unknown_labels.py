"""What a question names and no account has that may be seen is said to be unknown, never left out; what is no name is none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from book.book import Book
from bot.asking.ask import ask
from bot.asking.desk import LABELS, Desk
from prompts.speaker import Speaker
from prompts.testing import ScriptedModel
from tests.bot.asking.conftest import LAST_DAY

UNKNOWN = {
    "owner": (
        "how many accounts does lars holm have?",
        "Do you know which accounts Lars Holm's team has? List Lars Holm's accounts",
        "customers of Lars Holm with low margins",
        "which accounts are managed by Lars Holm?",
        "how many accounts does Anna Schmidt have?",
        "How are Lars Holm's accounts doing?",
        "王小明有哪些客戶？",
        "哪些大客戶是王小明的",
        "Lars Holm的客戶裡誰有逾期？",
        "李四手上有哪些客户欠款",
        "由陈志明负责的客户",
    ),
    "region": (
        "which customers in Atlantis are growing?",
        "accounts in the nautilus region",
        "what changed in Atlantis lately?",
        "亞特蘭提斯有哪些客戶？",
        "在亞特蘭提斯的客戶",
        "北美的客户有哪些",
        "华东区的客户",
    ),
    "country": (
        "accounts in Japan",
        "accounts in the US",
        "customers in japan",
        "日本有哪些客戶？",
        "意大利有哪些客户",
    ),
    "team": (
        "list accounts of the nautilus team",
        "火星團隊的客戶有哪些",
        "水務團隊有哪些客戶？",
        "火星团队有哪些客户？",
    ),
    "industry": ("customers in the toys industry", "玩具產業的客戶", "玩具行业有哪些客户？"),
}
NO_NAMES = (
    "how many accounts do we have?",
    "which accounts do I have?",
    "Which accounts are in trouble?",
    "accounts in tier A",
    "what are today's overdue accounts?",
    "which of last month's customers are growing?",
    "accounts with P5",
    "accounts in arrears",
    "customers in need of attention",
    "show all customers from the beginning",
    "which key accounts do nobody look after",
    "我們有多少大客戶？",
    "公司有多少客戶？",
    "高毛利的客戶",
    "我的客戶有哪些落入誤區？",
    "哪個地區的客戶最多？",
    "我們團隊的客戶",
    "長期合作的客戶",
    "去年有哪些客戶？",
    "付款慢的客户",
    "销售团队的客户",
    "许多客户不满意的有哪些",
)


@pytest.fixture
def anna(sample_opened: Book) -> Desk:
    """A desk for one who sees Anna Keller's accounts alone."""
    owners = sample_opened.accounts.column("owner")
    return Desk(sample_opened, LAST_DAY, "en", "Anna Keller", lambda one: owners.get(one) == "Anna Keller")


def named(filter_of: Mapping[str, object]) -> dict[str, object]:
    return {one: filter_of[one] for one in ("owner", *LABELS) if filter_of[one] not in (None, "me")}


@pytest.mark.parametrize(("column", "question"), [(column, one) for column, of in UNKNOWN.items() for one in of])
def test_what_no_account_has_that_may_be_seen_is_said_to_be_unknown(column: str, question: str, anna: Desk) -> None:
    answer = ask(question, anna)
    assert column in named(answer.plan.filter.model_dump())
    assert len(answer.said) == 2
    assert answer.accounts == answer.shows == ()
    assert any(
        said in answer.said[0].text for said in ("No account that you may see", "您可檢視的客戶中", "您可查看的客户中")
    )


@pytest.mark.parametrize("question", NO_NAMES)
def test_an_ordinary_question_names_nobody(question: str, anna: Desk) -> None:
    assert named(ask(question, anna).plan.filter.model_dump()) == {}


def test_what_the_book_has_is_found_by_what_people_call_it(sample: Desk) -> None:
    for question in ("accounts in the US", "accounts in usa", "美國的客戶", "customers in the United States"):
        assert ask(question, sample).plan.filter.country == "US"
    assert len(ask("which accounts belong to Lars?", sample).shows) == 8
    assert ask("what changed in Japan?", sample).text.startswith(
        "No account that you may see is in the country “Japan”."
    )


def test_changes_are_those_of_the_accounts_that_are_asked_for(sample: Desk) -> None:
    owners = sample.labels["owner"]
    every, one = (ask(f"what changed{of} since last quarter?", sample).shows for of in ("", " for Sofia Rossi"))
    assert {owners[account] for account in one} <= {"Sofia Rossi"}
    assert len({owners[account] for account in every}) > 1


def test_a_models_plan_is_held_to_the_same(anna: Desk) -> None:
    plan = {"intent": "portfolio", "filter": {"owner": "Lars Holm"}}
    answer = ask("how is Lars Holm's book?", anna, None, Speaker(ScriptedModel(plan)))
    assert answer.text.startswith("No account that you may see has an owner “Lars Holm”.")
