"""Whether somebody may come in: password, authenticator code, and the lock after failures.

Every refusal looks the same from outside: no such user, wrong password, wrong code, locked.
"""

import time
from datetime import timedelta

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.shell.arguments import digits_of
from console.shell.context import log_staff_action
from models import passwords
from models.base import utc_now
from models.staff import NAME_LENGTH, Staff

FAILURES = 5
LOCK_MINUTES = 15
ISSUER = "12351"
STEP_SECONDS = 30
SLACK_STEPS = 1
"""Codes of the step before and after are taken: clocks differ."""


def by_password(session: Session, name: str, password: str) -> Staff | None:
    """The account this name and password open, or None; failures are counted and logged."""
    wanted = name.strip().lower()[:NAME_LENGTH]
    staff = session.scalar(select(Staff).where(Staff.name == wanted))
    right = passwords.fits(password, staff.password if staff else None)
    if staff is None:
        log_staff_action(session, "sign in refused", detail="unknown name", by="")
        return None
    if staff.disabled or _locked(staff):
        log_staff_action(session, "sign in refused", detail="locked", by=staff.name)
        return None
    if not right:
        count_failure(session, staff, "password")
        return None
    return staff


def code_fits(staff: Staff, code: str) -> bool:
    """Whether `code` is the authenticator's now; no code is taken twice."""
    if _locked(staff):
        return False
    now = int(time.time()) // STEP_SECONDS
    for step in range(now - SLACK_STEPS, now + SLACK_STEPS + 1):
        if step > staff.totp_step and secret_fits(staff.totp, code, step):
            staff.totp_step = step
            return True
    return False


def secret_fits(secret: str, code: str, step: int | None = None) -> bool:
    """Whether `code` belongs to the secret, at a step or about now."""
    totp = pyotp.TOTP(secret)
    typed = digits_of(code)
    if step is None:
        return totp.verify(typed, valid_window=SLACK_STEPS)
    return pyotp.utils.strings_equal(typed, totp.at(step * STEP_SECONDS))


def count_failure(session: Session, staff: Staff, what: str) -> None:
    """Count one more failure; at `FAILURES` the account is locked for a while."""
    staff.failures += 1
    if staff.failures >= FAILURES:
        staff.locked_until = utc_now() + timedelta(minutes=LOCK_MINUTES)
        staff.failures = 0
    locked = ", locked" if staff.locked_until and _locked(staff) else ""
    log_staff_action(session, "sign in refused", detail=f"wrong {what}{locked}", by=staff.name)


def welcome(session: Session, staff: Staff) -> None:
    """Forget the failures of somebody who has signed in, and log it."""
    staff.failures = 0
    staff.locked_until = None
    staff.signed_in_at = utc_now()
    log_staff_action(session, "sign in", by=staff.name)


def address(staff: Staff, secret: str) -> str:
    """What an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff.name, issuer_name=ISSUER)


def _locked(staff: Staff) -> bool:
    return staff.locked_until is not None and staff.locked_until > utc_now()
