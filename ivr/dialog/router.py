"""From open speech to a meaning: answer, confirm, choose or ask again."""

import re
from typing import Any

from ivr.dialog.acts import Ask, Keyed, Said
from ivr.dialog.flow import Meaning
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import (
    Asking,
    Failed,
    Parsed,
    Value,
    ask_until,
    follow_navigation,
    meaning_of,
    question,
    understand,
)

_ORDINALS = {"1": 0, "一": 0, "2": 1, "二": 1, "两": 1, "3": 2, "三": 2}


def ask_meaning(prompt: str, menu: dict[str, Meaning]) -> Asking:
    """Ask an open question; return the `Meaning` the caller said or keyed by `menu`."""

    def keys(act: Keyed) -> Parsed:
        return Value(menu[act.keys]) if act.keys in menu else None

    return (yield from ask_until(Ask(prompt), keys, _hear))


def _hear(act: Said) -> Asking:
    understood = yield from understand(act)
    if understood["topic"] == "none" or understood["decision"] == "reject":
        return Failed("misheard")
    if understood["decision"] == "answer":
        went = yield from follow_navigation(understood)
        return went or Value(meaning_of(understood))
    if understood["decision"] == "confirm":
        sure = yield from _confirm(understood)
        if sure:
            return Value(meaning_of(understood))
        return (yield from _choose(understood["alternatives"]))
    return (yield from _choose([understood, *understood["alternatives"]]))


def _confirm(candidate: dict[str, Any]) -> Asking:
    ask = Ask("confirm.topic", {"name": candidate["name"]}, hint="yesno")
    return (yield from question(ask, yes_no))


def _choose(candidates: list[dict[str, Any]]) -> Asking:
    """Offer up to three meanings by number; 4 or "都不是" for none of them."""
    offered = [c for c in candidates if c["topic"] != "none"][:3]
    if not offered:
        return Failed("misheard")
    slots = {letter: c["name"] for letter, c in zip("abc", offered, strict=False)}
    chosen = yield from question(
        Ask(f"choose.{len(offered)}", slots, hint="phrases", phrases=tuple(slots.values())),
        lambda act: _choice(act, len(offered)),
    )
    return Failed("misheard") if chosen is None else Value(meaning_of(offered[chosen]))


def _choice(act: Said | Keyed, count: int) -> Value | None:
    text = act.keys if isinstance(act, Keyed) else act.text
    if text == "4" or re.search("都不|没有|不是", text):
        return Value(None)
    match = re.fullmatch("(?:第|选|按)?([1-3一二两三])(?:个|项|条)?", text.strip("。，,. "))
    if match and _ORDINALS[match.group(1)] < count:
        return Value(_ORDINALS[match.group(1)])
    return None
