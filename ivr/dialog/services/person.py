"""Handing the caller to a person, and what happens when nobody answers."""

from ivr.dialog.acts import Ask, Dialled, HandOff, Save, Saved, Say
from ivr.dialog.flow import Detour
from ivr.dialog.parsers import phone, story, yes_no
from ivr.dialog.question import Asking, question


def hand_off(reason: str, call: dict) -> Asking:
    """Dial an operator; when nobody answers, take a message for a call-back."""
    yield Say("person.why_silence" if reason == "silence" else "person.connecting")
    outcome = yield HandOff(reason)
    if isinstance(outcome, Dialled) and outcome.answered:
        return
    yield Say("person.busy")
    try:
        yield from _take_message(reason, call)
    except Detour:
        yield from _keep({"reason": reason, "phone": call.get("caller", "")})
    yield Say("goodbye")


def _take_message(reason: str, call: dict) -> Asking:
    number = yield from callback_number(call)
    yield from _keep({"reason": reason, "phone": number}, announce=False)
    message = yield from question(Ask("person.message", hint="story", record=True), story)
    yield from _keep({"reason": reason, "phone": number, **message})


def _keep(request: dict, announce: bool = True) -> Asking:
    kept = yield Save("callback", request)
    if announce:
        told = request.get("text") or request.get("recording")
        saved = "person.saved" if told else "person.saved_number"
        yield Say(saved if isinstance(kept, Saved) else "person.not_saved")


def callback_number(call: dict) -> Asking:
    """The number to call back: the one the caller is on, or one they give."""
    caller = call.get("caller", "")
    if caller:
        same = yield from question(
            Ask("callback.same", {"last4": caller[-4:]}, hint="yesno"), yes_no
        )
        if same:
            return caller
    while True:
        number = yield from question(Ask("callback.number", hint="digits", keys=11), phone)
        if (yield from question(Ask("phone.confirm", {"number": number}, hint="yesno"), yes_no)):
            return number
