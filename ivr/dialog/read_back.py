"""A number read back until the caller agrees to it."""

from collections.abc import Callable

from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Asides, Parsed, Value, question

Correct = Callable[[str, str], str]
"""From a number and the words about it: the number as they correct it, or ''."""


def agreed_number(prompt: str, number: str, correct: Correct, aside: Asides | None) -> Asking[str]:
    """Read `number` back by `prompt`; returns it, or as corrected and agreed, or '' if it is just wrong."""

    def agreement(act: Said | Keyed) -> Parsed[str]:
        answer = yes_no(act)
        if answer == Value(True):
            return Value(number)
        corrected = correct(number, act.text) if isinstance(act, Said) else ""
        if corrected and corrected != number:
            return Value(corrected)
        return Value("") if answer else None

    while True:
        ask = Ask(prompt, {"number": number}, hint="yesno")
        answer = yield from question(ask, agreement, aside)
        if answer in (number, ""):
            return answer
        number = answer
