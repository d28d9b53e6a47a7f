"""Handing the caller to a person, and what happens when nobody answers."""

from ivr.dialog import remarks
from ivr.dialog.acts import Ask, Asking, Dialled, HandOff, Keyed, Said, Say
from ivr.dialog.effect import Unavailable, keep
from ivr.dialog.flow import Detour, GoPerson
from ivr.dialog.memory import recall
from ivr.dialog.parsers import phone, story, yes_no
from ivr.dialog.question import Asides, Parsed, Value, question
from ivr.dialog.read_back import agreed_number
from ivr.dialog.recording import NOTHING, Told
from ivr.dialog.saves import KeepCallback
from kb.contract import DISTRESS
from speech.entities.digits import parse_phone


def hand_off(reason: str, caller: str) -> Asking[None]:
    """Dial an operator; when nobody answers, take a message for a call-back."""
    yield Say("person.why_silence" if reason == "silence" else "person.connecting")
    outcome = yield HandOff(reason)
    if isinstance(outcome, Dialled) and outcome.answered:
        return
    memory = yield from recall()
    memory.settle()  # the questions that follow are new ones
    yield Say("person.busy")
    memory.in_message = True
    yield from _take_message(reason, caller)
    yield Say(memory.good_bye)


def _take_message(reason: str, caller: str) -> Asking[None]:
    """Agree on a number, then record. What was agreed to stays, whatever the caller does next.

    Raises `GoPerson` for a caller in despair.
    """
    try:
        number = yield from callback_number(caller)
    except GoPerson as detour:
        if detour.reason == DISTRESS:
            raise
        number = caller
        (yield from recall()).settle()
        if not number:
            yield Say("person.no_number")
    except Detour:
        yield from _promise(KeepCallback(reason, caller))
        return
    if number:
        yield from keep(KeepCallback(reason, number))
    try:
        message = yield from question(Ask("person.message", hint="story", record=True), _message)
    except Detour as detour:
        if isinstance(detour, GoPerson) and detour.reason == DISTRESS:
            raise
        message = NOTHING
    yield from _promise(KeepCallback(reason, number, message.text, message.recording))


def _message(act: Said | Keyed) -> Parsed[Told]:
    """What is to be passed on; nothing for 不留了."""
    if isinstance(act, Said) and remarks.leaves_no_message(act.text):
        return Value(NOTHING)
    return story(act)


def _promise(promise: KeepCallback) -> Asking[None]:
    """Keep the promise, and say what is kept: nothing is promised without a number to ring."""
    message = promise.text or promise.recording
    if not promise.phone and not message:
        yield Say("person.nothing_saved")
        return
    kept = yield from keep(promise)
    if isinstance(kept, Unavailable):
        yield Say("person.not_saved")
    elif not promise.phone:
        yield Say("person.saved_message")
    else:
        yield Say("person.saved" if message else "person.saved_number")


def callback_number(caller: str, aside: Asides | None = None) -> Asking[str]:
    """The number to call back: the one the caller is on ('' if not shown), or one they give."""
    if caller:
        ask = Ask("callback.same", {"last4": caller[-4:]}, hint="yesno")
        answer = yield from question(ask, _same_or_other, aside)
        if answer is True:
            return caller
        if isinstance(answer, str):
            agreed = yield from _agreed(answer, aside)
            if agreed:
                return agreed
    while True:
        ask = Ask("callback.number", hint="digits", keys=11)
        agreed = yield from _agreed((yield from question(ask, phone, aside)), aside)
        if agreed:
            return agreed


def _same_or_other(act: Said | Keyed) -> Parsed[bool | str]:
    """Yes, no, or another number at once: 打我另外一只手机，一三八…"""
    if isinstance(act, Said):
        other = phone(act)
        if isinstance(other, Value):
            return other
        if any(word in act.text for word in ("换", "另外", "别的", "其他")):
            return Value(False)
    return yes_no(act)


def _agreed(number: str, aside: Asides | None) -> Asking[str]:
    return (yield from agreed_number("phone.confirm", number, _corrected, aside))


def _corrected(number: str, said: str) -> str:
    """Another number, or the same as corrected: 不对，最后是零零幺."""
    return parse_phone(said) or parse_phone(f"{number}，不对，{said}")
