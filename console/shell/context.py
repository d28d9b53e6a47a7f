"""What pages need from outside: the parts of the process, the clock, the log of actions."""

from contextlib import AbstractContextManager
from datetime import date

from flask import current_app
from flask_login import current_user
from sqlalchemy.orm import Session

from ivr.services.services import Services
from models.database import Database
from models.staff import StaffAction


def services() -> Services:
    """The parts of this process."""
    parts: Services = current_app.extensions["hotline"]
    return parts


def reading() -> AbstractContextManager[Session]:
    """A transaction that only reads. Raises `DatabaseAwayError`."""
    return database().reading()


def writing() -> AbstractContextManager[Session]:
    """A transaction that writes. Raises `DatabaseAwayError`, or `IntegrityError`."""
    return database().session()


def database() -> Database:
    """The console's own database access: a failure here does not mark it as away for calls."""
    ours: Database = current_app.extensions["console-database"]
    return ours


def today() -> date:
    """The day in Shanghai, unless a setting pretends another."""
    return services().settings.day()


def log_staff_action(
    session: Session, action: str, subject: str = "", detail: str = "", *, by: str | None = None
) -> None:
    """Write down what the signed-in person did, or whoever `by` names.

    `subject` and `detail` must not name a caller or a member.
    """
    name = current_user.name if by is None else by
    session.add(StaffAction(name=name, action=action, subject=subject[:80], detail=detail[:200]))
