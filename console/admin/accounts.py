"""Accounts of staff: begun, and given a new first password. Such a password is shown once."""

import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import passwords
from models.staff import NAME_LENGTH, Role, Staff, new_mark

_NAME = re.compile(rf"[^\s/\\<>\"']{{1,{NAME_LENGTH}}}")
_RANDOM_BYTES = 9


def fits_as_name(name: str) -> bool:
    """Whether somebody may sign in by this name, in small letters."""
    return bool(_NAME.fullmatch(name)) and name == name.lower()


def begin(session: Session, name: str, role: Role, full_name: str = "") -> str | None:
    """A new account's first password; None where the name is taken."""
    if session.scalar(select(Staff.id).where(Staff.name == name)) is not None:
        return None
    password = _first_password()
    hashed = passwords.hashed(password)
    session.add(Staff(name=name, full_name=full_name, role=role, password=hashed))
    return password


def change(staff: Staff, role: Role, full_name: str) -> None:
    """Another role or name on papers; with another role whoever is signed in signs in again."""
    if staff.role != role:
        staff.role, staff.mark = role, new_mark()
    staff.full_name = full_name[:NAME_LENGTH]


def reset(staff: Staff) -> str:
    """A new first password; the authenticator is forgotten, and whoever is signed in is out."""
    password = _first_password()
    staff.password = passwords.hashed(password)
    staff.totp, staff.totp_step, staff.mark = "", 0, new_mark()
    staff.failures, staff.locked_until = 0, None
    return password


def _first_password() -> str:
    return secrets.token_urlsafe(_RANDOM_BYTES)
