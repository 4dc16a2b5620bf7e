"""An embedding model on top of the search, by setting only: `KAM_EMBEDDINGS`, a LangChain provider string.

It may only put what was found into another order (reciprocal rank fusion of both rankings): what is relevant at all is decided by
the words, so that an unrelated question still finds nothing. Questions go to the provider; the passages are the product's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np

from knowledge import passages
from knowledge.records import Language
from knowledge.search import Hit
from prompts.model import ModelFailed, embeddings, within
from scoring.table import FloatArray

SECONDS = 3.0
"""What the order may cost an answer; then the words decide."""
SMOOTH = 60
"""The usual constant of reciprocal rank fusion."""


def configured() -> ByMeaning | None:
    """The model of `KAM_EMBEDDINGS`; None where there is none."""
    provider = os.environ.get("KAM_EMBEDDINGS", "").strip()
    return _of_provider(provider) if provider else None


class ByMeaning:
    """Orders hits by both rankings. `make`: gives a LangChain `Embeddings`, or what behaves so, when it is first needed."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self.known: dict[tuple[str, Language], FloatArray] = {}

    def __call__(self, question: str, lang: Language, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits in their new order; as they were where the model fails (`kam doctor` says why)."""
        try:
            near = within(SECONDS, lambda: self._near(question, lang, hits))
        except ModelFailed:
            return hits
        by_meaning = {at: rank for rank, at in enumerate(sorted(range(len(hits)), key=lambda at: -near[at]))}
        order = sorted(range(len(hits)), key=lambda at: -(1 / (SMOOTH + at) + 1 / (SMOOTH + by_meaning[at])))
        return [hits[at] for at in order]

    def reach(self) -> None:
        """Asks for one vector. Raises ModelFailed, saying why, where none comes."""
        within(SECONDS, lambda: self._embeddings.embed_query("ready"))

    @cached_property
    def _embeddings(self) -> Any:
        return self.make()

    def _near(self, question: str, lang: Language, hits: Sequence[Hit]) -> list[float]:
        """How near each hit is to the question, as a cosine."""
        asked = _unit(self._embeddings.embed_query(question))
        return [float(asked @ self._of(hit.passage.id, lang)) for hit in hits]

    def _of(self, passage_id: str, lang: Language) -> FloatArray:
        """A passage's vector, computed once."""
        if (passage_id, lang) not in self.known:
            text = passages.get(passage_id).said(lang)
            self.known[passage_id, lang] = _unit(self._embeddings.embed_documents([f"{text.title}\n{text.body}"])[0])
        return self.known[passage_id, lang]


def _unit(vector: Sequence[float]) -> FloatArray:
    found = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(found))
    return found / length if length else found


@cache
def _of_provider(provider: str) -> ByMeaning:
    """One for all questions: passages are embedded once."""
    return ByMeaning(lambda: embeddings(provider))
