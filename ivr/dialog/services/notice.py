"""Accident notice: a short interview in which every answer is kept the moment it is given."""

from collections.abc import Callable
from dataclasses import replace

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import Unavailable, keep, look_up
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.lookups import (
    CallFacts,
    FindNoticeLimits,
    FindOpenNotice,
    NoticeLimits,
    OpenNotice,
)
from ivr.dialog.number import confirmed_number
from ivr.dialog.parsers import member_number_or_unknown, outcome, past_date, story, yes_no
from ivr.dialog.question import Parsed, Value, question
from ivr.dialog.saves import KeepNotice, NoticeAnswers, NoticeRef, SendNotice
from ivr.dialog.services import answers, deadline
from ivr.dialog.services.person import callback_number

Step = Callable[["_Interview"], Asking[NoticeAnswers]]
"""Asks one thing; returns the answers so far with those it was given."""

CORRECTABLE = {"1": "when", "2": "who", "3": "outcome", "4": "callback"}

_FIELD_WORDS = {
    "when": ("日期", "时间", "哪天"),
    "who": ("卡号", "会员号", "编号"),
    "outcome": ("受伤", "去世"),
    "callback": ("电话", "回电", "手机"),
}


def take(call: CallFacts, said: str) -> Asking[None]:
    """The whole interview, from the emergency warning to the reference number.

    `said` is what the caller asked for it with; it may name the day of the accident.
    """
    yield Say("notice.emergency")
    interview = _Interview(call, said)
    steps = yield from _begin(interview)
    step = 0
    while step < len(steps):
        try:
            yield from _run(steps[step], interview)
            step += 1
        except GoBack:
            if step == 0:
                raise
            step -= 1
    yield from _confirm(interview)
    yield from _finish(interview)


class _Interview:
    """What was told in this call, and the key under which it is kept."""

    def __init__(self, call: CallFacts, said: str) -> None:
        self.call = call
        self.said = said
        self.key = ""
        self.given = NoticeAnswers()

    def keep(self, status: str = "incomplete") -> Asking[NoticeRef | Unavailable]:
        """Save all that was told: should an earlier save have failed, this one makes up for it."""
        kept = yield from keep(KeepNotice(self.key, status, self.given))
        if isinstance(kept, NoticeRef):
            self.key = kept.notice
        return kept


def _begin(interview: _Interview) -> Asking[list[str]]:
    """Go on with the notice this phone left incomplete, or begin one; returns the steps to take."""
    left = yield from look_up(FindOpenNotice())
    if isinstance(left, OpenNotice):
        again = yield from question(Ask("notice.continue", hint="yesno"), yes_no)
        if again:
            interview.key = left.notice
            yield Say("notice.resume")
            return [name for name in STEPS if not set(_ANSWERS[name]) & set(left.has)]
    yield from interview.keep()
    return list(STEPS)


def _run(name: str, interview: _Interview) -> Asking[None]:
    interview.given = yield from STEPS[name](interview)
    yield from interview.keep()


def _aside(query: Query) -> Asking[None]:
    """Answer a question in between, then return to the interview."""
    yield from answers.answer_or_jump(query)
    yield Say("notice.resume")


def _told(field: str, prompt: str) -> Step:
    """A step answered in free words, kept as text and recording."""

    def step(interview: _Interview) -> Asking[NoticeAnswers]:
        told = yield from question(Ask(prompt, hint="story", record=True), story, _aside)
        answers = {field: told.text, f"{field}_recording": told.recording}
        return replace(interview.given, **answers)

    return step


def _who(interview: _Interview) -> Asking[NoticeAnswers]:
    parse = member_number_or_unknown(interview.call.codes)
    number = yield from confirmed_number("notice.number", parse)
    if number:
        return replace(interview.given, member_number=number)
    return (yield from _told("person", "notice.name")(interview))


def _when(interview: _Interview) -> Asking[NoticeAnswers]:
    day = yield from _day(interview)
    limits = yield from look_up(FindNoticeLimits(day))
    if isinstance(limits, NoticeLimits) and limits.notice != "in_time":
        yield Say(f"notice.{limits.notice}")
    return replace(interview.given, accident_date=day)


