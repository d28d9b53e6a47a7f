"""A text in which the days found so far stand as single characters.

'国庆节的前一天' becomes 'T的前1天' and then 'T': what moves or blurs a day is looked for beside it.
"""

import re
from collections.abc import Callable

from speech.entities.date_calendar import DateReading, UncertainDateError

_FIRST = 0xF0000
T = f"[{chr(_FIRST)}-{chr(_FIRST + 0xFFFD)}]"
"""Matches the sign of a day."""

Meaning = Callable[[re.Match[str]], DateReading | None]
"""From a match to what it says, None to leave it alone. May raise `UncertainDateError`."""


class Sheet:
    """A text and the readings its signs stand for."""

    def __init__(self, text: str) -> None:
        self.text = re.sub(T, "", text)
        self._readings: list[DateReading] = []

    def replace(self, pattern: re.Pattern[str], meaning: Meaning) -> None:
        """Put a sign for every match of `pattern`."""
        self.text = pattern.sub(lambda match: self._sign(match, _read(match, meaning)), self.text)

    def replace_all(self, pattern: re.Pattern[str], meaning: Meaning) -> None:
        """`replace` until nothing changes, for patterns that begin with a sign."""
        before = ""
        while before != self.text:
            before = self.text
            self.replace(pattern, meaning)

    def _sign(self, match: re.Match[str], reading: DateReading | None) -> str:
        if reading is None:
            return match[0]
        self._readings.append(reading)
        return chr(_FIRST + len(self._readings) - 1)

    def of(self, sign: str) -> DateReading:
        """The reading of a sign."""
        return self._readings[ord(sign) - _FIRST]

    def readings(self) -> list[DateReading]:
        """All readings whose signs are left, in the order of the text."""
        return [self.of(sign) for sign in re.findall(T, self.text)]


def _read(match: re.Match[str], meaning: Meaning) -> DateReading | None:
    try:
        return meaning(match)
    except UncertainDateError as refused:
        return refused.reading
    except OverflowError:
        return UncertainDateError("impossible").reading
