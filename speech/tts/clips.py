"""The closed set of clips that numbers and dates are joined from.

A clip whose text ends in a comma is the last of its group and falls; the others lead on. Digits
joined from clips are understood better than digit strings rendered as a whole, which come out
hurried (measured in `speech/tts/README.md`).
"""

from collections.abc import Sequence
from datetime import date

from speech.tts.phrase import Phrase
from speech.tts.text_normalization import DIGITS, read_date, read_digits, read_number

FIRST_YEAR, LAST_YEAR = 1930, 2040
"""Years whose clips exist."""
_WEIGHTS = ((10_000, "万"), (1000, "千"), (100, "百"))


def number_phrases(groups: Sequence[str]) -> list[Phrase]:
    """Clips of digits said one by one, 幺 for 1; a pause after each group such as '390'."""
    return [
        _clip(spoken, last=place == len(group) - 1)
        for group in groups
        for place, spoken in enumerate(read_digits(group))
    ]


def count_phrases(number: int | str) -> list[Phrase]:
    """Clips of a quantity from 0 to 99 999 999 that is followed by what is counted."""
    number = int(number)
    if not 0 <= number < 100_000_000:
        raise ValueError(f"no clips for the number {number}")
    if number == 2:
        return [_clip("两")]
    return [_clip(part) for part in _number_parts(number)]


def ordinal_phrases(number: int | str) -> list[Phrase]:
    """The clip of a number after 第, 0 to 99: two is 二 there. Raises `ValueError` beyond."""
    if not 0 <= int(number) < 100:
        raise ValueError(f"no clip for the place {number}")
    return [_clip(read_number(int(number)))]


def date_phrases(day: date, last: bool = True) -> list[Phrase]:
    """Clips of a date: year, month, day; not `last` where the sentence goes on behind it.

    A year outside the clips has to be rendered.
    """
    year, rest = read_date(day).split("年")
    month, number = rest.split("月")
    return [_clip(f"{year}年"), _clip(f"{month}月"), _clip(number, last)]


def clip_phrases() -> list[Phrase]:
    """Every clip the functions above use, without repeats."""
    single = [_clip(digit, last) for digit in [*DIGITS, "幺"] for last in (False, True)]
    years = [_clip(_year(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    months = [_clip(f"{read_number(month)}月") for month in range(1, 13)]
    days = [_clip(f"{read_number(day)}日", last) for day in range(1, 32) for last in (False, True)]
    small = [_clip(read_number(number)) for number in range(100)]
    # After a hundred, ten is said 一十: 一百一十五.
    small += [_clip("一" + read_number(number)) for number in range(10, 20)]
    heavy = [_clip(f"{_multiple(n)}{unit}") for n in range(1, 10) for _, unit in _WEIGHTS]
    units = [_clip("两"), _clip("万")]
    return list(dict.fromkeys([*single, *years, *months, *days, *small, *heavy, *units]))


def melody(clip: Phrase) -> str:
    """The text to render for a clip: a full stop makes it fall, a comma makes it lead on."""
    return clip.text.rstrip("，") + ("。" if clip.text.endswith("，") else "，")


def _clip(spoken: str, last: bool = False) -> Phrase:
    return Phrase(spoken + ("，" if last else ""), clip=True)


def _year(year: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(year)) + "年"


def _multiple(digit: int) -> str:
    return "两" if digit == 2 else DIGITS[digit]


def _number_parts(number: int) -> list[str]:
    """Cut a number into spoken parts: 12050 → 一万, 两千, 零, 五十."""
    if number < 100:
        return [read_number(number)]
    if number >= 100_000:
        high, rest = divmod(number, 10_000)
        parts = [*_number_parts(high), "万"]
        return parts + _rest_parts(rest, 1000)
    weight, unit = next(pair for pair in _WEIGHTS if number >= pair[0])
    count, rest = divmod(number, weight)
    return [f"{_multiple(count)}{unit}", *_rest_parts(rest, weight // 10)]


def _rest_parts(rest: int, place: int) -> list[str]:
    """The parts after a weight; a skipped place is said as 零."""
    if rest == 0:
        return []
    skipped = ["零"] if rest < place else []
    if not skipped and place == 10 and rest < 20:
        return ["一" + read_number(rest)]
    return skipped + _number_parts(rest)
