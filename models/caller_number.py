"""The one form of a telephone number: `+86...` for a caller's number, '' for other text.

Carriers, exchanges and people write the same number in many ways; who called, where to call back and
whose records these are must not depend on which.
"""

import re
import unicodedata
from urllib.parse import unquote

WITHHELD = frozenset({"266696687", "7378742833", "86282452253", "2562533", "8656696"})
"""ANONYMOUS, RESTRICTED, UNAVAILABLE, BLOCKED and UNKNOWN on a keypad: what Twilio gives instead of a
number. No number of any country is like one of them."""
SHORTEST, LONGEST = 7, 15
"""Digits of a number that can be called from anywhere (ITU-T E.164). Shorter ones are extensions of
an exchange, or services nobody can be called back at."""

_MAINLAND = "+86"
_SCHEME = re.compile(r"^\w+:(?=[^@]*$|[^@]*@)")
_ANGLE = re.compile(r"<([^<>]*)>")
_BESIDE = re.compile(r"[;,?].*$|分机.*$|(?:ext|x)\.? ?\d*$|(?<=\d{8})-\d{1,5}$", re.DOTALL)
"""Parameters of an address, an extension behind a number."""
_WRITTEN = re.compile(r"\+?[\d\s().\-–·/]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7}")
"""Area code, without its 0, and number."""
_SHANGHAI = re.compile(r"[2-9]\d{7}")


def caller_number(given: str) -> str:
    """The number in one form, from a number or an address (sip:, tel:) as carriers and people write it.

    '' where it was withheld or is no number that can be called.
    """
    text = _user(unicodedata.normalize("NFKC", given).strip())
    if not _WRITTEN.fullmatch(text):
        return ""
    abroad = text.startswith("+")
    digits = "".join(c for c in text if c.isdecimal())
    if digits in WITHHELD:
        return ""
    return _international(digits) if abroad or digits.startswith("00") else _national(digits)


def _user(address: str) -> str:
    """`13800001234` of `"Wang" <sip:13800001234;phone-context=x@203.0.113.9;user=phone>`."""
    angle = _ANGLE.search(address)
    address = angle[1] if angle else address
    user = _SCHEME.sub("", address).partition("@")[0]
    return _BESIDE.sub("", unquote(user)).strip()


def _international(digits: str) -> str:
    digits = digits.lstrip("0")
    if digits.startswith("86"):
        return _mainland(digits.removeprefix("86").lstrip("0"))
    return f"+{digits}" if SHORTEST <= len(digits) <= LONGEST else ""


def _national(digits: str) -> str:
    """Dialled in Shanghai: a mobile (with a 0 before it or not), a landline, or a country's code."""
    bare = digits.lstrip("0")
    if digits.startswith("0") or _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare):
        return _mainland(bare)
    if _SHANGHAI.fullmatch(bare):
        return _mainland(f"21{bare}")
    if bare.startswith("86") and len(bare) > 10:
        return _mainland(bare.removeprefix("86").lstrip("0"))
    return _mainland(bare)


def _mainland(national: str) -> str:
    fits = SHORTEST <= len(national) <= LONGEST - 2 and len(set(national)) > 1
    return f"{_MAINLAND}{national}" if fits else ""


def takes_texts(number: str) -> bool:
    """Whether a number of this form can be sent a text message: here, mobiles alone can."""
    bare = number.removeprefix(_MAINLAND)
    return bool(number) and (bare == number or _MOBILE.fullmatch(bare) is not None)
