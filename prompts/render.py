"""From a sentence with slots to what is read: phrases in their places, in the manners of the language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from prompts.facts import Fact, Said
from prompts.gate import SLOT, Sentence

CHINESE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
QUOTES = {"en": (": “", "”"), "zh-TW": ("：「", "」"), "zh-CN": ("：“", "”")}
STOPS = {"en": ".", "zh-TW": "。", "zh-CN": "。"}


def rendered(sentence: Sentence, facts: Mapping[str, Fact], lang: str) -> Said:
    """The sentence as it is read, with the facts that it shows."""
    slots = tuple(dict.fromkeys(SLOT.findall(sentence.text)))
    text = SLOT.sub(lambda found: facts[found[1]].text, sentence.text)
    if sentence.quote and sentence.quote not in text:
        before, after = QUOTES[lang]
        text = f"{text.rstrip(' .。:：')}{before}{sentence.quote.strip()}{after}"
    return Said(_in_manners(text, lang), slots, sentence.passage if sentence.quote else None)


def _in_manners(text: str, lang: str) -> str:
    text = " ".join(text.split())
    if lang != "en":
        text = re.sub(rf"(?<=[{CHINESE}]) (?=\S)|(?<=\S) (?=[{CHINESE}])", "", text)
        return text if text[-1] in "。！？」”" else text.rstrip(".,;") + STOPS[lang]
    text = text[:1].upper() + text[1:]
    return text if text[-1] in ".!?”" else text + STOPS[lang]
