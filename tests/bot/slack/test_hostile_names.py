"""A book whose accounts have hostile names, and names that begin alike: names are text, and one may choose whom one means."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prompts.testing import ScriptedModel
from tests.bot.asking.making import book_of
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import Running, running, words_in
from tests.bot.slack.test_agent import WORDED, Uses, answered, uses  # noqa: F401 - a fixture

NAMES = {
    "101": "<!channel> Works",
    "102": "<@U1> Mills",
    "103": "<https://evil.example|Click> Foundry",
    "104": "[Click](https://evil.example) Paper",
    "105": "*Bold* _Pumps_ `code` ~old~",
    "106": "{b.revenue} Valves",
    "201": "Kestrel Wind",
    "202": "Kestrel Paper",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot on a book whose accounts have hostile names; ada sees all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    book_of(NAMES, folder).close()
    with running(Path(shutil.copy(folder / "kam.db", folder / "bot.db"))) as made:
        yield made


@pytest.mark.parametrize("account", [one for one in NAMES if one < "200"])
def test_a_name_with_markup_is_text(account: str, hostile: Running) -> None:
    for answer in (answered(hostile, f"how is {account}?", "ada"), hostile.run(f"ask how is {account}?", "ada")):
        assert NAMES[account] in words_in(answer)
        text = answer.text.replace("evil.example", "")  # text that no parser reads: parse is "none"
        assert not re.search(r"<[!@#h]", text)
        assert '"mrkdwn"' not in json.dumps(answer.blocks)
        valid(answer)


@pytest.mark.parametrize("account", ["103", "104", "105"])
def test_a_name_with_markup_is_never_streamed(account: str, hostile: Running, uses: Uses) -> None:  # noqa: F811
    uses(ScriptedModel({"intent": "classify", "accounts": [account]}, {"sentences": WORDED["sentences"][:1]}))
    answer = answered(hostile, f"how is {account}?", "ada")
    assert f"Before the call with {NAMES[account]}, look at" in words_in(answer)
    assert not hostile.slack.state.streams


def test_several_accounts_are_offered_and_the_question_is_asked_of_the_chosen_one(hostile: Running) -> None:
    offered = answered(hostile, "what should we do about Kestrel?", "ada")
    assert offered.text == "“kestrel” may be one of these: Kestrel Wind (201) or Kestrel Paper (202)"
    valid(offered)
    before = len(hostile.seen("ada", "dm"))
    hostile.click(offered, "meant#2", "ada")
    hostile.slack.until(lambda: len(hostile.seen("ada", "dm")) > before)
    plan = hostile.seen("ada", "dm")[-1]
    assert plan.text.startswith("Kestrel Paper")
    assert plan.thread_ts == offered.thread_ts
    assert hostile.asks("and why?", "ada", "dm", offered.thread_ts).text.startswith("Kestrel Paper")
    alone = hostile.run("ask how is Kestrel?", "ada")
    assert hostile.told(alone, "meant", "ada").text.startswith("Kestrel Wind")
