"""The five pitfalls: rules that decide over columns (`logic.py`, `five.py`) and speak for one account (`evidence.py`)."""

from scoring.pitfalls.evidence import spoken
from scoring.pitfalls.five import ON_FINAL_TIER, rules, small_neglected
from scoring.pitfalls.logic import CLEAR, FIRED, NOT_TESTABLE, STATES, WATCH, PitfallRules, evaluate, state_codes

__all__ = [
    "CLEAR",
    "FIRED",
    "NOT_TESTABLE",
    "ON_FINAL_TIER",
    "STATES",
    "WATCH",
    "PitfallRules",
    "evaluate",
    "rules",
    "small_neglected",
    "spoken",
    "state_codes",
]
