"""The words of the three languages hold together."""

from __future__ import annotations

import json
from pathlib import Path
from string import Formatter

import pytest
import yaml

import prompts
from knowledge import glossary
from prompts.narrator.names import rubric_name
from prompts.words import LANGUAGES, UnknownLanguage, Words, language, words
from scoring.rubric import load_default

CHINESE = ("zh-TW", "zh-CN")
FOR_SLACK = Path(prompts.__file__).parent / "slack"
# The commonest of the product's words that the other script never uses.
TRADITIONAL = set(
    "價級額單類貢獻營務業產場從開關們會個來為與發過標數據資變動維權議證實現無測續總幫獲還觀錯選輸訂購買賣貨負責團圖報費評歷檢驗誤區擇經紅戶說"
)
SIMPLIFIED = set(
    "价级额单类贡献营务业产场从开关们会个来为与发过标数据资变动维权议证实现无测续总帮获还观错选输订购买卖货负责团图报费评历检验误区择经红户说"
)


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", CHINESE)
def test_every_language_has_the_same_keys(lang: str) -> None:
    assert words(lang).table.keys() == words("en").table.keys()


@pytest.mark.parametrize("lang", CHINESE)
def test_every_text_has_the_same_slots_in_every_language(lang: str) -> None:
    english = words("en").table
    unlike = {key for key, text in words(lang).table.items() if slots(text) != slots(english[key])}
    assert not unlike


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_empty_but_the_gap_between_chinese_sentences(lang: str) -> None:
    empty = {key for key, text in words(lang).table.items() if not text}
    assert empty == (set() if lang == "en" else {"sentence_gap"})


@pytest.mark.parametrize(("lang", "foreign"), [("zh-TW", SIMPLIFIED), ("zh-CN", TRADITIONAL)])
def test_chinese_keeps_to_its_own_characters(lang: str, foreign: set[str]) -> None:
    mixed = {key: text for key, text in words(lang).table.items() if set(text) & foreign}
    assert not mixed


def test_english_has_no_chinese_character() -> None:
    table = words("en").table
    shown = {key: text for key, text in table.items() if not key.endswith(".also") and ".languages." not in key}
    assert not [text for text in shown.values() if any("\u4e00" <= letter <= "\u9fff" for letter in text)]


@pytest.mark.parametrize("file", sorted(one.name for one in FOR_SLACK.glob("*.yaml")))
def test_no_text_for_slack_marks_code(file: str) -> None:
    """What Slack shows as plain text shows the marks too: what one types stands in quotation marks."""
    texts = yaml.safe_load((FOR_SLACK / file).read_text(encoding="utf-8"))
    assert "`" not in json.dumps(texts, ensure_ascii=False)


def test_yes_and_no_are_words_and_not_truth_values() -> None:
    assert (words("en")("yes"), words("en")("no")) == ("yes", "no")
    assert (words("zh-TW")("yes"), words("zh-TW")("no")) == ("是", "否")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", ["", "a", "a and b", "a, b and c"]), ("zh-TW", ["", "a", "a 與 b", "a、b 與 c"])]
)
def test_lists_read_as_people_say_them(lang: str, said: list[str]) -> None:
    assert [words(lang).join("abc"[:count]) for count in range(4)] == said


def test_a_text_with_its_slots_filled() -> None:
    assert words("zh-TW")("sentences.not_rated", name="宏碁", date="5月2日", reason="無") == "宏碁在5月2日未評級：無。"


def test_an_unknown_key_or_slot_is_an_error_not_an_empty_text() -> None:
    with pytest.raises(KeyError):
        words("en")("no.such.text")
    with pytest.raises(KeyError):
        words("en")("figure.days", count=3)


def test_a_key_that_a_company_added_has_its_own_text() -> None:
    assert Words("en", {}).get("metrics.margin_2", "Margin 2") == "Margin 2"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("EN", "en"),
        ("en_GB", "en"),
        ("zh_tw", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        (" zh-Hans ", "zh-CN"),
        ("zh-CN", "zh-CN"),
    ],
)
def test_languages_are_known_by_their_usual_spellings(written: str, meant: str) -> None:
    assert language(written) == meant


def test_an_unknown_language_is_named_with_the_choice() -> None:
    with pytest.raises(UnknownLanguage, match="'fr'; choose one of en, zh-TW, zh-CN"):
        language("fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_quadrants_are_called_what_the_default_rubric_calls_them(lang: str) -> None:
    for key, labels in load_default().quadrants.items():
        assert words(lang)(f"quadrants.{key}") == words(lang).inline(labels.label.in_(lang))


@pytest.mark.parametrize(("label", "said"), [("Revenue", "revenue"), ("HHI index", "HHI index"), ("", "")])
def test_an_english_label_begins_small_inside_a_sentence_unless_it_is_a_name(label: str, said: str) -> None:
    assert words("en").inline(label) == said


def test_choices_are_joined_with_or() -> None:
    assert [words(lang).join(["A", "B"], "list_or") for lang in LANGUAGES] == ["A or B", "A 或 B", "A 或 B"]


@pytest.mark.parametrize("lang", ["zh-TW", "zh-CN"])
def test_the_words_keep_to_the_glossary(lang: str) -> None:
    avoided = {word for term in glossary.load().values() for word in term.avoid.get(lang, ())}  # type: ignore[call-overload]
    assert avoided
    wrong = {
        key: word
        for key, text in words(lang).table.items()
        for word in avoided
        if word in text and not key.endswith(".also")
    }
    assert not wrong


@pytest.mark.parametrize(
    ("by", "said"), [("nia", "由 nia 排除"), ("林怡君", "由林怡君排除"), ("2025年5月2日", "由2025年5月2日排除")]
)
def test_a_latin_name_has_a_space_where_it_touches_chinese(by: str, said: str) -> None:
    slots = {"id": "P1", "name": "x", "until": "2025年5月2日", "reason": "x"}
    assert said in words("zh-TW")("sentences.dismissed", by=by, **slots)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "default rubric, calibrated December 31, 2025"),
        ("zh-TW", "預設評分標準，2025年12月31日校準"),
        ("zh-CN", "默认评分标准，2025年12月31日校准"),
    ],
)
def test_a_rubric_is_said_in_words(lang: str, said: str) -> None:
    assert rubric_name("default calibrated 2025-12-31", words(lang)) == said
