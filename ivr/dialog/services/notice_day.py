"""The day of an accident: exact where the caller knows it, else in the caller's own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from ivr.dialog import remarks
from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.day import agreed_day, with_more
from ivr.dialog.parsers import FAINT, yes_no
from ivr.dialog.question import TRIES, Asides, Value
from ivr.dialog.services.notice_words import tells_no_number
from ivr.dialog.services.overheard import Instead, overhearing
from speech.entities.dates import Known, ParsedDate, parse_date
from speech.entities.text import plain

_WHEN = Ask("notice.when", hint="date", keys=8)
_ASKED = ("notice.when", "notice.when_roughly", "date.year", "date.month", "date.day", "date.which")
_READ_BACK = ("notice.when_heard", "date.confirm")
_UNKNOWN = re.compile(
    "不知道|[不勿弗]晓得|不(?:太|大|是很)?(?:清楚|确定|肯定)|[记说讲搞弄]不(?:清|得|准|住|牢)|不记得|没记|忘记?了|"
    "[吃拿]不准|没数|没印象|想不起"
)
_ABOUT = re.compile("左右|上下|前后|的样子|光景|边上")
_LONG_AGO = re.compile(
    "半年(?:多)?(?:以|之)?前|(?:个把|[一两二三四五六七八九十几多\\d]+个?多?)(?:月|年)(?:以|之)?前"
)
"""Said by the month or the year, no day is meant, though one could be reckoned."""
_NEARLY = re.compile("差不多|大概|大约|可能|好像")
_KEY_UNKNOWN = "1"
_LAST = TRIES - 1
"""The attempt at which any words will do: else the whole notice would be given up."""
_NOT_TOLD = "不知道"


@dataclass(frozen=True)
class Roughly:
    """A day that is not known exactly."""

    words: str
    """What the caller said of it."""


@dataclass
class _Told:
    """What was said of the day so far, none of it exact."""

    today: date
    words: list[str] = field(default_factory=list)
    known: Known = field(default_factory=Known)

    def parse(self, text: str) -> ParsedDate:
        return parse_date(text, self.today, known=self.known)

    def add(self, text: str, known: Known) -> None:
        self.words.append(text)
        self.known = with_more(self.known, known)

    asked_exactly: "_Next | None" = None
    """How the exact day was asked for."""

    @property
    def roughly(self) -> Roughly:
        return Roughly("，".join(self.words) or _NOT_TOLD)


@dataclass(frozen=True)
class _Next:
    """How the exact day is asked for, the one time this is done."""

    prompt: str
    told: tuple[str, ...] = ()
    """A day to be read back."""


_ENOUGH = _Next("")
"""It has been asked for, and is not known."""


def day_of_accident(today: date, said: Sequence[str], aside: Asides) -> Asking[str | Roughly]:
    """The day (ISO) the caller agrees to; or, once asked for the exact one in vain, what was said of it.

    What was `said` before may name the day, and is then only read back.
    """
    said = [text for text in said if not _by_months(text, today)]
    told = _Told(today)
    told.known = next((found for text in said if (found := told.parse(text).known)), Known())
    prompt, confirm = _WHEN.prompt, "notice.when_heard"
    while True:
        ask = replace(_WHEN, prompt=prompt)
        dialogue = agreed_day(ask, confirm, today, said, aside=aside, declines=False)
        day = yield from overhearing(dialogue, partial(_left_open, told))
        if not isinstance(day, Instead):
            return day or told.roughly
        if day.what == _ENOUGH:
            return told.roughly
        prompt, said, confirm = day.what.prompt, day.what.told, "date.confirm"


def _left_open(told: _Told, ask: Ask, act: Said | Keyed) -> _Next | None:
    """What follows from an answer that leaves the day open; None where the question makes its own of it."""
    if isinstance(act, Keyed):
        keyed = ask.prompt in ("notice.when", "notice.when_roughly") and act.keys == _KEY_UNKNOWN
        return _ENOUGH if keyed else None
    if ask.prompt in _READ_BACK:
        return _doubted(told, ask, act)
    parsed = told.parse(act.text)
    if ask.prompt not in _ASKED or not _leaves_open(told, parsed, ask, act):
        if parsed.ask in ("which", "confirm"):
            told.words.append(act.text)
        return None
    first, narrower = not told.words, bool(parsed.known) and parsed.known != told.known
    told.add(act.text, parsed.known)
    if first:
        told.asked_exactly = _asked_exactly(told, act.text)
        return told.asked_exactly
    # 去年 and then 十月 have still to be asked for the day.
    return None if narrower and not told.asked_exactly else _ENOUGH


def _by_months(text: str, today: date) -> bool:
    """Whether the day is named by months or years past, and by nothing more exact."""
    said = plain(text)
    return bool(_LONG_AGO.search(said)) and not parse_date(_LONG_AGO.sub("", said), today).value


def _leaves_open(told: _Told, parsed: ParsedDate, ask: Ask, act: Said) -> bool:
    """Whether the words tell of the day, but not exactly, or say that it is not known."""
    text = act.text
    if _by_months(text, told.today):
        return True
    if parsed.value or parsed.ask in ("which", "confirm"):
        return False
    if parsed.ask:
        return True
    if parsed.reason != "none" or remarks.asks(text):
        return False
    last = ask.attempt >= _LAST and act.confidence >= FAINT and tells_no_number(text)
    return last or bool(_UNKNOWN.search(plain(text)))


def _asked_exactly(told: _Told, text: str) -> _Next | None:
    """How the exact day is asked for after the first words that leave it open; None: as ever."""
    if _by_months(text, told.today):
        return _Next("date.month")
    sharp = told.parse(_ABOUT.sub("", plain(text))).value
    if sharp:
        return _Next("notice.when", (sharp.isoformat(),))
    return _Next("notice.when_roughly") if told.parse(text).reason == "none" else None


def _doubted(told: _Told, ask: Ask, act: Said) -> _Next | None:
    """A day that is read back and not surely the one."""
    text = plain(act.text)
    other = told.parse(text).value
    about = bool(told.words and _ABOUT.search(told.words[-1]))
    no = about and not other and yes_no(act) == Value(False)
    if not no and (
        other or not (_UNKNOWN.search(text) or _ABOUT.search(text) or _NEARLY.search(text))
    ):
        return None
    if not told.words:
        told.words.append(str(ask.slots["date"]))
    told.words.append(act.text)
    return _ENOUGH
