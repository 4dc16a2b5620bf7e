"""The rubric's file: what it must say, how it reads and writes, and how it answers a mistake."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
import yaml

from docs.build_rubric import files
from scoring.rubric import Rubric, RubricError, dump, json_schema, load_default, parse
from tests.data import ROOT
from tests.scoring.making import rubric_with

FILE = ROOT / "scoring" / "rubric.yaml"
NUMBERS = {"value", "weight", "breakpoints", "at_most", "max_age_days", "points"}
TEXT = FILE.read_text(encoding="utf-8")


def refusal(old: str, new: str) -> str:
    """What is said when `old` is written as `new`."""
    assert old in TEXT
    with pytest.raises(RubricError) as caught:
        parse(TEXT.replace(old, new, 1), "ours.yaml")
    return str(caught.value)


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_the_default_reads_and_writes_itself() -> None:
    assert parse(dump(load_default()), "dump") == load_default()


def test_a_calibrated_version_reads_and_writes_itself() -> None:
    rubric = rubric_with().model_copy(update={"version": "2025", "in_force_since": date(2025, 12, 31)})
    assert parse(dump(rubric), "dump") == rubric


def test_every_record_with_a_number_has_labels_a_unit_and_a_reference() -> None:
    def walk(node: Any, place: str) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item, place)
        if not isinstance(node, dict):
            return
        if any(not isinstance(node[key], dict) for key in NUMBERS & node.keys()) or "criteria" in node:
            assert {"label", "reference", "unit"} <= node.keys() or not place, place
        if "label" in node:
            assert set(node["label"]) == {"en", "zh-TW", "zh-CN"}, place
            assert all(node["label"].values()), place
        for key, value in node.items():
            walk(value, f"{place}.{key}")

    walk(yaml.safe_load(TEXT), "")


def test_simplified_labels_hold_no_traditional_characters() -> None:
    traditional = set("營銷構維潛覆蓋率現實價準標訊號長數據額東買導產認識團隊願議專層規劃變讓諾觸發級險")
    simplified = {char for char in traditional if char.encode("gb2312", "ignore")}
    wrong = traditional - simplified
    for label in labels(load_default()):
        assert not wrong & set(label), label


def labels(rubric: Rubric) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend(value for key, value in node.items() if key == "zh-CN")
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(yaml.safe_load(dump(rubric)))
    return found


def test_weights_of_the_default_are_parts_of_100() -> None:
    rubric = load_default()
    sets = [*rubric.perspectives.values(), *rubric.pyramids.values(), *rubric.value_types.values()]
    assert {sum(each.criteria.values()) for each in sets} == {100}
    assert sum(perspective.weight for perspective in rubric.perspectives.values()) == 100


def test_numbers_are_those_of_the_specification() -> None:
    rubric = load_default()
    assert [rubric.setting(key) for key in ("window_days", "hourly_rate", "cost_cover", "max_age_days")] == [
        365,
        60,
        0.8,
        540,
    ]
    assert rubric.cuts == (75, 55, 35)
    assert rubric.quadrant_cut == 50
    assert {key: p.weight for key, p in rubric.perspectives.items()} == {
        "financial": 30,
        "sales": 30,
        "customer": 25,
        "service": 15,
    }
    assert rubric.criteria["growth"].breakpoints == ((-0.5, 0), (-0.1, 30), (0, 50), (0.15, 75), (0.4, 100))
    assert [key for key, c in rubric.criteria.items() if c.calibrated] == [
        "gross_margin",
        "revenue",
        "headroom",
        "orders",
    ]
    assert rubric.threshold("P3", "largest_order_share") == 0.6


def test_every_rating_and_count_that_a_criterion_reads_has_a_question_or_comes_from_orders() -> None:
    rubric = load_default()
    from_orders = {"active_months", "orders", "breadth"}
    for criterion in rubric.criteria.values():
        if criterion.unit in ("rating", "count"):
            assert criterion.metric in rubric.signals.keys() | from_orders


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("gross_margin: 40", "gros_margin: 40", "financial.criteria.gros_margin: is not under criteria"),
        ("gross_margin: 40", "gross_margin: yes", "valid number"),
        ("gross_margin: 40", "gross_margin: 0", "greater than 0"),
        ("[0, 10]", "[-0.06, 10]", "rising x"),
        ("[30, 85]", "[30, 15]", "points must run one way: less is better"),
        ("[0.35, 100]", "[0.35, 101]", "between 0 and 100"),
        ("pitfall: P3", "pitfall: P9", "gates.0.pitfall: is P9, which is not under pitfalls"),
        ("pitfall: P3", "pitfall: P2", "decided on the tier that the gates leave"),
        ("side: actual", "sides: actual", "financial.sides: is not a key known here"),
        ("  hourly_rate:", "  hourly_rat:", "lacks hourly_rate"),
        ("share_watch: {", "share_seen: {", "pitfalls.P2.thresholds: lacks share_watch"),
        ("satisfaction: 35", "revenue: 35", "also stands in sales"),
        ("A: {value: 75", "A: {value: 55", "falling cuts"),
        ("value: 0.8", "value: 80", "cost_cover.value: is 80; it must be between 0 and 1"),
        ("value: 0.8", 'value: "0.8"', "valid number"),
        ("value: 0.8", "value: .nan", "finite number"),
        ("value: 540", "value: 540.5", "whole number of days"),
        ("  revenue:\n    label", "  turnover:\n    label", "is not under criteria"),
        ("metrics: [revenue, gross_margin, orders]", "metrics: []", "needs metrics"),
        ("zh-CN: 净贡献率", "zh-SG: 净贡献率", "zh-SG: is not a key known here"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(old: str, new: str, words: str) -> None:
    said = refusal(old, new)
    assert said.startswith("ours.yaml, line ")
    assert words in said


def test_the_line_is_that_of_the_mistake() -> None:
    assert f"line {line_of('gross_margin: 40')}:" in refusal("gross_margin: 40", "gros_margin: 40")
    assert f"line {line_of('gates:') + 1}:" in refusal("pitfall: P3", "pitfall: P9")
    assert f"line {line_of('version: default') + 1}:" in refusal("version: default", "version: default\nversion: x")


def test_a_key_given_twice_is_refused() -> None:
    assert "hourly_rate stands twice" in refusal("  cost_cover:", "  hourly_rate:")


@pytest.mark.parametrize("text", ["", "- a\n- b", "version: [", "criteria: {a: 1", "!!python/object:os.system {}"])
def test_a_text_that_is_no_rubric_gets_one_sentence(text: str) -> None:
    with pytest.raises(RubricError, match=r"^ours\.yaml"):
        parse(text, "ours.yaml")


def test_a_rubric_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_default().version = "x"  # type: ignore[misc]


def test_the_schema_accepts_the_default_and_refuses_an_unknown_key() -> None:
    data = json.loads(json.dumps(yaml.safe_load(TEXT), default=str))
    jsonschema.validate(data, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"surprise": 1}, json_schema())


def test_the_page_and_the_schema_are_as_the_rubric_says() -> None:
    for path, text in files().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path}: run `python -m docs.build`"


def test_the_page_shows_every_number_with_its_label_and_reference() -> None:
    page = files()["docs/rubric.md"]
    rubric = load_default()
    numbers = [
        *rubric.settings.values(),
        *rubric.keys.values(),
        *rubric.portfolio.values(),
        *rubric.value_type_rule.values(),
    ]
    numbers += [number for rule in rubric.pitfalls.values() for number in rule.thresholds.values()]
    for number in numbers:
        cells = (
            f"| {number.value:g} | {number.unit} |",
            number.label.en,
            number.label.zh_tw,
            number.label.zh_cn,
            number.reference,
        )
        assert any(all(cell in line for cell in cells) for line in page.splitlines()), number
    for signal in rubric.signals.values():
        assert signal.question.en in page


def test_the_file_tells_editors_where_its_schema_is() -> None:
    assert TEXT.startswith("# yaml-language-server: $schema=rubric.schema.json\n")
