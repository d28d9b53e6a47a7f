"""A yes or no, and what is asked in the same breath: 不用了，期限是多久."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ivr.dialog import remarks
from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.flow import GoTopic, Query
from ivr.dialog.following_on import following_on
from ivr.dialog.hearing import understand
from ivr.dialog.memory import recall
from ivr.dialog.question import Failed, Heard, Parse, Parsed, Value
from ivr.dialog.router import listen, question_or_topic
from kb.contract import NONE, Decision

T = TypeVar("T")


@dataclass(frozen=True)
class Answered(Generic[T]):
    """An answer, and what the caller wants besides."""

    value: T
    more: Query | None = None


def answer_and_more(
    ask: Ask,
    parse: Parse[T],
    neither: Value[T] | None = None,
    *,
    before_more: Parse[T] | None = None,
    first: Parse[T] | None = None,
    if_silent: Value[T] | None = None,
) -> Asking[Answered[T]]:
    """Ask as `question_or_topic` does, but lose no question that follows the answer.

    `before_more` is what the words before such a question answer, if that is another thing than
    `parse` makes of them; `neither` where they only thank; without it such a question
    raises `GoTopic`. `first` sees an utterance before all.
    """

    def take(act: Said) -> Asking[Heard[Answered[T]] | None]:
        at_once = first(act) if first else None
        if isinstance(at_once, Value):
            return Value(Answered(at_once.value))
        words, rest = remarks.answer_and_rest(act.text)
        if not rest or remarks.wants_message(rest):
            return None
        wanted = yield from _wanted(Said(rest, act.confidence))
        if wanted is None:
            return None
        answer = (before_more or parse)(Said(words, act.confidence))
        taken = answer if isinstance(answer, Value) else neither
        if taken and isinstance(wanted, Query):
            return Value(Answered(taken.value, wanted))
        if isinstance(wanted, Query):
            raise GoTopic(wanted)
        if taken:
            yield wanted.said(1)
        return Value(Answered(taken.value)) if taken else wanted

    def alone(act: Said | Keyed) -> Parsed[Answered[T]]:
        parsed = parse(act)
        return Value(Answered(parsed.value)) if isinstance(parsed, Value) else parsed

    silent = Value(Answered(if_silent.value)) if if_silent else None
    return (yield from question_or_topic(ask, alone, if_silent=silent, first=take))


def _wanted(rest: Said) -> Asking[Query | Failed | None]:
    """What the words after an answer ask; `Failed` for a question nothing is made of, None for no question."""
    memory = yield from recall()
    understood = yield from understand(rest)
    topic = understood.meaning.topic
    sure = understood.decision == Decision.ANSWER and topic != NONE
    if topic.startswith("nav.") and sure:
        return None
    asks = remarks.asks(rest.text) or remarks.wishes(rest.text)
    if not (sure or asks or following_on(rest.text, understood, memory)):
        return None
    heard = yield from listen(rest)
    if isinstance(heard, Value):
        return heard.value
    return heard if isinstance(heard, Failed) else None
