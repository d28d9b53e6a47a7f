"""Answers from the knowledge base, in pieces a person can follow."""

from collections.abc import Sequence

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import Missing, Unavailable, keep, look_up
from ivr.dialog.flow import GoPerson, GoTopic, Query
from ivr.dialog.lookups import FindAnswer, FoundAnswer
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Parsed, Value, question
from ivr.dialog.saves import SendAnswer
from ivr.dialog.services import deadline
from kb.contract import Meaning

PIECES_AT_ONCE = 3
"""Sentences spoken before the caller is asked whether to go on."""

_ANSWERED_HERE = ("illness.", "claim.", "benefit.", "card.", "service.", "wechat.")


def is_information(meaning: Meaning) -> bool:
    """Whether the meaning is a question the knowledge base answers, not a service or a menu."""
    return meaning.topic.startswith(_ANSWERED_HERE)


def answer_or_jump(query: Query) -> Asking[None]:
    """Answer a knowledge question; leave anything else to the main loop."""
    if not is_information(query.meaning):
        raise GoTopic(query)
    yield from give(query)


def give(query: Query) -> Asking[None]:
    """Speak the answer; offer a person where there is none, an SMS where it is long."""
    meaning = query.meaning
    found = yield from look_up(FindAnswer(meaning))
    if not isinstance(found, FoundAnswer):
        yield from _no_answer(missing=isinstance(found, Missing))
        return
    heard_all = yield from _speak(found.pieces)
    if found.sms and (len(found.pieces) > PIECES_AT_ONCE or not heard_all):
        yield from _offer_sms(meaning)
    if meaning.aspect == "deadline" and found.today:
        yield from deadline.offer(meaning.topic, found.today, query.said)


def _speak(pieces: Sequence[str]) -> Asking[bool]:
    """Speak the pieces, a few at a time; returns whether the caller heard them all.

    The last piece carries the caveat (the society decides), so it is spoken even when the
    caller has heard enough.
    """
    *body, last = pieces
    for start in range(0, len(body), PIECES_AT_ONCE):
        if start and not (yield from question(Ask("answer.more", hint="yesno"), _go_on)):
            yield Say("answer.piece", {"text": last})
            return False
        for piece in body[start : start + PIECES_AT_ONCE]:
            yield Say("answer.piece", {"text": piece})
    yield Say("answer.piece", {"text": last})
    return True


def _go_on(act: Said | Keyed) -> Parsed[bool]:
    """ "继续" counts as yes, "够了" as no."""
    if isinstance(act, Said):
        if any(word in act.text for word in ("够了", "知道了", "停")):
            return Value(False)
        if any(word in act.text for word in ("继续", "接着", "往下")):
            return Value(True)
    return yes_no(act)


def _no_answer(missing: bool) -> Asking[None]:
    yield Say("answer.none" if missing else "answer.unavailable")
    if (yield from question(Ask("person.offer", hint="yesno"), yes_no)):
        raise GoPerson("no answer")


def _offer_sms(meaning: Meaning) -> Asking[None]:
    if not (yield from question(Ask("sms.offer", hint="yesno"), yes_no)):
        return
    kept = yield from keep(SendAnswer(meaning))
    yield Say("sms.failed" if isinstance(kept, Unavailable) else "sms.sent")
