"""Sentences that explain a verdict, in three languages. Every figure comes from the verdict; here it is only worded."""

from prompts.narrator.account import brief, example, explain, parts
from prompts.narrator.answers import (
    compare_sentences,
    nearest_sentences,
    sensitivity_sentence,
    what_if_sentences,
)
from prompts.narrator.book import (
    condition_said,
    described,
    label_said,
    list_sentence,
    portfolio_pitfalls,
    portfolio_sentences,
    shown_of,
)
from prompts.narrator.criteria import criterion_sentence
from prompts.narrator.moves import change_sentences, pitfall_move
from prompts.narrator.pitfalls import decisive, evidence_text, pitfall_meaning, pitfall_sentence

__all__ = [
    "brief",
    "change_sentences",
    "compare_sentences",
    "condition_said",
    "criterion_sentence",
    "decisive",
    "described",
    "evidence_text",
    "example",
    "explain",
    "label_said",
    "list_sentence",
    "nearest_sentences",
    "parts",
    "pitfall_meaning",
    "pitfall_move",
    "pitfall_sentence",
    "portfolio_pitfalls",
    "portfolio_sentences",
    "sensitivity_sentence",
    "shown_of",
    "what_if_sentences",
]
