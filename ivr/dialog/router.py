"""From open speech to a meaning: answer, confirm, choose or ask again."""

import re
from typing import Any

from ivr.dialog.acts import Ask, Keyed, Said
from ivr.dialog.flow import Meaning
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import (
    Asking,
    Failed,
    Parse,
    Parsed,
    Value,
    ask_until,
    follow_navigation,
    meaning_of,
    understand,
)

WORTH_OFFERING = 0.15
"""Share of what is left after the likeliest meaning was denied, from which another is offered."""

_NONE_OF_THEM = re.compile("(?:这些)?(?:都不是?|都没有?|不是|没有)(?:的|啊|呀|这些|我要的)*")
_ONE_OF_THEM = re.compile(
    "(?:是|选|要|按|就|我|应该)*第?([1-3一二两三])(?:个|项|条)?(?:吧|的|啊|呀)*"
)
_ORDINALS = {"1": 0, "一": 0, "2": 1, "二": 1, "两": 1, "3": 2, "三": 2}


def ask_meaning(prompt: str, menu: dict[str, Meaning]) -> Asking:
    """Ask an open question; return the `Meaning` the caller said or keyed by `menu`."""

    def keys(act: Keyed) -> Parsed:
        return Value(menu[act.keys]) if act.keys in menu else None

    return (yield from ask_until(Ask(prompt), keys, _hear))


def _hear(act: Said) -> Asking:
    """Understand an utterance; ask back where it is not sure. Gives `Value(Meaning)` or `Failed`."""
    understood = yield from understand(act)
    if understood["topic"] == "none" or understood["decision"] == "reject":
        return Failed("misheard")
    if understood["decision"] == "answer":
        went = yield from follow_navigation(understood)
        return went or Value(meaning_of(understood, act.text))
    if understood["decision"] == "confirm":
        return (yield from _confirm(understood, act.text))
    return (yield from _choose([understood, *understood["alternatives"]], act.text))


def _confirm(candidate: dict[str, Any], said: str) -> Asking:
    """Ask whether this is meant; if it is not, offer what else may have been."""
    ask = Ask("confirm.topic", {"name": candidate["name"]}, hint="yesno")
    answer = yield from _ask_back(ask, yes_no)
    if answer is True:
        return Value(meaning_of(candidate, said))
    if answer is False:
        rest = 1 - candidate["confidence"]
        others = [c for c in candidate["alternatives"] if c["confidence"] > rest * WORTH_OFFERING]
        return (yield from _choose(others, said))
    return answer


def _choose(candidates: list[dict[str, Any]], said: str) -> Asking:
    """Offer two or three meanings by number; 4 or "都不是" for none of them. One is confirmed."""
    offered = [c for c in candidates if not c["topic"].startswith(("none", "nav."))][:3]
    if not offered:
        return Failed("misheard")
    if len(offered) == 1:
        return (yield from _confirm({**offered[0], "alternatives": []}, said))
    slots = {letter: c["name"] for letter, c in zip("abc", offered, strict=False)}
    ask = Ask(f"choose.{len(offered)}", slots, hint="phrases", phrases=tuple(slots.values()))
    answer = yield from _ask_back(ask, lambda act: _choice(act, len(offered)))
    if isinstance(answer, int):
        return Value(meaning_of(offered[answer], said))
    return answer or Failed("misheard")


def _ask_back(ask: Ask, parse: Parse) -> Asking:
    """What `parse` makes of the answer; or, if the caller asks anew instead, what becomes of that."""

    def hear(act: Said) -> Asking:
        parsed = parse(act)
        if parsed:
            return parsed
        anew = yield from _hear(act)
        return Value(anew) if isinstance(anew, Value) else anew

    return (yield from ask_until(ask, parse, hear))


def _choice(act: Said | Keyed, count: int) -> Value | None:
    """The place of the chosen one, from 0; None inside `Value` for none of them."""
    text = act.keys if isinstance(act, Keyed) else act.text.strip("。，,. ")
    if text == "4" or _NONE_OF_THEM.fullmatch(text):
        return Value(None)
    match = _ONE_OF_THEM.fullmatch(text)
    place = _ORDINALS[match[1]] if match else count
    return Value(place) if place < count else None
