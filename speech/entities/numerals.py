"""Chinese numerals: characters for digits, and quantities with 十百千万 through cn2an."""

import re
from decimal import Decimal, InvalidOperation

import cn2an

from speech.entities.text import plain

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


def parse_amount(text: str) -> Decimal | None:
    """An amount of money in yuan: '两万块' → 20000, '3块5' → 3.5; None when there is no clear one.

    Several different amounts in one text, and vague ones ('两万多', '几千块'), are not clear.
    """
    text = re.sub(r"(?<=\d),(?=\d{3})", "", plain(text))
    if _VAGUE.search(text):
        return None
    matches = list(_AMOUNT.finditer(text))
    # A unit tells an amount from other numbers in the sentence (一个, 第二).
    told = [match for match in matches if match["unit"]] or matches
    amounts = {_amount(match) for match in told}
    return amounts.pop() if len(amounts) == 1 else None


_AMOUNT = re.compile(
    r"(?P<yuan>[\d.零一二两三四五六七八九十百千万亿点]+)(?P<unit>元|块钱?|人民币|圆)?"
    r"(?:(?<=[元块])(?P<jiao>[\d一二两三四五六七八九])(?:角|毛)?)?"
)
_MAX = Decimal(10**12)
"""Yuan; beyond it a recogniser has written something else."""
_VAGUE = re.compile("[几多余]|左右|上下|大概|大约|差不多|不到|至少|最多|以上|以内")


def _amount(match: re.Match[str]) -> Decimal | None:
    try:
        yuan = Decimal(str(cn2an.cn2an(match["yuan"].replace("两", "二"), "smart")))
    except (ValueError, KeyError, InvalidOperation):  # cn2an raises all but the last
        return None
    if yuan > _MAX:
        return None
    if match["jiao"]:
        yuan += Decimal(DIGITS[match["jiao"]]) / 10
    return yuan.quantize(Decimal(1)) if yuan == yuan.to_integral_value() else yuan
