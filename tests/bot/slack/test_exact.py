"""Exact answers in Slack: the figures of the command line, by names in any language; sentences for what is unclear."""

from __future__ import annotations

import pytest

from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.running import WAIT, Running, words_in
from tests.command import kam
from workspace.things import Message


def rows(message: Message) -> list[list[str]]:
    """The cells of the message's table."""
    tables = [one for one in message.blocks if one["type"] == "table"]
    assert len(tables) == 1
    return [
        [cell.get("text") or cell["elements"][0]["elements"][0]["text"] for cell in row] for row in tables[0]["rows"]
    ]


def test_why_has_every_line_of_the_scorecard_and_its_parts_sum_to_the_total(bot: Running) -> None:
    head, *lines, total = rows(bot.run("why ACME"))
    assert head == ["Criterion", "Value", "Points × weight"]
    parts = [float(line[2].split(" = ")[1]) for line in lines if " = " in line[2]]
    assert (round(sum(parts), 1), total[2]) == (74.4, "74.4")


@pytest.mark.parametrize("named", ["growth", "Revenue growth", "revenue_growth", "營收成長率", "营收增长率"])
def test_why_of_one_criterion_by_its_name_in_any_language(bot: Running, named: str) -> None:
    answer = bot.run(f"why ACME {named}")
    assert "Revenue growth at +1.7% against the 12 months before: 52.9 of 100 points" in words_in(answer)
    assert not [one for one in answer.blocks if one["type"] == "table"]


def test_why_of_a_figure_outside_the_scorecard_says_so(bot: Running) -> None:
    assert "It brings no points of the score" in words_in(bot.run("why ACME recency_days"))


def test_a_fired_pitfall_is_named_where_the_figure_is_its_reason(bot: Running) -> None:
    shown = words_in(bot.run("why ACME concession rate"))
    assert "(Holding on to the big" in shown
    assert "P1" not in shown


@pytest.mark.parametrize(
    "typed",
    [
        "growth=10% days_to_pay=30",
        "growth = 10, days to pay = 30 days",
        "營收成長率＝10％、平均收款天數＝30天",
        "Revenue growth=10% Days to pay=30",
    ],
)
def test_what_if_is_answered_before_and_after_criterion_by_criterion(bot: Running, typed: str) -> None:
    answer = bot.run(f"whatif ACME {typed}")
    assert rows(answer) == [
        ["Criterion", "Before", "After", "Change of the score"],
        ["Days to pay", "49.9 points", "85 points", "+2.1"],
        ["Revenue growth", "52.9 points", "66.7 points", "+0.9"],
        ["Score", "74.4 (B)", "77.4 (A)", "+3"],
    ]
    assert "P1 clears (Judged by a single metric): fired to clear." in words_in(answer)


def test_what_if_reads_amounts_as_they_are_said(bot: Running) -> None:
    assert "If revenue were €2,000,000" in bot.run("whatif ACME revenue=200萬").text
    assert "If revenue were €2,500,000" in bot.run("whatif ACME revenue=2.5m").text
    assert "If days to pay were not known" in bot.run("whatif ACME days to pay=none").text
    assert "If revenue growth were +10%" in bot.run("whatif ACME growth 10%").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ACME groth=10%", "Did you mean Revenue growth (growth)?"),
        ("ACME growth=10% foo=3", "I know no figure “foo”"),
        ("ACME growth=much", "I cannot read “ACME growth=much” as a change"),
        ("growth=10%", "I cannot read “growth=10%” as a change"),
        ("ACME days_to_pay=never", "I cannot read"),
        ("Globex growth=10%", "No account that you may see fits “Globex”"),
    ],
)
def test_what_cannot_be_tried_ends_in_a_sentence_that_says_how(bot: Running, typed: str, said: str) -> None:
    answer = bot.run(f"whatif {typed}")
    assert said in answer.text


def test_what_if_alone_opens_the_form(bot: Running) -> None:
    bot.slack.people.slash(bot.person("sam"), bot.place("sales", "sam"), "/kam", "whatif ACME").wait()
    form = bot.modal()
    assert "ACME" in words_in(form)
    bot.slack.people.close(bot.person("sam"), form)


def test_what_it_would_take_is_what_the_command_line_says(bot: Running) -> None:
    found = kam("nearest", "ACME", "--json", "--book", bot.book).json
    first = next(step for step in found["steps"] if step["direction"] == "up")
    shown = words_in(bot.run("nearest ACME"))
    assert first["criterion"] == "headroom"
    assert "€600,070" in shown
    assert shown.index("Headroom") < shown.index("Days to pay")
    assert "No single criterion drops it to tier C." in shown


