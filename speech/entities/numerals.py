"""Chinese numerals: characters for digits, and quantities with 十百千万 through cn2an."""

import re

import cn2an

DIGITS = {
    **{str(d): str(d) for d in range(10)},
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **{"幺": "1", "两": "2", "俩": "2", "拐": "7", "洞": "0", "勾": "9", "钩": "9"},
}
"""Characters that stand for one digit, with the telephone readings 幺 洞 拐 两 勾."""

_D = "[一二两三四五六七八九]"
_TENS = f"{_D}?十{_D}?"
_HUNDREDS = f"{_D}百(?:零{_D}|{_D}十{_D}?)?"
_THOUSANDS = f"{_D}千(?:零(?:{_D}十{_D}?|{_D})|{_HUNDREDS})?"
QUANTITY = re.compile(f"{_THOUSANDS}|{_HUNDREDS}|{_TENS}")
"""A quantity below ten thousand, spoken in full."""


def quantity(text: str) -> int:
    """The value of a text that `QUANTITY` matches: '三百二十一' → 321."""
    return int(cn2an.cn2an(text.replace("两", "二"), "smart"))
