"""Digit strings as callers speak them: member numbers and telephone numbers."""

import re
from dataclasses import dataclass

from speech.entities.repairs import Heard, repaired
from speech.entities.text import plain

MEMBER_NUMBER_LENGTH = 10
"""Digits of a member number: union code 3, serial 7 (seed deck, back of the card)."""


@dataclass(frozen=True)
class Digits:
    """What was heard of a number."""

    digits: str
    """As far as heard; has the wanted length if and only if `complete`."""
    complete: bool
    why: str = ""
    """Why not complete: none (no digits), too_few, too_many, runaway (a recogniser repeating
    itself), quantity (a sum or a date, or a cut one such as 三百二), withdrawn (the caller took it
    back), unclear (foreign words inside, or a correction that fits nowhere)."""
    uncertain: tuple[int, ...] = ()
    """Positions in `digits` heard as other characters of that sound, or as part of a quantity."""


_STUTTER = re.compile(r"([\d零一二三四五六七八九幺])(?:[.,，、。 -]+\1){6,}")
"""One digit said seven times with separators between: whisper loops so, callers do not."""
_LOOP = re.compile(r"(\d\d?\d?)\1{9,}")


def parse_digits(text: str, length: int = MEMBER_NUMBER_LENGTH) -> Digits:
    """Find the number of `length` digits in what a caller said; never raises.

    Understands any grouping, words around the number, mixed notations, repeats (三个七),
    corrections (不对，是七八), the whole number said twice, and characters of the right sound
    among clear digits. Guesses no missing digit.
    """
    text = plain(text)
    heard = repaired(text, length)
    looped = len(heard.digits) > length and _LOOP.search(heard.digits)
    if looped or _STUTTER.search(text):
        return Digits("", False, "runaway")
    complete = len(heard.digits) == length and not heard.why
    if complete:
        return Digits(heard.digits, True, "", heard.uncertain)
    digits = heard.digits if len(heard.digits) != length else ""
    return Digits(digits, False, _why(heard, length), heard.uncertain if digits else ())


def _why(heard: Heard, length: int) -> str:
    if heard.why:
        return heard.why
    if not heard.digits:
        return "none"
    return "too_few" if len(heard.digits) < length else "too_many"


_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:021)?([2-8]\d{7})")
_ABROAD = re.compile(r"(?:0086|86|0)(?=1[3-9]\d{9}$)")
"""What is dialled before a mobile from elsewhere: the country's code, or a 0."""
_EXTENSION = re.compile("分机.*|转[\\d零一二三四五六七八九幺]+$")
_PHONE_LENGTHS = (11, 8, 13, 15, 12)


def parse_phone(text: str) -> str:
    """A mainland mobile (11 digits) or Shanghai landline (with 021) in `text`, '' when none.

    The country's code or a 0 before a mobile is left out, and so is an extension.
    """
    text = _EXTENSION.sub("", plain(text)).replace("+", "")
    for length in _PHONE_LENGTHS:
        heard = parse_digits(text, length)
        number = _ABROAD.sub("", heard.digits)
        if heard.complete and _MOBILE.fullmatch(number):
            return number
        if heard.complete and (match := _LANDLINE.fullmatch(number)):
            return "021" + match[1]
    return ""


def group_digits(digits: str) -> list[str]:
    """Cut a number the way people say it: 3-3-4 for ten digits, 3-4-4 for a mobile, else fours."""
    sizes = {10: (3, 3, 4), 11: (3, 4, 4), 18: (6, 4, 4, 4), 6: (3, 3), 7: (3, 4), 5: (5,)}
    groups, start = [], 0
    for size in sizes.get(len(digits), (4,) * (len(digits) // 4 + 1)):
        groups.append(digits[start : start + size])
        start += size
    return [group for group in groups if group]
