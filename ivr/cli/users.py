"""Accounts of the console: who may sign in."""

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ivr.cli.command_database import command_database
from ivr.cli.common import local_settings, plain_errors
from ivr.errors import HotlineError
from models import passwords
from models.base import sessions
from models.staff import NAME_LENGTH, Role, Staff, StaffAction, new_mark


class UserError(HotlineError):
    """The account is not there, or is there already."""


_password = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help=f"{passwords.MIN} characters or more. Asked for when not given.",
)


@click.group()
def users() -> None:
    """Accounts of the console."""


@users.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.OPERATOR),
    show_default=True,
    help="operator: calls, notices, members. editor: knowledge. admin: all, and the log.",
)
@_password
@plain_errors(passwords.PasswordError, SQLAlchemyError)
def add(name: str, role: str, password: str) -> None:
    """Add an account."""
    name = name.strip().lower()
    if not 0 < len(name) <= NAME_LENGTH:
        raise UserError(f"a name has 1 to {NAME_LENGTH} characters")
    with _database() as session, session.begin():
        if _find(session, name):
            raise UserError(f"there is a user {name} already")
        session.add(Staff(name=name, role=role, password=passwords.hashed(password)))
        _log(session, "user added", f"{name} ({role})")
    click.echo(f"{name} may sign in as {role}.")
    if role == Role.ADMIN:
        click.echo("At the first sign-in an authenticator app has to be set up.")


@users.command("list")
@plain_errors(SQLAlchemyError)
def list_() -> None:
    """Print all accounts."""
    with _database() as session:
        for staff in session.scalars(select(Staff).order_by(Staff.name)):
            seen = f"{staff.signed_in_at:%Y-%m-%d %H:%M} UTC" if staff.signed_in_at else "never"
            locked = "  locked" if staff.disabled else ""
            click.echo(f"{staff.name}  {staff.role}  last sign-in {seen}{locked}")


@users.command()
@click.argument("name")
@click.option("--off", is_flag=True, help="Unlock instead.")
@plain_errors(SQLAlchemyError)
def lock(name: str, off: bool) -> None:
    """Lock an account; whoever uses it is signed out at once."""
    with _database() as session, session.begin():
        staff = _need(session, name)
        staff.disabled = not off
        staff.mark = new_mark()
        if off:
            staff.failures, staff.locked_until = 0, None
        _log(session, "user unlocked" if off else "user locked", staff.name)
    click.echo(f"{name} is {'unlocked' if off else 'locked'}.")


@users.command()
@click.argument("name")
@_password
@plain_errors(passwords.PasswordError, SQLAlchemyError)
def reset(name: str, password: str) -> None:
    """Give an account a new password, and forget its authenticator."""
    with _database() as session, session.begin():
        staff = _need(session, name)
        staff.password = passwords.hashed(password)
        staff.totp, staff.totp_step, staff.mark = "", 0, new_mark()
        _log(session, "user reset", staff.name)
    click.echo(f"{name} has a new password and no authenticator.")


def _database() -> Session:
    return sessions(command_database(local_settings()))()


def _find(session: Session, name: str) -> Staff | None:
    return session.scalar(select(Staff).where(Staff.name == name.strip().lower()))


def _need(session: Session, name: str) -> Staff:
    staff = _find(session, name)
    if staff is None:
        raise UserError(f"there is no user {name}")
    return staff


def _log(session: Session, action: str, subject: str) -> None:
    session.add(StaffAction(name="(command line)", action=action, subject=subject))
