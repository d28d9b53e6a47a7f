"""Who may do what, and who is asking."""

import functools
from collections.abc import Callable
from typing import Any, Literal, cast

from flask import abort
from flask_login import UserMixin, current_user, login_required
from sqlalchemy.orm import Session

from console.shell.context import reading
from models.staff import Role, Staff

Right = Literal["calls", "personal", "notices", "members", "knowledge", "admin"]
"""calls: see calls, personal data masked. personal: unmasked, with recordings. knowledge: change
what the hotline knows."""

RIGHTS: dict[str, frozenset[Right]] = {
    Role.OPERATOR: frozenset({"calls", "personal", "notices", "members"}),
    Role.EDITOR: frozenset({"calls", "knowledge"}),
    Role.ADMIN: frozenset({"calls", "personal", "notices", "members", "knowledge", "admin"}),
}


class User(UserMixin):
    """The signed-in person, as pages know them."""

    def __init__(self, staff: Staff) -> None:
        self.id = staff.id
        self.name = staff.name
        self.role = staff.role
        self.mark = staff.mark
        self.has_totp = bool(staff.totp)

    def get_id(self) -> str:
        """What the session keeps; a new mark makes it worthless."""
        return f"{self.id}:{self.mark}"

    def may(self, right: Right) -> bool:
        """Whether the role has this right."""
        return right in RIGHTS.get(self.role, frozenset())


def load_user(kept: str) -> User | None:
    """The user of a session, unless that was ended or the account is locked."""
    number, _, mark = kept.partition(":")
    if not number.isdigit():
        return None
    with reading() as session:
        staff = session.get(Staff, int(number))
        return User(staff) if staff and _welcome(staff, mark) else None


def _welcome(staff: Staff, mark: str) -> bool:
    return staff.mark == mark and not staff.disabled


def me() -> User:
    """The signed-in person; only in pages that need a right."""
    return cast(User, current_user)


def my_account(session: Session) -> Staff:
    """The same person's row."""
    return session.get_one(Staff, me().id)


def needs(right: Right) -> Callable:
    """Only for people with this right: others are told so, strangers are sent to sign in."""

    def decorate(page: Callable) -> Callable:
        @functools.wraps(page)
        @login_required
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not me().may(right):
                abort(403)
            return page(*args, **kwargs)

        return guarded

    return decorate
