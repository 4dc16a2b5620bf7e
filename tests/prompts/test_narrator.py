"""A verdict in sentences: complete, short, the same facts in every language, and no figure that the verdict does not have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from prompts.figures import Figures
from prompts.narrator import criterion_sentence, decisive, explain, pitfall_sentence
from scoring.verdict import Verdict
from tests.prompts.accounts import GOOD, verdict
from tests.scoring.making import rubric_with

RUBRIC = rubric_with()
SMALL: dict[str, Any] = {
    "revenue": 50_000,
    "gross_margin": 10_000,
    "orders": 2,
    "active_months": 2,
    "growth": -0.2,
    "contribution_rate": 0.02,
    "net_contribution": 1000,
}
PROSPECT = {key: GOOD[key] for key in ("headroom", "growth_outlook", "strategic_fit", "market_position")}


def figures(lang: str = "en") -> Figures:
    return Figures(lang, "EUR", RUBRIC)


def told(found: Verdict, lang: str = "en") -> str:
    return "\n".join(explain(found, figures(lang)))


def pitfall(key: str, found: Verdict, lang: str = "en") -> str:
    return pitfall_sentence(found.pitfalls[key], figures(lang))


def test_a_good_account_is_told_whole() -> None:
    assert explain(replace(verdict(), name="ACME"), figures()) == [
        "ACME is a tier A account (key account): 82.3 of 100 points on December 31, 2025.",
        "No data are missing: the score is exact.",
        "Actual value 87.8, potential value 74: invest. Valuable today and promising: put people and money here.",
        "Most points come from gross margin at €270,000 over the last 12 months (90 of 100 points; adds 10.8); "
        "revenue at €900,000 over the last 12 months (90 of 100 points; adds 10.8).",
        "Most points are lost on headroom (potential not yet ours) at €600,000 a year, as estimated (60 of 100 points); "
        "net contribution rate at 20% over the last 12 months (70 of 100 points).",
        "Value type: extrinsic value (89 points of evidence, 100% of it measured). "
        "The buyer sees the value in the use: advice, solutions, service.",
        "Evidence for the other types: intrinsic value 17 points (100% measured), strategic value 18.5 points (100% measured).",
        "Clear: P1 Judged by a single metric; P2 Holding on to the big, dropping the small; "
        "P3 A large order is not a large customer; P4 Volume from the big without profit; P5 Ever more concessions.",
        "Our net contribution is rising against the 12 months before.",
        "How far we help the customer earn: 7 of 10.",
        "Service: satisfaction and service are in step.",
    ]


def test_the_same_in_chinese() -> None:
    said = explain(replace(verdict(), name="艾克美"), figures("zh-TW"))
    assert said[0] == "艾克美為 A 級客戶（大客戶）：2025年12月31日得分 82.3（滿分 100）。"
    most, second = (
        "最近 12 個月毛利 €27萬（得 90 分，貢獻 10.8 分）",
        "最近 12 個月營收 €90萬（得 90 分，貢獻 10.8 分）",
    )
    assert said[3] == f"主要得分來自：{most}；{second}。"
    assert explain(replace(verdict(), name="ACME"), figures("zh-CN"))[0].startswith("ACME 为 A 级客户（大客户）：")


def test_a_gate_says_what_the_points_would_give() -> None:
    found = verdict(largest_order_share=0.96, days_since_largest=681, after_largest_share=0)
    assert "By points it would be tier A; pitfall P3 (A large order is not a large customer) holds it at C." in told(
        found
    )
    assert "按得分應為 A 級；因誤區 P3「大額產品等於大客戶」，限為 C 級。" in told(found, "zh-TW")


def test_a_provisional_verdict_says_so_with_range_and_what_would_settle_it() -> None:
    said = explain(verdict(PROSPECT), figures())
    assert said[:4] == [
        "A0 is provisionally tier B (major account): 71.2 of 100 points on December 31, 2025, "
        "with only 21.3% of the scorecard measured.",
        "Depending on the missing data, the score lies between 15.1 and 93.9.",
        "These data would settle it, the weightiest first: gross margin, revenue, net contribution rate, days to pay, "
        "revenue growth and 8 more.",
        "Actual value not known, potential value 71.2: no quadrant without both.",
    ]


def test_an_unrated_account_says_why_and_guesses_nothing() -> None:
    assert explain(verdict({}), figures()) == [
        "A0 is not rated on December 31, 2025: there is no order and no observation up to this day.",
        "Depending on the missing data, the score lies between 0 and 100.",
        "These data would settle it, the weightiest first: gross margin, revenue, net contribution rate, "
        "headroom (potential not yet ours), days to pay and 12 more.",
        "Value type: undetermined; the evidence does not decide.",
        "Ask first: How far does price decide what the customer buys?",
        "No pitfall can be tested yet: there are too few data.",
        "Not known of the two keys: the trend of our net contribution, how far we help the customer earn and service.",
    ]
    assert "A0 在2025年12月31日未評級：沒有任何構面的資料足以評分。" in told(verdict({"satisfaction": 5}), "zh-TW")


def test_data_that_are_missing_are_named_though_the_tier_stands() -> None:
    assert "Not known" not in told(verdict())
    assert "Not known: influence on other buyers and complaints." in told(verdict(complaints=None, influence=None))


def test_a_mixed_type_names_both_with_their_scores() -> None:
    partner: dict[str, Any] = {
        "joint_projects": 3,
        "executive_access": 8,
        "process_integration": 8,
        "shared_planning": 8,
        "willing_to_change": 8,
    }
    assert (
        "Value type: mixed (extrinsic value and strategic value); the evidence of both is close (89 and 85 points)."
        in told(verdict(**partner))
    )
    assert "價值類型：混合型（外在價值型與戰略價值型）；兩者證據相近（89 分與 85 分）。" in told(
        verdict(**partner), "zh-TW"
    )


def test_a_mismatch_says_what_is_spent_on_whom() -> None:
    price: dict[str, Any] = {
        "price_focus": 9,
        "substitutability": 9,
        "product_knowledge": 9,
        "avoids_sales_time": 9,
        "service_share": 0,
    }
    buyer = verdict(**price, advice_sought=1, pays_for_advice=0, customisation=0, breadth=2, hours=2000)
    assert "gets much of it (2,000 hours for €900,000 of revenue)." in told(buyer)
    assert "no hours were spent over the last 12 months." in told(verdict(hours=0))


def test_what_metrics_alone_would_give_is_said_together() -> None:
    assert pitfall("P1", verdict(**SMALL)) == (
        "P1 watch (Judged by a single metric). A single metric would rate this account differently than the scorecard does. "
        "Because: revenue, gross margin or orders alone would make it tier D, 1 level from the scorecard's "
        "(threshold: at least 1 level)."
    )
    almost = verdict(satisfaction=0, headroom=0, growth_outlook=0, strategic_fit=5)
    assert almost.tier == "B"
    assert "gross margin or orders alone would make it tier A, unlike the scorecard." in pitfall("P1", almost)


def test_only_the_branch_that_decided_is_given_as_evidence() -> None:
    dependent = verdict(revenue=2_500_000, unreciprocated_share=0.9)
    assert [one.subject for one in decisive(dependent.pitfalls["P2"], figures())] == ["tier", "share_of_book"]
    assert pitfall("P2", dependent).endswith(
        "Because: tier A; share of our whole revenue at 25% over the last 12 months (threshold: at least 20%)."
    )


def test_a_small_account_left_alone_is_told_without_a_number_of_days() -> None:
    alone = verdict(**SMALL, days_since_touch="never", owned=False)
    assert pitfall("P2", alone).endswith(
        "Because: tier C; potential value at 74 points (threshold: at least 60 points); "
        "no contact ever recorded (threshold: at least 90 days)."
    )
    watched = verdict(**SMALL, owned=False)
    assert pitfall("P2", watched).endswith(
        "potential value at 74 points (threshold: at least 60 points); nobody owns the account."
    )


def test_a_pitfall_with_two_halves_says_which_one_it_is() -> None:
    assert "losing it would hurt us badly" in pitfall("P2", verdict(revenue=2_500_000))
    assert "A small account with potential is left alone." in pitfall("P2", verdict(**SMALL, owned=False))
    assert "愈讓愈多" in pitfall("P2", verdict(concession_rate=0.2, unreciprocated_share=0.8), "zh-TW")


def test_concessions_are_compared_with_the_year_before() -> None:
    spoiled = verdict(concession_rate=0.2, unreciprocated_share=0.8, growth=-0.01, margin_rate=0.2)
    assert (
        "concession rate at 20% over the last 12 months (threshold: above the 3% of the 12 months before)"
        in pitfall("P2", spoiled)
    )
    assert "concession rate +17 percentage points against the 12 months before" in pitfall("P5", spoiled)
    assert "毛利率比全體 -10 個百分點（門檻：至多 -5 個百分點）" in pitfall("P4", spoiled, "zh-TW")


def test_a_watched_margin_is_compared_with_the_books() -> None:
    assert pitfall("P4", verdict(margin_rate=0.28)).endswith(
        "Because: revenue at 90 points (threshold: at least 75 points); "
        "margin rate at 28% over the last 12 months (threshold: below the whole book's 30%)."
    )


def test_what_is_not_testable_names_what_is_missing() -> None:
    assert (
        pitfall("P5", verdict(concession_rate=None))
        == "P5 not testable (Ever more concessions); missing: concession rate."
    )
    assert pitfall("P1", verdict(PROSPECT), "zh-CN") == "P1 无法检验（单一指标风险高），缺少足够的计分卡数据。"


def test_a_clear_pitfall_says_what_it_cleared() -> None:
    assert (
        pitfall("P3", verdict())
        == "P3 clear (A large order is not a large customer). Business does not rest on one order."
    )


def line(found: Verdict, criterion: str, lang: str = "en") -> str:
    result = next(one for one in found.criteria if one.criterion == criterion)
    return criterion_sentence(result, found, figures(lang))


def test_a_criterion_says_value_points_weight_contribution_and_mark() -> None:
    assert line(verdict(), "days_to_pay") == (
        "Days to pay at 30 days over the last 12 months: 85 of 100 points. "
        "At 6% of the score's weight that makes 5.1 points. It has reached the step at 30 days, which is worth 85 points."
    )
    assert line(verdict(), "days_to_pay", "zh-TW") == (
        "最近 12 個月平均收款天數 30 天：得 85 分（滿分 100），占總分權重 6%，貢獻 5.1 分。已達到的級距：30 天（85 分）。"
    )


def test_a_criterion_that_carries_the_weight_of_others_says_its_own() -> None:
    assert "if nothing were missing" not in line(verdict(), "headroom")
    assert "of the score's weight (7.5% if nothing were missing) that makes" in line(verdict(PROSPECT), "headroom")


def test_a_criterion_without_data_or_without_a_score_says_so() -> None:
    assert line(verdict(complaints=None), "complaints") == (
        "Complaints: not known. Its weight of 3% went to what is measured."
    )
    assert line(verdict({}), "complaints") == "Complaints: not known. Its weight would be 3%."
    lonely = verdict({**PROSPECT, "complaints": 0})
    assert line(lonely, "complaints").startswith(
        "Complaints at 0 over the last 12 months: 100 of 100 points; not counted"
    )
    assert "there is no score" in line(verdict({"complaints": 0}), "complaints")
