"""Accident notice: a short interview in which every answer is kept the moment it is given."""

from collections.abc import Callable
from datetime import date
from typing import Any

from ivr.dialog.acts import Ask, Found, Keyed, Lookup, Said, Save, Saved, Say
from ivr.dialog.flow import GoBack, Meaning
from ivr.dialog.parsers import member_number_or_unknown, outcome, past_date, story, yes_no
from ivr.dialog.question import Asking, Parsed, Value, question
from ivr.dialog.services import answers
from ivr.dialog.services.member import confirmed_number
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
    yield from _keep({})
    given: dict[str, Any] = {}
    step = 0
    names = list(STEPS)
    while step < len(names):
        try:
            yield from _run(names[step], given, call)
            step += 1
        except GoBack:
            if step == 0:
                raise
            step -= 1
    yield from _confirm(given, call)
    yield from _finish(given)


def _run(name: str, given: dict[str, Any], call: dict) -> Asking:
    added = yield from STEPS[name](given, call)
    given.update(added)
    yield from _keep(added)


def _keep(answers_given: dict[str, Any]) -> Asking:
    return (yield Save("notice", {"status": "incomplete", **answers_given}))


def _aside(meaning: Meaning) -> Asking:
    """Answer a question in between, then return to the interview."""
    yield from answers.answer_or_jump(meaning)
    yield Say("notice.resume")


def _told(field: str, prompt: str) -> Step:
    """A step answered in free words, kept as text and recording."""

    def step(given: dict[str, Any], call: dict) -> Asking:
        told = yield from question(Ask(prompt, hint="story", record=True), story, _aside)
        return {field: told["text"], f"{field}_recording": told["recording"]}

    return step


def _who(given: dict[str, Any], call: dict) -> Asking:
    number = yield from confirmed_number("notice.number", member_number_or_unknown)
    if number:
        return {"member_number": number}
    told = yield from question(Ask("notice.name", hint="story", record=True), story, _aside)
    return {"person": told["text"], "person_recording": told["recording"]}


def _when(given: dict[str, Any], call: dict) -> Asking:
    today = date.fromisoformat(call["today"])
    while True:
        day = yield from question(Ask("notice.when", hint="date", keys=8), past_date(today), _aside)
        if (yield from question(Ask("date.confirm", {"date": day}, hint="yesno"), yes_no)):
            break
    limits = yield Lookup("notice_limits", {"date": day})
    if isinstance(limits, Found) and limits.data["notice"] != "in_time":
        yield Say(f"notice.{limits.data['notice']}")
    return {"accident_date": day}


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


def _confirm(given: dict[str, Any], call: dict) -> Asking:
    """Read the gist back; correct what the caller says is wrong."""
    while True:
        yield Say("notice.gist", {"date": given["accident_date"], "phone": given["phone"]})
        number = given.get("member_number")
        if number:
            yield Say("notice.gist_number", {"number": number})
        yield Say(f"notice.gist_{given['outcome']}")
        if (yield from question(Ask("notice.gist_right", hint="yesno"), yes_no)):
            return
        which = yield from question(Ask("notice.correct", hint="phrases"), _which)
        yield from _run(which, given, call)


def _which(act: Said | Keyed) -> Parsed:
    if isinstance(act, Keyed):
        return Value(CORRECTABLE[act.keys]) if act.keys in CORRECTABLE else None
    hits = [name for name, said in _FIELD_WORDS.items() if any(w in act.text for w in said)]
    return Value(hits[0]) if len(hits) == 1 else None


def _finish(given: dict[str, Any]) -> Asking:
    kept = yield Save("notice", {"status": "complete"})
    if not isinstance(kept, Saved):
        yield Say("notice.not_saved")
        return
    yield Say("notice.done", {"reference": kept.data["reference"]})
    limits = yield Lookup("notice_limits", {"date": given["accident_date"]})
    if isinstance(limits, Found) and given["outcome"] == "injured":
        yield Say("notice.next_assessment", {"date": limits.data["assessment_by"]})
    yield Say("notice.next_papers")
