"""Which questions of ours are answered with what is personal: names, numbers, days, what happened.

What is said there is nobody's question, whatever else it is taken for: it is for operators alone.
"""

from sqlalchemy import ColumnElement, SQLColumnExpression, or_

ASKED = ("member.", "notice.", "number.", "phone.", "callback.", "date.", "deadline.")
"""How the names of such prompts begin."""
WAITING = "wait"
ASKED_EXACTLY = ("person.message", WAITING)
"""After `wait` comes the answer to whatever was asked before it."""


def is_personal(asked: str) -> bool:
    """Whether what is asked by this prompt may be answered so."""
    return asked.startswith(ASKED) or asked in ASKED_EXACTLY


def personal(asked: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """`is_personal` as a condition of the database."""
    return or_(asked.in_(ASKED_EXACTLY), *(asked.startswith(name) for name in ASKED))