def _day(interview: _Interview) -> Asking[str]:
    """The day of the accident, agreed to; one told with the first sentence is only confirmed."""
    today = interview.call.today
    told_before = interview.given.accident_date is not None
    said = "" if told_before else deadline.day_in(interview.said, today)
    if said:
        heard = Ask("notice.when_heard", {"date": said}, hint="yesno")
        if (yield from question(heard, yes_no, _aside)):
            return said
    while True:
        day = yield from question(Ask("notice.when", hint="date", keys=8), past_date(today), _aside)
        if (yield from question(Ask("date.confirm", {"date": day}, hint="yesno"), yes_no)):
            return day


def _outcome(interview: _Interview) -> Asking[NoticeAnswers]:
    result = yield from question(
        Ask("notice.outcome", hint="phrases", phrases=("受伤", "去世", "身故")), outcome, _aside
    )
    return replace(interview.given, outcome=result)


def _callback(interview: _Interview) -> Asking[NoticeAnswers]:
    phone = yield from callback_number(interview.call.caller)
    return replace(interview.given, phone=phone)


STEPS: dict[str, Step] = {
    "reporter": _told("reporter", "notice.reporter"),
    "who": _who,
    "when": _when,
    "where": _told("place", "notice.where"),
    "what": _told("story", "notice.what"),
    "outcome": _outcome,
    "hospital": _told("hospital", "notice.hospital"),
    "callback": _callback,
}

_ANSWERS = {
    "reporter": ("reporter",),
    "who": ("member_number", "person"),
    "when": ("accident_date",),
    "where": ("place",),
    "what": ("story",),
    "outcome": ("outcome",),
    "hospital": ("hospital",),
    "callback": ("phone",),
}
"""Step -> the answers that make asking it unnecessary. Recordings count with their text."""


def _confirm(interview: _Interview) -> Asking[None]:
    """Read the gist back; correct what the caller says is wrong."""
    while True:
        yield from _gist(interview.given)
        if (yield from question(Ask("notice.gist_right", hint="yesno"), yes_no)):
            return
        which = yield from question(Ask("notice.correct", hint="phrases"), _which)
        yield from _run(which, interview)


def _gist(given: NoticeAnswers) -> Asking[None]:
    """Only what was told in this call: who rings from a phone need not be who rang before."""
    if given.accident_date is not None and given.phone is not None:
        yield Say("notice.gist", {"date": given.accident_date, "phone": given.phone})
    else:
        yield Say("notice.gist_rest")
        if given.accident_date is not None:
            yield Say("notice.gist_date", {"date": given.accident_date})
        if given.phone is not None:
            yield Say("notice.gist_phone", {"phone": given.phone})
    if given.member_number:
        yield Say("notice.gist_number", {"number": given.member_number})
    if given.outcome is not None:
        yield Say(f"notice.gist_{given.outcome}")


def _which(act: Said | Keyed) -> Parsed[str]:
    if isinstance(act, Keyed):
        return Value(CORRECTABLE[act.keys]) if act.keys in CORRECTABLE else None
    hits = [name for name, said in _FIELD_WORDS.items() if any(w in act.text for w in said)]
    return Value(hits[0]) if len(hits) == 1 else None


def _finish(interview: _Interview) -> Asking[None]:
    kept = yield from interview.keep("complete")
    if isinstance(kept, Unavailable):
        yield Say("notice.not_saved")
        return
    yield Say("notice.done", {"reference": kept.reference})
    if kept.journaled:
        yield Say("notice.journaled")
    yield from _next_dates(interview.given)
    yield Say("notice.next_papers")
    if interview.call.sms:
        message = yield from keep(SendNotice(interview.key))
        if not isinstance(message, Unavailable) and message.sent:
            yield Say("notice.sms_sent")


def _next_dates(given: NoticeAnswers) -> Asking[None]:
    if given.accident_date is None or given.outcome != "injured":
        return
    limits = yield from look_up(FindNoticeLimits(given.accident_date))
    if isinstance(limits, NoticeLimits):
        yield Say("notice.next_assessment", {"date": limits.assessment_by})
