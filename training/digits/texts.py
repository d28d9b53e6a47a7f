"""What callers say around and instead of numbers, at random: material to train the head on.

Emits `Utterance`s: parts that are words or digits, from which both the sound and the labels follow.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).with_name("sentences.txt")
"""Sentences without spelled numbers, one a line, written for this."""


@dataclass(frozen=True)
class Part:
    """A stretch of words, or of digits said one after another."""

    text: str
    """Chinese characters; digits as 零一二三四五六七八九幺洞拐两."""
    digits: bool = False
    pause: bool = False
    """A pause follows."""


Utterance = tuple[Part, ...]

_LENGTHS = (10,) * 10 + (11,) * 4 + (8, 9, 7, 6, 5) + (4,) * 3 + (3,) * 3 + (2,) * 3 + (1,) * 5
_GROUPS = (
    (10,), (10,), (3, 3, 4), (3, 3, 4), (3, 7), (5, 5), (3, 4, 3), (4, 4, 2), (2, 2, 2, 2, 2), (6, 4),
    (3, 4, 4), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1), (4, 3, 3), (2, 4, 4), (4, 6),
)  # fmt: skip
_BEFORE = (
    "卡号是", "我的会员号是", "号码是", "号码", "会员号", "嗯", "呃", "那个", "是", "我报给你", "卡号", "你记一下",
    "喂", "好", "好的", "我看看", "就是", "应该是", "我的卡号是", "会员卡号是", "后面是", "前面三位是", "最后四位是",
    "不对是", "哦不是", "不是是", "等一下", "我找一下啊", "编号", "我的号码是", "电话是", "手机号", "对", "啊",
)  # fmt: skip
_AFTER = (
    "对", "对的", "没了", "就这个", "好了", "对吧", "谢谢", "啊", "嗯", "是吧", "你查一下", "就是这个号码", "完了",
    "不对", "吗", "的", "号",
)  # fmt: skip
_BETWEEN = (
    "嗯",
    "呃",
    "然后",
    "后面",
    "再是",
    "那个",
    "等一下",
    "不对是",
    "哦",
    "下面是",
    "空格",
    "杠",
)
_WEAK = "01247"
"""Digits whose vowels a telephone weakens, so that they are confused and swallowed: said more often."""
_CODE = {"0": "洞", "1": "幺", "2": "两", "7": "拐"}
_PLAIN = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


def numbers(chance: random.Random) -> Iterator[Utterance]:
    """Endless utterances with a number in them."""
    while True:
        digits = _number(chance)
        parts = _grouped(digits, chance)
        if chance.random() < 0.3:
            parts = [Part(chance.choice(_BEFORE), pause=chance.random() < 0.4), *parts]
        if chance.random() < 0.15:
            parts = [*parts, Part(chance.choice(_AFTER))]
        if len(parts) > 2 and chance.random() < 0.06:
            at = chance.randrange(1, len(parts))
            parts.insert(at, Part(chance.choice(_BETWEEN), pause=chance.random() < 0.5))
        yield tuple(parts)


def speech(
    chance: random.Random, known: Sequence[str], words: Sequence[str]
) -> Iterator[Utterance]:
    """Endless utterances without a number: `known` sentences, and `words` strung together."""
    while True:
        if chance.random() < 0.5:
            yield (Part(chance.choice(known)),)
        else:
            picked = [chance.choice(words) for _ in range(chance.randint(1, 7))]
            yield (Part("".join(picked)),)


def _number(chance: random.Random) -> str:
    """Digits, repeated ones more often than by chance, because they are what gets swallowed."""
    digits = ""
    repeats = chance.choice((0.0, 0.1, 0.1, 0.3, 0.5))
    for _ in range(chance.choice(_LENGTHS)):
        again = digits and chance.random() < repeats
        digits += digits[-1] if again else chance.choice("0123456789" + _WEAK)
    return _as_said(digits, chance)


def _as_said(digits: str, chance: random.Random) -> str:
    """一 or 幺, mostly the same within a number; military forms now and then."""
    style = chance.random()
    if style < 0.06:
        return "".join(_CODE.get(digit, _PLAIN[digit]) for digit in digits)
    ones = chance.choice((0.0, 0.0, 0.0, 1.0, 0.5))
    said = "".join("幺" if d == "1" and chance.random() < ones else _PLAIN[d] for d in digits)
    return said.replace("二", "两") if style < 0.08 else said


def _grouped(digits: str, chance: random.Random) -> list[Part]:
    parts = []
    pauses = chance.choice((0.0, 0.3, 1.0, 1.0))
    for size in chance.choice(_GROUPS):
        group, digits = digits[:size], digits[size:]
        if group:
            parts.append(Part(group, digits=True, pause=chance.random() < pauses))
    if digits:
        parts.append(Part(digits, digits=True))
    return parts
