"""A member number: heard, doubtful digits asked for alone, read back, corrected, agreed."""

import re
from functools import partial

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.question import Asides, Parse, Parsed, Value, question
from ivr.dialog.read_back import agreed_number
from speech.digits.fusion import Hypothesis, choices, joined, replaced
from speech.entities.digits import MEMBER_NUMBER_LENGTH, parse_digits

ASKED_ALONE = 2
"""Doubtful digits asked for one by one; with more of them the whole number is asked again."""
SPOKEN_TRIES = 2
"""Numbers that turn out wrong before the keys are offered."""
_CORRECTS = re.compile("不|错|第|应该|改|[前后]面|最后|末尾|尾号")
"""Words without which a few digits after the read-back are a yes misheard, not a correction."""
_SURELY_DIGITS = 4
_DIGIT = re.compile(r"[\d零一二三四五六七八九幺洞两]")


def confirmed_number(
    prompt: str,
    parse: Parse[Hypothesis],
    aside: Asides | None = None,
    told: Hypothesis | None = None,
) -> Asking[str]:
    """Ask for a number until the caller agrees to what is read back; return its digits.

    '' where `parse` takes an answer for "I do not know it". With `aside` a question in between is
    answered on the spot. What was `told` before is read back without asking for it.
    """
    earlier, failures = Hypothesis(), 0
    while True:
        ask = Ask(prompt, hint="digits", keys=MEMBER_NUMBER_LENGTH)
        heard = told or (yield from question(ask, parse, aside))
        told = None
        if not heard.digits:
            return ""
        heard = joined(earlier, heard)
        unclear = len(_open_positions(heard)) > ASKED_ALONE
        earlier = heard if unclear else Hypothesis()
        if not unclear or failures >= SPOKEN_TRIES:
            settled = yield from _settled(heard, aside)
            number = yield from agreed_number("number.confirm", settled, _corrected, aside)
            if number:
                return number
        failures += 1
        yield Say("number.retry" if failures < SPOKEN_TRIES else "number.keys")


def _open_positions(heard: Hypothesis) -> list[int]:
    """Positions at which two digits may have been said."""
    return [place for place in heard.uncertain if len(choices(heard, place)) == 2]


def _settled(heard: Hypothesis, aside: Asides | None) -> Asking[str]:
    """Ask for each doubtful digit alone; returns the number."""
    for place in _open_positions(heard)[:ASKED_ALONE]:
        offered = choices(heard, place)
        if len(offered) < 2:
            continue  # the answer about another digit has settled this one too
        slots = {"place": place + 1, "a": offered[0], "b": offered[1]}
        ask = Ask("number.doubt", slots, hint="digits", every_key_counts=True)
        digit = yield from question(ask, partial(_digit, offered=offered), aside)
        if digit:
            heard = replaced(heard, place, digit)
    return heard.digits


def _digit(act: Said | Keyed, offered: tuple[str, ...]) -> Parsed[str]:
    """The digit named: itself, or "第一个"; '' for "都不是", which the read-back settles."""
    if isinstance(act, Keyed):
        return Value(act.keys) if act.keys.isdigit() else None
    if re.search("第一个|前面|前一个", act.text):
        return Value(offered[0])
    if re.search("第二个|后面|后一个", act.text):
        return Value(offered[1])
    if re.search("都不是|都不对", act.text):
        return Value("")
    heard = parse_digits(act.text, 1)
    return Value(heard.digits) if heard.complete else None


def _corrected(number: str, said: str) -> str:
    """The whole number, where the words correct what they name."""
    corrected = parse_digits(f"{number}，不对，{said}") if _corrects(said) else None
    return corrected.digits if corrected and corrected.complete else ""


def _corrects(text: str) -> bool:
    digits = len(_DIGIT.findall(text))
    return digits >= _SURELY_DIGITS or (digits > 0 and bool(_CORRECTS.search(text)))
