"""Handing the caller to a person, and what happens when nobody answers."""

from ivr.dialog.acts import Ask, Asking, Dialled, HandOff, Say
from ivr.dialog.effect import Unavailable, keep
from ivr.dialog.flow import Detour
from ivr.dialog.parsers import phone, story, yes_no
from ivr.dialog.question import question
from ivr.dialog.saves import KeepCallback


def hand_off(reason: str, caller: str) -> Asking[None]:
    """Dial an operator; when nobody answers, take a message for a call-back."""
    yield Say("person.why_silence" if reason == "silence" else "person.connecting")
    outcome = yield HandOff(reason)
    if isinstance(outcome, Dialled) and outcome.answered:
        return
    yield Say("person.busy")
    try:
        yield from _take_message(reason, caller)
    except Detour:
        yield from _keep(KeepCallback(reason, caller))
    yield Say("goodbye")


def _take_message(reason: str, caller: str) -> Asking[None]:
    number = yield from callback_number(caller)
    yield from keep(KeepCallback(reason, number))
    told = yield from question(Ask("person.message", hint="story", record=True), story)
    yield from _keep(KeepCallback(reason, number, told.text, told.recording))


def _keep(promise: KeepCallback) -> Asking[None]:
    """Keep the promise, and say whether it is kept."""
    kept = yield from keep(promise)
    told = promise.text or promise.recording
    saved = "person.saved" if told else "person.saved_number"
    yield Say("person.not_saved" if isinstance(kept, Unavailable) else saved)


def callback_number(caller: str) -> Asking[str]:
    """The number to call back: the one the caller is on ('' if not shown), or one they give."""
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
