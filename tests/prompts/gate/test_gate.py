"""The gate against sentences that should pass, sentences that must not, and an oracle that does not know it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from prompts.gate import Sentence, reasons
from prompts.render import rendered
from prompts.words import LANGUAGES
from tests.prompts.gate import given
from tests.prompts.gate.mutations import KINDS, Change, drawn, mutated, tokens
from tests.prompts.gate.oracle import escapes

LEAST_PASSED = 0.95
SEED = int(os.environ.get("KAM_GATE_SEED", "20260630"))
MUTATED = 200_000
BATCH = 5_000


def passes(sentence: Sentence, lang: str) -> bool:
    return not reasons(sentence, given.allowed(lang))


def escaped(sentence: Sentence, lang: str) -> list[str]:
    """What the oracle finds in the sentence as it is read."""
    facts = given.facts(lang)
    said = rendered(sentence, facts, lang)
    texts = [facts[key].text for key in said.facts]
    if sentence.quote and sentence.quote in given.PASSAGES[lang]:
        texts.append(sentence.quote)
    classes = [fact.text for fact in facts.values() if fact.kind == "class"]
    return escapes(said.text, texts, [*given.names(lang), *classes])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_good_sentences_pass(lang: str) -> None:
    sentences = given.good(lang)
    fell = {one.text: why for one in sentences if (why := reasons(one, given.allowed(lang)))}
    assert len(sentences) >= 60
    assert len(fell) <= (1 - LEAST_PASSED) * len(sentences), fell


@pytest.mark.parametrize("lang", LANGUAGES)
def test_good_sentences_differ_from_one_another(lang: str) -> None:
    texts = [one.text for one in given.good(lang)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_oracle_finds_nothing_in_good_sentences(lang: str) -> None:
    found = {one.text: some for one in given.good(lang) if (some := escaped(one, lang))}
    assert not found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_false_sentences_are_rejected(lang: str) -> None:
    groups = given.false(lang)
    assert sum(map(len, groups.values())) >= 50
    assert not [(wrong, one) for wrong, some in groups.items() for one in some if passes(one, lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_good_sentences_with_a_name_typed_out_are_rejected(lang: str) -> None:
    spoiled = [Sentence(f"{one.text} {name}") for one in given.good(lang) for name in given.names(lang)]
    assert not [one.text for one in spoiled if passes(one, lang)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Growth of 12% and ７ visits", ["1", "2", "7", "%"]),
        ("A third of it, twentyfold", ["third", "twentyfold"]),
        ("等於三成", ["三"]),
        ("打個折", ["打個折"]),
        ("XII visits", ["XII"]),
        ("Talk at once with Acme-Pumps", ["Acme Pumps"]),
        ("一起談，進一步了解", []),
        ("tell one another about revenue at 12%", []),
    ],
)
def test_the_oracle_finds_what_is_outside_the_facts(text: str, found: list[str]) -> None:
    assert escapes(text, ["Revenue at 12%"], ["Acme Pumps"]) == found


def test_the_oracle_takes_a_fact_out_once() -> None:
    assert escapes("revenue at 12% and revenue at 12%", ["Revenue at 12%"], []) == ["1", "2", "%"]


@st.composite
def spoiled_sentences(draw: st.DrawFn) -> tuple[Sentence, str]:
    lang = draw(st.sampled_from(LANGUAGES))
    token = st.sampled_from(tokens(lang)) | st.characters(codec="utf-8") | st.text(max_size=4)
    place = st.floats(0, 1, exclude_max=True)
    changes = st.lists(
        st.builds(Change, st.sampled_from(KINDS), place, token, st.integers(1, 4)), min_size=1, max_size=3
    )
    return mutated(draw(st.sampled_from(given.good(lang))), draw(changes)), lang


@settings(max_examples=400, deadline=None)
@for_all(spoiled_sentences())
def test_what_passes_shows_no_figure_or_name_outside_its_facts(spoiled: tuple[Sentence, str]) -> None:
    sentence, lang = spoiled
    if passes(sentence, lang):
        assert not escaped(sentence, lang)


def batch(seed: int) -> tuple[int, list[tuple[str, str, list[str]]]]:
    """How many of a batch of spoiled sentences pass, and those that the oracle objects to."""
    random, passed, found = Random(seed), 0, []
    good = {lang: given.good(lang) for lang in LANGUAGES}
    for number in range(BATCH):
        lang = LANGUAGES[number % len(LANGUAGES)]
        sentence = drawn(random, random.choice(good[lang]), lang)
        if not passes(sentence, lang):
            continue
        passed += 1
        some = escaped(sentence, lang)
        found += [(lang, sentence.text, some)] if some else []
    return passed, found


def total(
    batches: Iterable[tuple[int, list[tuple[str, str, list[str]]]]],
) -> tuple[int, list[tuple[str, str, list[str]]]]:
    passed, found = 0, list[tuple[str, str, list[str]]]()
    for some, objections in batches:
        passed, found = passed + some, found + objections
    return passed, found


@pytest.mark.slow
def test_of_200_000_spoiled_sentences_none_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        passed, found = total(pool.map(batch, range(SEED, SEED + MUTATED // BATCH)))
    with capsys.disabled():
        share = f"{passed} of {MUTATED} spoiled sentences passed ({passed / MUTATED:.1%})"
        sys.stdout.write(f"\nseed {SEED}: {share}, {len(found)} escaped\n")
    assert not found, found[:20]
