"""An embedding model may reorder what the words found, and nothing else."""

from __future__ import annotations

import threading
import time

import pytest

from knowledge.search import search
from prompts import embeddings
from prompts.embeddings import ByMeaning, configured
from prompts.model import ModelFailed


class Counted:
    """Embeddings that like one word; counts what it is asked."""

    def __init__(self, liked: str) -> None:
        self.liked, self.documents = liked, 0

    def embed_query(self, _text: str) -> list[float]:
        return [1.0, 0.0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.documents += len(texts)
        return [[1.0, 0.0] if self.liked in text else [0.0, 1.0] for text in texts]


class Broken(Counted):
    """A provider that fails."""

    def embed_query(self, _text: str) -> list[float]:
        raise ConnectionError("no provider")


QUESTION = "what is a key account"


def test_without_the_setting_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAM_EMBEDDINGS", raising=False)
    assert configured() is None


def test_it_reorders_what_was_found_and_adds_nothing() -> None:
    plain = [hit.passage.id for hit in search("pseudo key account one big purchase", "en", 5)]
    liked = Counted("80/20")
    again = [
        hit.passage.id
        for hit in search("pseudo key account one big purchase", "en", 5, rerank=ByMeaning(lambda: liked))
    ]
    assert set(again) == set(plain)
    last = search("pseudo key account one big purchase", "en", 5)[-1].passage
    raised = ByMeaning(lambda: Counted(last.said("en").title))
    moved = [hit.passage.id for hit in search("pseudo key account one big purchase", "en", 5, rerank=raised)]
    assert moved.index(last.id) < plain.index(last.id)


def test_passages_are_embedded_once() -> None:
    counted = Counted("x")
    by_meaning = ByMeaning(lambda: counted)
    first = search(QUESTION, "en", 5, rerank=by_meaning)
    asked = counted.documents
    assert search(QUESTION, "en", 5, rerank=by_meaning) == first
    assert counted.documents == asked > 0


def test_where_nothing_is_relevant_nothing_is_asked_and_a_failure_changes_nothing() -> None:
    counted = Counted("x")
    assert search("best pizza in town", "en", rerank=ByMeaning(lambda: counted)) == []
    assert counted.documents == 0
    assert search(QUESTION, "en", rerank=ByMeaning(lambda: Broken("x"))) == search(QUESTION, "en")


def test_one_that_langchain_does_not_know_changes_nothing_and_the_check_up_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAM_EMBEDDINGS", "nonsense")
    unknown = configured()
    assert unknown is not None
    assert unknown is configured()
    assert search(QUESTION, "en", rerank=unknown) == search(QUESTION, "en")
    with pytest.raises(ModelFailed, match="Must specify"):
        unknown.reach()


def test_one_that_never_answers_costs_an_answer_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "SECONDS", 0.2)
    never = threading.Event()
    silent = ByMeaning(lambda: never.wait(5))
    begun = time.monotonic()
    assert search(QUESTION, "en", rerank=silent) == search(QUESTION, "en")
    assert time.monotonic() - begun < 3
    never.set()
