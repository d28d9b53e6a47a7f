"""Hides what names a caller or a member from those who may not know them."""

from console.shell.access import current_staff
from ivr.observability.masking import masked, masked_text

_PRIVATE_PROMPTS = ("callback.", "date.", "deadline.", "member.", "notice.", "number.", "phone.")
_PRIVATE_MESSAGE = "person.message"


def is_private_answer(asked: str) -> bool:
    """Whether what answers the prompt `asked` names people, places or days, and is no question.

    What does not fit there is looked up as a question as well; it is nobody's but the operators'.
    """
    return asked.startswith(_PRIVATE_PROMPTS) or asked == _PRIVATE_MESSAGE


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
