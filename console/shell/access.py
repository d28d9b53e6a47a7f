"""Who may do what, and who is asking."""

import functools
from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import abort
from flask_login import UserMixin, current_user, login_required
from sqlalchemy.orm import Session

from console.shell.context import reading
from models.staff import Role, Staff

_Page = TypeVar("_Page", bound=Callable)

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

    @property
    def must_set_up(self) -> bool:
        """Whether this account may do nothing before it has an authenticator."""
        return self.role == Role.ADMIN and not self.has_totp

    def get_id(self) -> str:
        """The id that the session keeps; a new mark of the account ends the session."""
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


def current_staff() -> User:
    """The signed-in person; only in pages that need a right."""
    return cast(User, current_user)


def my_account(session: Session) -> Staff:
    """The row of the signed-in person."""
    return session.get_one(Staff, current_staff().id)


def requires(right: Right) -> Callable:
    """Open a page to people with this right: others are told so, strangers are sent to sign in."""

    def decorate(page: Callable) -> Callable:
        @functools.wraps(page)
        @login_required
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_staff().may(right):
                abort(403)
            return page(*args, **kwargs)

        return guarded

    return decorate


def before_setup(page: _Page) -> _Page:
    """Mark a page that admins may use before they have an authenticator."""
    page.before_setup = True  # type: ignore[attr-defined]
    return page


def opens_before_setup(page: Callable | None) -> bool:
    """Whether a page is marked so."""
    return bool(getattr(page, "before_setup", False))
