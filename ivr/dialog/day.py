"""A day in the past, narrowed down from what was said and agreed to before anything follows from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ivr.dialog import choices, remarks
from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.answer_and_more import answer_and_more
from ivr.dialog.flow import Query
from ivr.dialog.parsers import past_date, yes_no
from ivr.dialog.question import Asides, Parse, Parsed, T, Value, question
from ivr.dialog.router import question_or_topic
from speech.entities.dates import Known, ParsedDate, parse_date, year_and_month

_ROUNDS = 6
"""Questions about one day before the hotline does without it."""
_DECLINES = (
    "不用",
    "不需要",
    "不要",
    "不必",
    "算了",
    "没有",
    "不知道",
    "不晓得",
    "勿晓得",
    "不清楚",
    "不算",
    "够了",
)
_DECLINE_KEY = "2"


@dataclass(frozen=True)
class _Open:
    """A day that is not certain yet."""

    parsed: ParsedDate
    text: str


@dataclass(frozen=True)
class _Declined:
    """The caller does not want to name a day."""


_Heard = str | _Open | _Declined
"""An ISO date, or '' where none was named."""


def agreed_day(
    ask: Ask,
    confirm: str,
    today: date,
    told: Sequence[str],
    *,
    aside: Asides | None = None,
    declines: bool = True,
    besides: list[Query] | None = None,
) -> Asking[str]:
    """The day (ISO) the caller agrees to, or '' for "不用".

    What was `told` before, latest last, may name the day, or its year and month. `confirm` is the
    prompt that reads such a day back. With `aside` a question in between is answered on the spot;
    where nobody `declines`, "不知道" is no answer. Without `aside`, what is asked in the same breath
    as an answer is put into `besides`.
    """
    more = [] if besides is None else besides
    heard, known = _heard_before(told, today)
    for _ in range(_ROUNDS):
        if isinstance(heard, _Declined):
            return ""
        if isinstance(heard, _Open):
            known = with_more(known, heard.parsed.known)
            heard = _Open(replace(heard.parsed, known=known), heard.text)
            heard = yield from _narrow(heard, today, aside)
        elif heard:
            read_back = Ask(confirm, {"date": heard}, hint="yesno")
            agreed = yield from _agreement(read_back, today, known, aside, more)
            if agreed is True:
                return heard
            heard = agreed if not isinstance(agreed, bool) else ""
            confirm = "date.confirm"
        else:
            parse = _day(today, known, declines)
            heard = yield from _question_and_more(ask, parse, _past_day(today, known), aside, more)
            confirm = "date.confirm"
    return ""


def with_more(before: Known, known: Known) -> Known:
    """What is known by both: 十月 after 去年 is a month of that year."""
    return Known(known.year or before.year, known.month or before.month)


def _heard_before(told: Sequence[str], today: date) -> tuple[_Heard, Known]:
    """The day named last, and the year and month that are known.

    What was said before binds it: 十一月六号 after 去年十一月. Where the two do not fit, it is open.
    """
    heard: _Heard = ""
    known = Known()
    for text in told:
        if isinstance(heard, str) and heard and remarks.denies(text):
            parsed = _instead(heard, text, today, known)
        else:
            parsed = parse_date(text, today, known=known)
        if parsed.value:
            heard = parsed.value.isoformat()
        elif parsed.ask in ("which", "confirm"):
            heard = _Open(parsed, text)
        elif parsed.known:
            heard = ""
        known = _also_known(known, year_and_month(text, today), whole=parsed.value is not None)
    return heard, known


def _also_known(before: Known, said: Known, *, whole: bool) -> Known:
    """What is known once `said` is told too; of a `whole` day, which may be taken back, the year."""
    if whole:
        return Known(said.year or before.year, None if said.year else before.month)
    year = before.year if before.month in (None, said.month) or not said.month else None
    return Known(said.year or year, said.month or before.month)


def _instead(day: str, text: str, today: date, known: Known) -> ParsedDate:
    """What `text` puts in the place of `day`: 不对，是去年的, 不对，九号."""
    alone = parse_date(text, today, known=known)
    if alone.reason == "none" or (alone.value and not _is_bare_day(text, today)):
        return alone
    was = date.fromisoformat(day)
    joined = parse_date(f"{was.year}年{was.month}月{was.day}日，不对，{text}", today)
    return joined if joined.value else alone


def _is_bare_day(text: str, today: date) -> bool:
    """Whether it names a day of a month and not the month: 九号."""
    return bool(re.search("[号日]", text)) and not year_and_month(text, today).month


def _question(ask: Ask, parse: Parse[T], aside: Asides | None) -> Asking[T]:
    asked = question(ask, parse, aside) if aside else question_or_topic(ask, parse)
    return (yield from asked)


def _question_and_more(
    ask: Ask, parse: Parse[T], first: Parse[T], aside: Asides | None, besides: list[Query]
) -> Asking[T]:
    """As `_question`, but keeps in `besides` what is asked in the same breath as the answer."""
    if aside:
        return (yield from question(ask, parse, aside))
    answered = yield from answer_and_more(ask, parse, first=first)
    if answered.more:
        besides.append(answered.more)
    return answered.value


def _past_day(today: date, known: Known) -> Parse[_Heard]:
    """A parser for a day before today, whatever else is said: 不用了，我九月一号查的."""

    def parse(act: Said | Keyed) -> Parsed[_Heard]:
        heard = _heard(act, today, known) if isinstance(act, Said) else None
        is_past = isinstance(heard, Value) and heard.value != today.isoformat()
        return heard if is_past else None

    return parse


def _day(today: date, known: Known, declines: bool) -> Parse[_Heard]:
    def parse(act: Said | Keyed) -> Parsed[_Heard]:
        if isinstance(act, Keyed):
            declined = declines and act.keys == _DECLINE_KEY
            return Value(_Declined()) if declined else past_date(today)(act)
        if declines and any(word in act.text for word in _DECLINES):
            return Value(_Declined())
        return _heard(act, today, known)

    return parse


def _heard(act: Said, today: date, known: Known) -> Parsed[_Heard]:
    """The day that one of the readings names, or which is open; a problem with it is told."""
    parsed = [(parse_date(text, today, known=known), text) for text, _ in act.readings]
    for found, _ in parsed:
        if found.value:
            return Value(found.value.isoformat())
    for found, text in parsed:
        if found.ask and found.ask != "date":
            return Value(_Open(found, text))
    return past_date(today)(act)


def _narrow(found: _Open, today: date, aside: Asides | None) -> Asking[_Heard]:
    """Ask exactly for what is missing."""
    parsed = found.parsed
    days = [day.isoformat() for day in parsed.candidates]
    if parsed.ask == "confirm":
        return days[0]
    if parsed.ask == "which" and len(days) == 2:
        ask = Ask("date.which", {"a": days[0], "b": days[1]}, hint="date")
        return (yield from _question(ask, _one_of(days, today), aside))
    if parsed.ask in ("year", "month", "day"):
        ask = Ask(f"date.{parsed.ask}", hint="date", keys=8)
        return (yield from _question(ask, _completed(found, today), aside))
    yield Say("date.ambiguous", passing=True)
    return ""


def _one_of(days: Sequence[str], today: date) -> Parse[_Heard]:
    def parse(act: Said | Keyed) -> Parsed[_Heard]:
        if isinstance(act, Keyed):
            return Value(days[int(act.keys) - 1]) if act.keys in ("1", "2") else None
        place = choices.place_in(act.text, len(days))
        if place is not None:
            return Value(days[place])
        heard = _heard(act, today, Known())
        if isinstance(heard, Value) and isinstance(heard.value, str):
            return heard
        said = [day for day in days if _fits(act.text, day, today)]
        return Value(said[0]) if len(said) == 1 else None

    return parse


def _fits(text: str, day: str, today: date) -> bool:
    """Whether the year or month that `text` names is that of `day`: 去年的."""
    known = parse_date(text, today).known
    return bool(known) and known.agrees(date.fromisoformat(day))


def _completed(found: _Open, today: date) -> Parse[_Heard]:
    """A parser for the missing part: by itself, or put before what was said."""

    def parse(act: Said | Keyed) -> Parsed[_Heard]:
        if isinstance(act, Keyed):
            return past_date(today)(act)
        known = found.parsed.known
        for text in (act.text, f"{act.text}{found.text}"):
            value = parse_date(text, today, known=known).value
            if value:
                return Value(value.isoformat())
        return _heard(act, today, known)

    return parse


def _agreement(
    ask: Ask, today: date, known: Known, aside: Asides | None, besides: list[Query]
) -> Asking[bool | _Heard]:
    """True for yes, False for no, or the day that is right: 不对，是前天."""
    day = ask.slots["date"]

    def parse(act: Said | Keyed) -> Parsed[bool | _Heard]:
        answer = yes_no(act)
        if isinstance(act, Said) and not (isinstance(answer, Value) and answer.value):
            other = _other_day(act.text, day, today, known)
            if other and other != day:
                return Value(other)
            if other and answer is None:
                return Value(True)  # the same day said again
        return answer

    def corrected(act: Said | Keyed) -> Parsed[bool | _Heard]:
        parsed = parse(act)
        return parsed if isinstance(parsed, Value) and not isinstance(parsed.value, bool) else None

    return (yield from _question_and_more(ask, parse, corrected, aside, besides))


def _other_day(text: str, day: str, today: date, known: Known) -> _Heard:
    """The day that `text` puts in the place of `day`, or says again; '' for none."""
    parsed = _instead(day, text, today, known)
    if parsed.ask in ("which", "confirm"):
        return _Open(parsed, text)
    return parsed.value.isoformat() if parsed.value else ""