def test_two_accounts_side_by_side_what_decides_first(bot: Running) -> None:
    answer = bot.run("compare ACME, Globex", "ada")
    table = rows(answer)
    assert table[0] == ["Criterion", "ACME", "Globex"]
    assert [row[0] for row in table[1:7]] == ["Tier", "Score", "Quadrant", "Value type", "Pitfalls", "Days to pay"]
    for text in ("ACME vs Globex", "ACME and Globex", "ACME、Globex", "ACME Globex"):
        assert rows(bot.run(f"compare {text}", "ada"))[0] == table[0], text


@pytest.mark.parametrize("names", ["ACME, ACME", ", ".join(f"00{n}" for n in range(1010, 1070, 10))])
def test_too_few_and_too_many_accounts_get_an_example(bot: Running, names: str) -> None:
    assert "Name two to five different accounts with commas between them, such as /kam compare " in (
        bot.run(f"compare {names}", "ada").text
    )


def test_an_account_that_may_not_be_seen_is_not_compared(bot: Running) -> None:
    assert bot.run("compare ACME, Globex").text.startswith("No account that you may see fits “Globex”")


def test_history_goes_by_quarters_or_as_is_said(bot: Running) -> None:
    assert [row[0] for row in rows(bot.run("history ACME"))[1:3]] == ["2025-12-31", "2025-09-30"]
    assert [row[0] for row in rows(bot.run("history ACME year"))[1:]] == ["2025-12-31", "2024-12-31", "2023-12-31"]
    assert [row[0] for row in rows(bot.run("history ACME monthly"))[1:3]] == ["2025-12-31", "2025-11-30"]


def test_a_brief_says_what_a_visit_needs(bot: Running) -> None:
    shown = words_in(bot.run("brief ACME"))
    for text in (
        "Changed since September 30, 2025",
        "P2 appears (Holding on to the big, dropping the small)",
        "Open flags",
        "Time since the last contact: 20 days",
        "Our net contribution is steady",
        "What to do",
        "To the customer: if we agree to this",
        "What not to do",
        "Do other buyers follow this customer's choice?",
    ):
        assert text in shown, text
    assert "To ourselves" not in shown
    assert shown.count("The score moves") == 1


def test_the_buttons_below_a_card_answer_about_its_account(bot: Running) -> None:
    card = bot.run("classify ACME")
    assert bot.told(card, "why").text == bot.run("why ACME").text
    assert bot.told(card, "plan").text == bot.run("plan ACME").text
    assert bot.told(card, "nearest").text == bot.run("nearest ACME").text
    assert {"why", "share"} & {one["action_id"] for one in buttons(bot.told(card, "why"))} == {"share"}


def test_a_button_that_all_see_answers_the_clicker_alone_and_checks_that_person(bot: Running) -> None:
    card = shared_card(bot)
    assert bot.told(card, "why", "maria").only_for == bot.person("maria").id
    with_no_role = bot.told(card, "why", "nia")
    assert "ACME" not in with_no_role.text
    assert with_no_role.text.startswith("您可檢視的客戶中沒有符合")


def shared_card(bot: Running) -> Message:
    """A card that stands in a channel, of which nia becomes a member later."""
    card = bot.run("classify ACME", channel="deals")
    bot.click(card, "share")
    bot.slack.until(lambda: bot.seen("sam", "deals"), WAIT)
    bot.slack.people.join(bot.place("deals", "nia"), bot.person("nia"))
    return bot.seen("sam", "deals")[-1]


@pytest.mark.parametrize("lang", ["en"])
def test_the_button_compare_offers_accounts_and_answers(bot: Running, lang: str) -> None:
    card = bot.run("classify ACME", "maria")
    menu = bot.told(card, "compare", "maria")
    snapshot("compare_with", lang, menu)
    options = [one for block in menu.blocks for e in block.get("elements", []) for one in e.get("options", [])]
    assert 1 < len(options) <= 100
    assert options[0]["text"]["text"] == "ACME Service Parts", "what has most in common comes first"
    before = len(bot.own("maria"))
    bot.slack.people.choose(bot.person("maria"), menu, "compare_with", options[0]["value"]).wait()
    bot.slack.until(lambda: len(bot.own("maria")) > before, WAIT)
    answer = bot.own("maria")[-1]
    valid(answer)
    assert rows(answer)[0] == ["Criterion", "ACME", "ACME Service Parts"]


def test_a_choice_that_may_not_be_seen_is_not_found(bot: Running) -> None:
    menu = bot.told(bot.run("classify ACME"), "compare")
    options = [one for block in menu.blocks for e in block.get("elements", []) for one in e.get("options", [])]
    assert not [one for one in options if "Globex" in one["text"]["text"]]


def buttons(message: Message) -> list[dict[str, str]]:
    return [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
