"""Members by their number, or by the end of it.

Where many share an end, nobody is shown: that would be a list to leaf through. More digits tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.shell.arguments import only_number
from models.member import (
    MEMBER_END_DIGITS,
    MEMBER_NUMBER_LENGTH,
    Member,
    member_end,
    number_key,
)
from models.vault import Vault

SHOWN = 10
"""Most members of whom a list is made."""
MAX = 2_000
"""Members opened to compare more digits than four: of a million a hundred share those."""


@dataclass(frozen=True)
class Found:
    """Who was found."""

    members: Sequence[Member] = ()
    asked: bool = True
    """Whether what was typed could be a member number, or the end of one."""
    too_many: bool = False

    @property
    def outcome(self) -> str:
        """What the log of actions says of it."""
        if len(self.members) > 1 or self.too_many:
            return "several found"
        return "found" if self.members else "not found"


def by_number(session: Session, vault: Vault, text: str) -> Found:
    """The member of this number, or those whose numbers end so."""
    digits = only_number(text)
    if len(digits) == MEMBER_NUMBER_LENGTH:
        whole = select(Member).where(Member.number_key == number_key(vault, digits))
        return Found(session.scalars(whole).all())
    if not MEMBER_END_DIGITS <= len(digits) < MEMBER_NUMBER_LENGTH:
        return Found(asked=False)
    likely = select(Member).where(Member.number_end == member_end(vault, digits))
    rows = session.scalars(likely.order_by(Member.number_key).limit(MAX))
    fit = [member for member in rows if member.person.number.endswith(digits)]
    return Found(too_many=True) if len(fit) > SHOWN else Found(fit)
