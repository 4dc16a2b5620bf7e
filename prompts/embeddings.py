"""An embedding model on top of the search, by setting only: `KAM_EMBEDDINGS`, a LangChain provider string.

It may only put what was found into another order (reciprocal rank fusion of both rankings): what is relevant at all is decided by
the words, so that an unrelated question still finds nothing. Questions go to the provider; the passages are the product's own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from knowledge import passages
from knowledge.records import Language
from knowledge.search import Hit, Reranker
from scoring.table import FloatArray

SMOOTH = 60
"""The usual constant of reciprocal rank fusion."""


def configured() -> Reranker | None:
    """The model of `KAM_EMBEDDINGS`; None where there is none."""
    provider = os.environ.get("KAM_EMBEDDINGS", "").strip()
    return ByMeaning(_provider(provider)) if provider else None


class ByMeaning:
    """Orders hits by both rankings. `embeddings`: a LangChain `Embeddings`, or what behaves so."""

    def __init__(self, embeddings: Any) -> None:
        self.embeddings = embeddings
        self.known: dict[tuple[str, Language], FloatArray] = {}

    def __call__(self, question: str, lang: Language, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits in their new order; as they were where the model fails."""
        try:
            asked = _unit(self.embeddings.embed_query(question))
            near = [float(asked @ self._of(hit.passage.id, lang)) for hit in hits]
        except Exception:  # noqa: BLE001 - a provider may raise anything; the search works without it
            return hits
        by_meaning = {at: rank for rank, at in enumerate(sorted(range(len(hits)), key=lambda at: -near[at]))}
        order = sorted(range(len(hits)), key=lambda at: -(1 / (SMOOTH + at) + 1 / (SMOOTH + by_meaning[at])))
        return [hits[at] for at in order]

    def _of(self, passage_id: str, lang: Language) -> FloatArray:
        """A passage's vector, computed once."""
        if (passage_id, lang) not in self.known:
            text = passages.get(passage_id).said(lang)
            self.known[passage_id, lang] = _unit(self.embeddings.embed_documents([f"{text.title}\n{text.body}"])[0])
        return self.known[passage_id, lang]


def _unit(vector: Sequence[float]) -> FloatArray:
    found = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(found))
    return found / length if length else found


@cache
def _provider(provider: str) -> Any:
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    from langchain.embeddings import init_embeddings

    return init_embeddings(provider)
