"""The settings an office may change while the hotline runs, and what each of them may be.

Only what every process reads anew whenever it needs it, and what is harmless within its bounds: no
secret, no address, nothing that is measured or loaded at the start, nothing that erases what is kept.
"""

import unicodedata
from dataclasses import dataclass

from ivr.config.settings import Settings
from models.caller_number import caller_number

Value = str | int | bool


@dataclass(frozen=True)
class Number:
    """A whole number between two others."""

    least: int
    most: int

    def read(self, text: str) -> int:
        """The number in `text`. Raises `ValueError` where it is not a number, or out of bounds."""
        number = int(unicodedata.normalize("NFKC", text))
        if not self.least <= number <= self.most:
            raise ValueError(f"not between {self.least} and {self.most}")
        return number


@dataclass(frozen=True)
class Switch:
    """Written on and off."""

    def read(self, text: str) -> bool:
        """Raises `ValueError` for anything else."""
        if text not in ("on", "off"):
            raise ValueError("neither on nor off")
        return text == "on"


@dataclass(frozen=True)
class Phone:
    """A telephone in mainland China, or none: calls abroad could cost whatever somebody likes."""

    extensions: bool
    """Whether an exchange of the house's own knows short numbers."""

    def read(self, text: str) -> str:
        """The number in the one form it is kept in, '' for none. Raises `ValueError`."""
        given = unicodedata.normalize("NFKC", text).strip()
        if not given or self._is_extension(given):
            return given
        number = caller_number(given)
        if not number.startswith("+86"):
            raise ValueError("no number in mainland China")
        return number

    def _is_extension(self, given: str) -> bool:
        return self.extensions and given.isdecimal() and 3 <= len(given) <= 6


Kind = Number | Switch | Phone


def changeable(environment: Settings) -> dict[str, Kind]:
    """Name -> what it may be, in the order of the page.

    A second approver that the environment asks for is not an office's to do without.
    """
    own_exchange = bool(environment.sip_port and not environment.twilio_account_sid)
    kinds: dict[str, Kind] = {
        "operators": Phone(extensions=own_exchange),
        "operator_seconds": Number(5, 120),
        "console_idle_minutes": Number(5, 240),
        "console_hours": Number(1, 24),
    }
    return kinds if environment.second_approver else {**kinds, "second_approver": Switch()}


def written(value: Value) -> str:
    """A value as it is kept; what reads it gives it back."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
