"""Sentences that explain a verdict, in three languages. Every figure comes from the verdict; here it is only worded."""

from prompts.narrator.account import explain
from prompts.narrator.answers import (
    compare_sentences,
    nearest_sentences,
    sensitivity_sentence,
    what_if_sentences,
)
from prompts.narrator.criteria import criterion_sentence
from prompts.narrator.moves import change_sentences, pitfall_move
from prompts.narrator.pitfalls import decisive, evidence_text, pitfall_sentence

__all__ = [
    "change_sentences",
    "compare_sentences",
    "criterion_sentence",
    "decisive",
    "evidence_text",
    "explain",
    "nearest_sentences",
    "pitfall_move",
    "pitfall_sentence",
    "sensitivity_sentence",
    "what_if_sentences",
]
