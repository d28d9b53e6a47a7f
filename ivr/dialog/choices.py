"""One of two or three things offered, as callers choose it: 头一个, 后头那个, 身故的那个, 都讲一讲."""

import re
from collections.abc import Sequence

from speech.entities.text import bare

_LEAD = "(?:是|选|要|按|就|我|应该|想|问|讲|说|的|那就|那|嗯|喔|哦|就要|我要问|第)*"
_TAIL = "(?:[个项条种样]|的|啊|呀|吧|呢|喏|那个|这个|一个|好了|讲|咯|了)*"
_FIRST = "[1一幺]|头(?:上)?一?|前(?:头|面|边|一|面一)?|上(?:头|面|边)|最前面?|开头"
_SECOND = "[2二两]"
_THIRD = "[3三]"
_MIDDLE = "中间|当中"
_LAST = "最后(?:头|面)?一?|末(?:脚|了|尾)?一?|后(?:头|面|边|一)?|下(?:头|面|边)|最末"
_PLACES = [
    (re.compile(f"{_LEAD}(?:{words}){_TAIL}"), place)
    for words, place in (
        (_FIRST, 0), (_SECOND, 1), (_THIRD, 2), (_MIDDLE, "middle"), (_LAST, "last"),
        *((f"[{place}{char}]", place - 1) for place, char in enumerate("四五六七八九", 4)),
    )
]  # fmt: skip
_NONE = re.compile(
    "(?:这些|这几个)?(?:都不是?|都没有?|不是|没有|全不是|侪勿是|都勿是|一个也不是|一个都不是|全都不是)"
    "(?:的|啊|呀|这些|这几个|我要的|我问的|我要问的)*"
)
_ALL = re.compile(
    f"{_LEAD}(?:[两二三]个|几个|全部|统统|侪)?(?:都|全|侪)(?:要|想|讲|说|听|问|念|问一?下|想听|想问|告诉我)?(?:一?[讲说听问]|一?下|一遍|的|啊|呀|吧)*|{_LEAD}[两二三]个(?:都|全|侪).*"
)
_AROUND = re.compile(
    "^(?:是|选|要|我|应该|想|问的?|讲|说|就|那|嗯|的)+|(?:的|那个|这个|那一个|啊|呀|吧|呢|个)+$"
)
_LEAST = 2
"""Characters of a name that choose it."""


def place_in(text: str, count: int) -> int | None:
    """The place, from 0, that `text` names of `count`; None for none."""
    said = bare(text)
    for words, place in _PLACES:
        if words.fullmatch(said):
            if place == "middle":
                return 1 if count == 3 else None
            at = count - 1 if place == "last" else place
            return at if isinstance(at, int) and at < count else None
    return None


_KEY = re.compile(f"(?:我)?(?:按|选|要|摁)?第?([1-9一二两三四五六七八九])(?:号键?|个|键)?{_TAIL}")
_DIGITS = {char: str(place) for place, char in enumerate("一二三四五六七八九", 1)} | {"两": "2"}


def key_in(text: str) -> str:
    """The key that `text` names and no more: 四, 按四, 第四个; '' for none."""
    said = _KEY.fullmatch(bare(text))
    return _DIGITS.get(said[1], said[1]) if said else ""


def denies_all(text: str) -> bool:
    """Whether it says: none of them."""
    return bool(_NONE.fullmatch(bare(text)))


def wants_all(text: str) -> bool:
    """Whether it says: all of them."""
    return bool(_ALL.fullmatch(bare(text)))


def named_in(text: str, names: Sequence[str]) -> int | None:
    """The place of the one name that `text` says, whole or in part; None if no or several names fit."""
    said = _AROUND.sub("", _AROUND.sub("", bare(text)))
    if len(said) < _LEAST:
        return None
    hits = [at for at, name in enumerate(names) if _runs_through(name, said)]
    return hits[0] if len(hits) == 1 else None


def _runs_through(name: str, said: str) -> bool:
    """Whether the characters of `said` stand in `name`, in their order."""
    rest = iter(name)
    return all(char in rest for char in said)
