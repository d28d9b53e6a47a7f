"""Accident notice: a short interview in which every answer is kept the moment it is given."""

from collections.abc import Callable
from datetime import date
from typing import Any

from ivr.dialog.acts import Ask, Found, Keyed, Lookup, Said, Save, Saved, Say
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.number import confirmed_number
from ivr.dialog.parsers import member_number_or_unknown, outcome, past_date, story, yes_no
from ivr.dialog.question import Asking, Parsed, Value, question
from ivr.dialog.services import answers, deadline
from ivr.dialog.services.person import callback_number

Step = Callable[[dict[str, Any], dict], Asking]
"""Asks one thing; takes the answers so far and the call's facts, returns the answers to add."""

CORRECTABLE = {"1": "when", "2": "who", "3": "outcome", "4": "callback"}

_FIELD_WORDS = {
    "when": ("日期", "时间", "哪天"),
    "who": ("卡号", "会员号", "编号"),
    "outcome": ("受伤", "去世"),
    "callback": ("电话", "回电", "手机"),
}


def take(call: dict) -> Asking:
    """The whole interview, from the emergency warning to the reference number."""
    yield Say("notice.emergency")
    notice = _Notice()
    steps = yield from _begin(notice)
    step = 0
    while step < len(steps):
        try:
            yield from _run(steps[step], notice, call)
            step += 1
        except GoBack:
            if step == 0:
                raise
            step -= 1
    yield from _confirm(notice, call)
    yield from _finish(notice, call)


class _Notice:
    """What was told in this call, and the name under which it is kept."""

    def __init__(self) -> None:
        self.key = ""
        self.given: dict[str, Any] = {}

    def keep(self, status: str = "incomplete") -> Asking:
        """Save all that was told: should an earlier save have failed, this one makes up for it."""
        data = {"notice": self.key, "status": status, **self.given}
        kept = yield Save("notice", data)
        if isinstance(kept, Saved):
            self.key = kept.data["notice"]
        return kept


def _begin(notice: _Notice) -> Asking:
    """Go on with the notice this phone left incomplete, or begin one; returns the steps to take."""
    left = yield Lookup("open_notice")
    if isinstance(left, Found):
        again = yield from question(Ask("notice.continue", hint="yesno"), yes_no)
        if again:
            notice.key = left.data["notice"]
            yield Say("notice.resume")
            return [name for name in STEPS if not set(_ANSWERS[name]) & set(left.data["has"])]
    yield from notice.keep()
    return list(STEPS)


def _run(name: str, notice: _Notice, call: dict) -> Asking:
    notice.given |= yield from STEPS[name](notice.given, call)
    yield from notice.keep()


def _aside(query: Query) -> Asking:
    """Answer a question in between, then return to the interview."""
    yield from answers.answer_or_jump(query)
    yield Say("notice.resume")


def _told(field: str, prompt: str) -> Step:
    """A step answered in free words, kept as text and recording."""

    def step(given: dict[str, Any], call: dict) -> Asking:
        told = yield from question(Ask(prompt, hint="story", record=True), story, _aside)
        return {field: told["text"], f"{field}_recording": told["recording"]}

    return step


def _who(given: dict[str, Any], call: dict) -> Asking:
    number = yield from confirmed_number(
        "notice.number", member_number_or_unknown(call.get("codes", ()))
    )
    if number:
        return {"member_number": number}
    told = yield from question(Ask("notice.name", hint="story", record=True), story, _aside)
    return {"person": told["text"], "person_recording": told["recording"]}


def _when(given: dict[str, Any], call: dict) -> Asking:
    day = yield from _day(given, call)
    limits = yield Lookup("notice_limits", {"date": day})
    if isinstance(limits, Found) and limits.data["notice"] != "in_time":
        yield Say(f"notice.{limits.data['notice']}")
    return {"accident_date": day}


def _day(given: dict[str, Any], call: dict) -> Asking:
    """The day of the accident, agreed to; one told with the first sentence is only confirmed."""
    today = date.fromisoformat(call["today"])
    said = "" if "accident_date" in given else deadline.day_in(call["said"], today)
    if said:
        heard = Ask("notice.when_heard", {"date": said}, hint="yesno")
        if (yield from question(heard, yes_no, _aside)):
            return said
    while True:
        day = yield from question(Ask("notice.when", hint="date", keys=8), past_date(today), _aside)
        if (yield from question(Ask("date.confirm", {"date": day}, hint="yesno"), yes_no)):
            return day


def _outcome(given: dict[str, Any], call: dict) -> Asking:
    result = yield from question(
        Ask("notice.outcome", hint="phrases", phrases=("受伤", "去世", "身故")), outcome, _aside
    )
    return {"outcome": result}


def _callback(given: dict[str, Any], call: dict) -> Asking:
    return {"phone": (yield from callback_number(call))}


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


def _confirm(notice: _Notice, call: dict) -> Asking:
    """Read the gist back; correct what the caller says is wrong."""
    while True:
        yield from _gist(notice.given)
        if (yield from question(Ask("notice.gist_right", hint="yesno"), yes_no)):
            return
        which = yield from question(Ask("notice.correct", hint="phrases"), _which)
        yield from _run(which, notice, call)


def _gist(given: dict[str, Any]) -> Asking:
    """Only what was told in this call: who rings from a phone need not be who rang before."""
    if "accident_date" in given and "phone" in given:
        yield Say("notice.gist", {"date": given["accident_date"], "phone": given["phone"]})
    else:
        yield Say("notice.gist_rest")
        if "accident_date" in given:
            yield Say("notice.gist_date", {"date": given["accident_date"]})
        if "phone" in given:
            yield Say("notice.gist_phone", {"phone": given["phone"]})
    if given.get("member_number"):
        yield Say("notice.gist_number", {"number": given["member_number"]})
    if "outcome" in given:
        yield Say(f"notice.gist_{given['outcome']}")


def _which(act: Said | Keyed) -> Parsed:
    if isinstance(act, Keyed):
        return Value(CORRECTABLE[act.keys]) if act.keys in CORRECTABLE else None
    hits = [name for name, said in _FIELD_WORDS.items() if any(w in act.text for w in said)]
    return Value(hits[0]) if len(hits) == 1 else None


def _finish(notice: _Notice, call: dict) -> Asking:
    kept = yield from notice.keep("complete")
    if not isinstance(kept, Saved):
        yield Say("notice.not_saved")
        return
    yield Say("notice.done", {"reference": kept.data["reference"]})
    if kept.data.get("journaled"):
        yield Say("notice.journaled")
    yield from _next_dates(notice.given)
    yield Say("notice.next_papers")
    if call.get("sms"):
        sent = yield Save("notice_sms", {"notice": notice.key})
        if isinstance(sent, Saved) and sent.data.get("sent"):
            yield Say("notice.sms_sent")


def _next_dates(given: dict[str, Any]) -> Asking:
    if "accident_date" not in given or given.get("outcome") != "injured":
        return
    limits = yield Lookup("notice_limits", {"date": given["accident_date"]})
    if isinstance(limits, Found):
        yield Say("notice.next_assessment", {"date": limits.data["assessment_by"]})
