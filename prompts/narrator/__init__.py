"""Sentences that explain a verdict, in three languages. Every figure comes from the verdict; here it is only worded."""

from prompts.narrator.account import explain
from prompts.narrator.criteria import criterion_sentence
from prompts.narrator.pitfalls import decisive, evidence_text, pitfall_sentence

__all__ = ["criterion_sentence", "decisive", "evidence_text", "explain", "pitfall_sentence"]
