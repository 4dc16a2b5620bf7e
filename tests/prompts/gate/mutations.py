"""Good sentences spoiled: something put in, taken out or exchanged, anywhere, also inside words and slots."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from prompts.gate import SLOT, Sentence
from tests.prompts.gate import given

FIGURES = (
    "7 62 １２ 12.5% 3,000 €9 $ ¥ ％ ½ ² ③ ㊄ Ⅻ XII IV ٦٢ ६२ 𝟟 一 三 十二 廿 兩 两 半 倍 成 折 百 千 萬 万 億 "
    "亿 壹 參 陆 〇 零 幾 几 雙 双 "
    "三成 八折 對折 对折 腰斬 腰斩 兩倍 两倍 百分之五 半數 半数 元 趴 one two twelve thirty half third quarter twice once "
    "double dozen couple first second tenfold nil hundred twenty-one fifties percent million several both"
)
WORDS = (
    "above below more less most rose falling strong weak only always top industry 高於 高于 低於 低于 上升 "
    "下降 最 比 很 較 较 排名 第 領先 领先 "
    "not no isn't of equals is than 不是 並非 并非 等於 等于 的 是 tier A B 級 级 A級 大客戶 大客户 一般 一起 "
    "一定 統一 统一 萬一 万一 雙方 双方 "
    "十字 五金 成本 折扣 起 定 般 直 方 并 半導體 半导体 , . ; : - / ( ) ， 。 、 「 」 “ ” and 和"
)
PHRASES = (
    "one another", "at once", "no one", "on the one hand", "one of our", "in the first place", "square one",
    "what about", "請聯絡", "请联系", " ", "\n", "<!channel>", "https://x.example", "www.", "*", "{", "}", "｛", "｝",
)  # fmt: skip
SLOTS = ("{b.name}", "{globex.revenue}", "{a.secret}", "{a.total", "a.growth}", "{ a.tier }", "{A.tier}", "{}")


@dataclass(frozen=True, slots=True)
class Change:
    """`kind`: put in, put instead of, take out, double. `at`: where, as a share of the length. `token`: what."""

    kind: str
    at: float
    token: str
    length: int = 1


KINDS = ("in", "in", "in", "instead", "instead of a slot", "out", "double")


@cache
def tokens(lang: str) -> tuple[str, ...]:
    """What may be put in: figures, words, slots, names, odd characters, and pieces of other good sentences."""
    facts = given.facts(lang)
    pieces = [text[at : at + 9] for text in (one.text for one in given.good(lang)) for at in range(0, len(text), 17)]
    return (
        *FIGURES.split() * 2,
        *WORDS.split() * 2,
        *PHRASES,
        *SLOTS,
        *given.names(lang) * 3,
        *(f"{{{key}}}" for key in facts),
        *(fact.text for fact in facts.values()),
        *odd_characters(),
        *pieces,
    )


@cache
def odd_characters() -> tuple[str, ...]:
    """Characters of every category, and many numerals."""
    by_category: dict[str, list[str]] = {}
    for point in range(0x20000):
        by_category.setdefault(unicodedata.category(chr(point)), []).append(chr(point))
    by_category.pop("Cs")
    chosen = [signs[:: max(1, len(signs) // (120 if kind[0] == "N" else 12))] for kind, signs in by_category.items()]
    return tuple(sign for signs in chosen for sign in signs)


def mutated(sentence: Sentence, changes: list[Change]) -> Sentence:
    """The sentence with the changes made in its text, one after the other."""
    text = sentence.text
    for change in changes:
        text = _changed(text, change)
    return replace(sentence, text=text)


def drawn(random: Random, sentence: Sentence, lang: str) -> Sentence:
    """The sentence with one to three random changes."""
    some = tokens(lang)
    changes = [
        Change(random.choice(KINDS), random.random(), _spaced(random, random.choice(some)), random.randint(1, 4))
        for _ in range(random.choice((1, 1, 2, 3)))
    ]
    return mutated(sentence, changes)


def _spaced(random: Random, token: str) -> str:
    return f" {token} " if random.random() < 0.5 else token


def _changed(text: str, change: Change) -> str:
    slots = list(SLOT.finditer(text))
    if change.kind == "instead of a slot" and slots:
        slot = slots[int(change.at * len(slots)) % len(slots)]
        return text[: slot.start()] + change.token + text[slot.end() :]
    at = min(int(change.at * (len(text) + 1)), len(text))
    upto = at + change.length
    put = {"in": change.token + text[at:upto], "instead": change.token, "double": text[at:upto] * 2}.get(
        change.kind, ""
    )
    return text[:at] + put + text[upto:]
