"""A pitfall has one name in each language: what is learnt of it bears the name that the cards have."""

from __future__ import annotations

import pytest

from knowledge import passages
from prompts.words import LANGUAGES
from scoring.rubric import load_default


@pytest.mark.parametrize("lang", LANGUAGES)
def test_passages_name_the_pitfalls_as_the_rubric_does(lang: str) -> None:
    overview = "\n".join(passages.get("five-pitfalls").said(lang).paragraphs).casefold()
    for key, pitfall in load_default().pitfalls.items():
        name = pitfall.label.in_(lang).casefold()
        title = passages.get(f"pitfall-{pitfall.name.replace('_', '-')}").said(lang).title.casefold()
        assert key.casefold() in title
        assert title.endswith(name), (key, title)
        assert name in overview, (key, name)
