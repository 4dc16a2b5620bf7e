"""What must not stand in an answer outside its facts: figures, signs of money and share, names. Knows nothing of the gate.

It reads what a reader reads, the rendered text, and takes the facts' own texts out of it, each one once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

CHINESE_DIGITS = "零〇一二两兩三四五六七八九十百千万萬亿億兆廿卅卌半倍双雙俩倆仨几幾壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
CHINESE_PHRASES = (
    "对折 對折 对摺 對摺 打折 打个折 打個折 腰斩 腰斬 翻番 过半 過半 百分 多数 多數 少数 少數 数天 數天 数次 "
    "數次 数家 數家 数月 數月 若干 "
    "美元 美金 欧元 歐元 日元 日圓 人民币 人民幣 新台币 台幣 块钱 塊錢"
)
CHINESE_HARMLESS = (
    "一起 一般 一定 一旦 一直 一併 一并 一同 一边 一邊 一面 一方面 另一方面 进一步 進一步 统一 統一 同一 逐一 "
    "万一 萬一 半导体 半導體 折扣 "
    "双方 雙方 千万别 千萬別 百忙 五金 十字路口 什么 什麼 为什么 為什麼 参考 參考 参与 參與 参加 參加 陆续 陸續 收拾 伙伴 夥伴"
)
UNITS = "zero one two three four five six seven eight nine ten eleven twelve"
STEMS = (
    "hundred thousand million billion trillion thirt fourt fift sixt sevent eight ninet twent forty fortie quarter "
    "third double triple treble"
)
PARTS = (
    "half halve halves halved twice thrice once dozen dozens couple pair first second fourth fifth sixth "
    "seventh eighth ninth tenth "
    "eleventh twelfth single several percent percentage pct nil naught nought none nothing both many few fewer "
    "plenty lots handful "
    "dollar dollars euro euros yuan yen pound pounds eur usd twd ntd cny rmb bps"
)
ENGLISH_HARMLESS = (
    "one another",
    "no one",
    "at once",
    "once more",
    "one of our",
    "on the one hand",
    "in the first place",
)
ENGLISH_HARMLESS_TOO = ("square one", "second nature", "half-hearted")
ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
CURRENCY = frozenset("%‰‱٪")


def escapes(text: str, texts: Collection[str], names: Collection[str]) -> list[str]:
    """Every figure, sign and known name in the text that is not inside one of the facts' texts."""
    left = unicodedata.normalize("NFKC", without(text, texts))
    left = "".join(c for c in left if unicodedata.category(c) not in ("Cf", "Mn"))
    return [*_figures(left), *_signs(left), *(name for name in names if _stands(name, left))]


def without(text: str, texts: Collection[str]) -> str:
    """The text with each of the facts' texts taken out once, the longest first."""
    for one in sorted(texts, key=len, reverse=True):
        signs = [re.escape(sign) for sign in one if not sign.isspace()]
        pattern = f"(?i:{signs[0]})" + "".join(rf"\s*{sign}" for sign in signs[1:])
        text = re.sub(pattern, " | ", text, count=1)
    return text


def _figures(left: str) -> list[str]:
    chinese = left
    for phrase in sorted(CHINESE_HARMLESS.split(), key=len, reverse=True):
        chinese = chinese.replace(phrase, "|")
    found = [c for c in chinese if c in CHINESE_DIGITS or _is_numeral(c)]
    found += [phrase for phrase in CHINESE_PHRASES.split() if phrase in chinese]
    return found + _english(left) + _roman(left)


def _is_numeral(sign: str) -> bool:
    return unicodedata.category(sign) in ("Nd", "Nl", "No") or sign.isnumeric()


def _english(left: str) -> list[str]:
    plain = re.sub(r"\s+", " ", left.casefold())
    for phrase in (*ENGLISH_HARMLESS, *ENGLISH_HARMLESS_TOO):
        plain = re.sub(rf"\b{phrase}\b", "|", plain)
    words = re.findall(r"[a-z]+", plain)
    return [word for word in words if _is_number_word(word)]


def _is_number_word(word: str) -> bool:
    return (
        word in UNITS.split()
        or word in PARTS.split()
        or any(word.startswith(stem) for stem in STEMS.split())
        or re.fullmatch(rf"({'|'.join(UNITS.split())}|hundred|thousand)fold", word) is not None
    )


def _roman(left: str) -> list[str]:
    words = re.findall(r"(?<![A-Za-z])[IVXLCDM]{2,}(?![A-Za-z])", left)
    return [word for word in words if ROMAN.fullmatch(word)]


def _signs(left: str) -> list[str]:
    return [c for c in left if c in CURRENCY or unicodedata.category(c) == "Sc"]


def _stands(name: str, left: str) -> bool:
    signs = [re.escape(sign) for sign in name if sign.isalnum()]
    start = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    end = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
    return re.search(start + r"[\W_]*".join(signs) + end, left, re.IGNORECASE) is not None
