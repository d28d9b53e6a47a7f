"""Hides what names a caller or a member from those who may not know them."""

from console.shell.access import current_staff
from ivr.observability.masking import masked, masked_text


def redact(text: str, private: bool = False) -> str:
    """What somebody said, for people who may not know who: whole answers or parts are hidden."""
    if current_staff().may("personal"):
        return text
    return "＊＊＊" if private and text else masked_text(text)


def redact_number(number: str) -> str:
    """A phone or member number, for people who may not know whose."""
    return number if current_staff().may("personal") else masked(number)


def redact_name(name: str) -> str:
    """The first character of a name: enough for those who know the name already."""
    return name[:1] + "＊" * (len(name) - 1)
