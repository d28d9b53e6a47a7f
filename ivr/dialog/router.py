"""From open speech to a meaning: answer, confirm, choose or ask again."""

import re
from collections.abc import Sequence
from typing import TypeVar

from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.flow import Query
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import (
    Failed,
    Heard,
    Parse,
    Parsed,
    Value,
    ask_until,
    follow_navigation,
    understand,
)
from kb.contract import NONE, Candidate, Decision, Meaning

T = TypeVar("T")

WORTH_OFFERING = 0.15
"""Share of what is left after the likeliest meaning was denied, from which another is offered."""

_NONE_OF_THEM = re.compile("(?:这些)?(?:都不是?|都没有?|不是|没有)(?:的|啊|呀|这些|我要的)*")
_ONE_OF_THEM = re.compile(
    "(?:是|选|要|按|就|我|应该)*第?([1-3一二两三])(?:个|项|条)?(?:吧|的|啊|呀)*"
)
_ORDINALS = {"1": 0, "一": 0, "2": 1, "二": 1, "两": 1, "3": 2, "三": 2}


def ask_query(prompt: str, menu: dict[str, Meaning]) -> Asking[Query]:
    """Ask an open question; return the `Query` the caller said or keyed by `menu`."""

    def keys(act: Keyed) -> Parsed[Query]:
        return Value(Query(menu[act.keys])) if act.keys in menu else None

    return (yield from ask_until(Ask(prompt), keys, _hear))


def _hear(act: Said) -> Asking[Heard[Query]]:
    """Understand an utterance; ask back where it is not sure. Gives `Value(Query)` or `Failed`."""
    understood = yield from understand(act)
    if understood.meaning.topic == NONE or understood.decision == Decision.REJECT:
        return Failed("misheard")
    if understood.decision == Decision.ANSWER:
        went = yield from follow_navigation(understood)
        return went or Value(Query(understood.meaning, act.text))
    if understood.decision == Decision.CONFIRM:
        best, *others = understood.candidates
        return (yield from _confirm(best, others, act.text))
    return (yield from _choose(understood.candidates, act.text))


def _confirm(candidate: Candidate, others: Sequence[Candidate], said: str) -> Asking[Heard[Query]]:
    """Ask whether `candidate` is meant; if it is not, offer what else may have been."""
    ask = Ask("confirm.topic", {"name": candidate.name}, hint="yesno")
    answer = yield from _ask_back(ask, yes_no)
    if answer is True:
        return Value(Query(candidate.meaning, said))
    if answer is False:
        least = (1 - candidate.confidence) * WORTH_OFFERING
        return (yield from _choose([c for c in others if c.confidence > least], said))
    return answer


def _choose(candidates: Sequence[Candidate], said: str) -> Asking[Heard[Query]]:
    """Offer two or three meanings by number; 4 or "都不是" for none of them. One is confirmed."""
    offered = [c for c in candidates if not c.meaning.topic.startswith((NONE, "nav."))][:3]
    if not offered:
        return Failed("misheard")
    if len(offered) == 1:
        return (yield from _confirm(offered[0], (), said))
    slots = {letter: c.name for letter, c in zip("abc", offered, strict=False)}
    ask = Ask(f"choose.{len(offered)}", slots, hint="phrases", phrases=tuple(slots.values()))
    answer = yield from _ask_back(ask, lambda act: _choice(act, len(offered)))
    if isinstance(answer, int):
        return Value(Query(offered[answer].meaning, said))
    return answer or Failed("misheard")


def _ask_back(ask: Ask, parse: Parse[T]) -> Asking[T | Value[Query]]:
    """What `parse` makes of the answer; or, if the caller asks anew instead, what becomes of that."""

    def hear(act: Said) -> Asking[Heard[T | Value[Query]]]:
        parsed = parse(act)
        if parsed:
            return parsed
        anew = yield from _hear(act)
        return Value(anew) if isinstance(anew, Value) else anew

    return (yield from ask_until(ask, parse, hear))


def _choice(act: Said | Keyed, count: int) -> Value[int | None] | None:
    """The place of the chosen one, from 0; None inside `Value` for none of them."""
    text = act.keys if isinstance(act, Keyed) else act.text.strip("。，,. ")
    if text == "4" or _NONE_OF_THEM.fullmatch(text):
        return Value(None)
    match = _ONE_OF_THEM.fullmatch(text)
    place = _ORDINALS[match[1]] if match else count
    return Value(place) if place < count else None
