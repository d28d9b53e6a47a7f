"""Numbers whose speaker corrects himself: what stands after the last correction.

The wanted length tells how far a correction reaches back: after nine or ten digits, "不对，是七八"
replaces the last digits by just as many as make the number whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from speech.entities.scan import Kind, Token, runs, scan


@dataclass(frozen=True)
class Heard:
    """Digits heard in one stretch of speech."""

    digits: str = ""
    uncertain: tuple[int, ...] = ()
    why: str = ""
    """Why they cannot be used: '', quantity, unclear or withdrawn."""
    first_group: int = 0
    """How many digits came before the first pause."""

    def __add__(self, other: "Heard") -> "Heard":
        moved = tuple(place + len(self.digits) for place in other.uncertain)
        why = self.why or other.why
        return Heard(self.digits + other.digits, self.uncertain + moved, why, self.first_group)

    def __getitem__(self, part: slice) -> "Heard":
        places = range(len(self.digits))[part]
        kept = tuple(places.index(place) for place in self.uncertain if place in places)
        return Heard(self.digits[part], kept, self.why, self.first_group)


_RESTART = re.compile("重新?来过?|重新[说念报讲]?|从头[来说]?|重[说念报讲]|再[说念报讲来]一[遍次]")
_NO_REPAIR = re.compile(
    "不好意思|对不起|不客气|(?:是不是|会不会|有没有|看看?)(?:有?什么)?(?:不对|错)|不(?:太|大)?(?:知道|清楚|确定|记得)|[对是]不[对是]|差?不多|不过|没有?[说念讲报]?错|不错|不用"
)
_REPAIR = re.compile(
    "(?:[哦噢啊呃额嗯][,， ]*)?(?:(?:不对|不是|[说讲念报打]?错了?|弄错了?|更正|纠正|改成|改为|口误|不)[啊呀的了,，。、. ]*)+"
    "(?:应该是|应该|而是|是|改成)?|应该是"
)
_NOT_BUT = re.compile("[,，。、. ]*(?:而是|应该是|是)")
_POSITION = re.compile("第(十|[一二三四五六七八九]|10|[1-9])[位个](?:数字?)?(?:应该)?[是为]?")
_PLACE_FIRST = re.compile(
    "(第(?:十|[一二三四五六七八九]|10|[1-9])[位个](?:数字?)?)"
    "(?:(?:[说念报讲]?错了?|不对)[啊呀的,，。、 ]*(?:应该是|应该|是|改成|改为)?|应该是?|改成|改为)"
)
"""'第三位错了，是二': the place is named before it is said to be wrong."""
_IN_FRONT = re.compile(
    "[,，。 ]*(?:最?前[面头]|开头|头上)(?:还|再|应该)?(?:有|加上?|是|少|漏)?了?(?:[一1]?个)?([\\d零一二三四五六七八九幺])(?:的|呀|啊)*$"
)
"""'…，前面有个零': the digit belongs to the other end."""
_HEAD = re.compile("^[,， ]*(?:前面?|开头)")


def repaired(text: str, length: int) -> Heard:
    """The digits of `text` after all corrections; `length` is what the number should have."""
    text = _PLACE_FIRST.sub(r"不对，\1是", _NO_REPAIR.sub("，", text))
    text = _RESTART.split(text)[-1] if _digits_after(_RESTART, text, length) else text
    heard, *rest = _REPAIR.split(text)
    result = _completed_in_front(heard, length) or _without_name(heard, length)
    for number, after in enumerate(rest, start=1):
        result = _corrected(result, after, length, last=number == len(rest))
    return result


def _completed_in_front(text: str, length: int) -> Heard | None:
    """The number of a caller who adds its first digit at the end; None where nobody does."""
    match = _IN_FRONT.search(text)
    if not match:
        return None
    rest, first = _heard(text[: match.start()], length), _heard(match[1], 1)
    return first + rest if len(rest.digits) == length - 1 and not rest.why else None


def _without_name(text: str, length: int) -> Heard:
    """The digits of `text`; a first part that ends as a name may (张三，…) is no part of the number."""
    heard = _heard(text, length)
    first, pause, rest = _first_part(text)
    if len(heard.digits) == length or not pause:
        return heard
    tokens = scan(first)
    named = any(t.kind is Kind.WORD for t in tokens) and sum(bool(t.digits) for t in tokens) == 1
    alone = _heard(rest, length)
    return alone if named and len(alone.digits) == length and not alone.why else heard


def _first_part(text: str) -> tuple[str, str, str]:
    match = re.search("[,，。、 ]+", text.strip())
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _digits_after(marker: re.Pattern[str], text: str, length: int) -> bool:
    parts = marker.split(text)
    return len(parts) > 1 and bool(_heard(parts[-1], length).digits)


def _corrected(before: Heard, text: str, length: int, last: bool) -> Heard:
    """`before` after the correction `text`."""
    if match := _POSITION.match(text.lstrip(" ,，。、")):
        return _one_replaced(before, match, _heard(text[match.end() :], 1))
    wrong, _, right = _parted(text)
    after = _heard(right, length)
    if not after.digits:
        return Heard(why="withdrawn") if last and before.digits else before
    rejected = _heard(wrong, length)
    if rejected.digits and before.digits.endswith(rejected.digits):
        return before[: -len(rejected.digits)] + after
    if not before.digits or len(after.digits) == length:
        return after
    if _HEAD.match(text) and len(before.digits) == length:
        return after + before[len(after.digits) :]
    return _spliced(before, after, length)


def _parted(text: str) -> tuple[str, str, str]:
    """'五六，是五七' (after 不是) → what is rejected and what it should be."""
    match = _NOT_BUT.search(text)
    if match and re.search(r"[\d零一二三四五六七八九幺两]", text[: match.start()]):
        return text[: match.start()], match[0], text[match.end() :]
    return "", "", text


def _one_replaced(before: Heard, position: re.Match[str], digit: Heard) -> Heard:
    """'第三位是七'."""
    place = {"十": 10}.get(position[1]) or (
        "一二三四五六七八九".find(position[1]) + 1 or int(position[1])
    )
    if len(digit.digits) != 1 or place > len(before.digits):
        return Heard(before.digits, before.uncertain, "unclear")
    return before[: place - 1] + digit + before[place:]


def _spliced(before: Heard, after: Heard, length: int) -> Heard:
    """Let `after` replace the end of `before` so that the whole has the wanted length."""
    back = len(before.digits) + len(after.digits) - length
    if 1 <= back <= min(len(before.digits), len(after.digits)) and _likely(before, after, back):
        return before[:-back] + after
    back = min(after.first_group or len(after.digits), len(before.digits))
    spliced = before[:-back] + after
    if len(spliced.digits) == length:
        return Heard(spliced.digits, spliced.uncertain, "unclear")
    return spliced


def _likely(before: Heard, after: Heard, back: int) -> bool:
    """Whether replacing the last `back` digits looks like what the speaker means.

    A correction that also goes on (零七八，不对，零七七三八三) repeats most of what it replaces.
    """
    whole = len(after.digits)
    if back == whole:
        return True
    fits_whole = whole <= len(before.digits) and _differences(before, after, whole) <= 1
    differences = _differences(before, after, back)
    if differences == 0:
        return back >= 2
    return differences <= max(1, back // 2) and not (fits_whole and differences >= back)


def _differences(before: Heard, after: Heard, back: int) -> int:
    pairs = zip(before.digits[-back:], after.digits[:back], strict=True)
    return sum(old != new for old, new in pairs)


def _heard(text: str, length: int) -> Heard:
    """The digits of a text without corrections, preferring a stretch of the wanted length."""
    found = [run for run in runs(scan(text)) if any(t.kind is Kind.DIGIT for t in run)]
    readings = [reading for run in found for reading in _readings(run)]
    whole = [r for r in readings if not r.why and _halved(r, length)]
    if len({_halved(r, length) for r in whole}) == 1:
        return whole[0][:length]
    # The first reading of each run is the clear one; together they are all that was said.
    together = Heard()
    for run in found:
        reading = _readings(run)[0]
        together = together + reading if together.digits else reading
    return together


def _halved(heard: Heard, length: int) -> str:
    """The number when it is there once, or twice the same; else ''."""
    digits = heard.digits
    twice = len(digits) == 2 * length and digits[:length] == digits[length:]
    return digits[:length] if twice or len(digits) == length else ""


def _readings(run: Sequence[Token]) -> list[Heard]:
    """The run between its clear digits, then with sounds of digits at its edges too."""
    clear = [p for p, token in enumerate(run) if token.kind in (Kind.DIGIT, Kind.MEASURE)]
    spans = {(clear[0], clear[-1] + 1), (0, clear[-1] + 1), (clear[0], len(run)), (0, len(run))}
    return [_reading(run[a:b]) for a, b in sorted(spans, key=lambda span: span[1] - span[0])]


def _reading(tokens: Sequence[Token]) -> Heard:
    counts = {kind: sum(t.kind is kind for t in tokens) for kind in Kind}
    clear, foreign = counts[Kind.DIGIT], counts[Kind.SOUND] + counts[Kind.WORD]
    digits, uncertain, first_group = "", [], 0
    sounds_count = clear >= 4 and foreign <= 0.4 * (clear + foreign)
    shaken = False
    for token in tokens:
        if token.kind is Kind.PAUSE:
            first_group = first_group or len(digits)
        elif token.kind is Kind.DIGIT or (token.kind is Kind.SOUND and sounds_count):
            uncertain += [len(digits)] if token.uncertain or shaken else []
            digits, shaken = digits + token.digits, False
        else:
            shaken = True
    lost = counts[Kind.WORD] + (0 if sounds_count else counts[Kind.SOUND])
    why = "quantity" if counts[Kind.MEASURE] else "unclear" if lost > 1 else ""
    return Heard(digits, tuple(uncertain), why, first_group or len(digits))
