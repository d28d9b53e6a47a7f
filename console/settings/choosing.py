"""What the office chose in place of the environment: read, set, and given up again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console.shell.errors import ConsoleError
from ivr.config.changeable import Kind, Value, written
from ivr.config.live_settings import LiveSettings
from models.base import utc_now
from models.office import OfficeSetting


class SettingChangedError(ConsoleError):
    """Somebody else changed it after the page was opened; nothing was written."""


@dataclass(frozen=True)
class Line:
    """One setting as the page shows it."""

    name: str
    kind: Kind
    default: Value
    """The environment's."""
    value: Value
    """In force."""
    chosen_by: str = ""
    """'' while the environment holds."""
    at: datetime | None = None
    has_row: bool = False
    """Whether something was chosen, be it readable or not."""

    @property
    def written(self) -> str:
        """The value in force as a form has it."""
        return written(self.value)


def lines(session: Session, live: LiveSettings) -> list[Line]:
    """All settings that may be changed, as the database has them now."""
    rows = {row.name: row for row in session.scalars(select(OfficeSetting))}
    return [_line(name, live, rows.get(name)) for name in live.changeable]


def _line(name: str, live: LiveSettings, row: OfficeSetting | None) -> Line:
    kind, default = live.changeable[name], getattr(live.environment, name)
    if row is None:
        return Line(name, kind, default, default)
    try:
        value = kind.read(row.value)
    except ValueError:
        return Line(name, kind, default, default, has_row=True)
    return Line(name, kind, default, value, row.chosen_by, row.at, has_row=True)


def held(session: Session, live: LiveSettings, name: str, seen: str | None) -> Line:
    """The setting as it is, held so until the transaction is over.

    `seen` is the value on the page of whoever changes it, None where they saw none. Raises
    `SettingChangedError` where it is another by now.
    """
    line = _line(name, live, session.get(OfficeSetting, name, with_for_update=True))
    if seen is not None and seen != line.written:
        raise SettingChangedError(name)
    return line


def choose(session: Session, before: Line, value: Value, by: str) -> None:
    """Put a value in place of the one that is `held`. Raises `SettingChangedError`."""
    chosen = {"value": written(value), "chosen_by": by, "at": utc_now()}
    if before.has_row:
        here = OfficeSetting.name == before.name
        session.execute(update(OfficeSetting).where(here).values(chosen))
        return
    # A row that has come since is another's choice: it is not looked for again, and the table's key decides.
    session.add(OfficeSetting(name=before.name, **chosen))
    try:
        session.flush()
    except IntegrityError as error:
        raise SettingChangedError(before.name) from error


def give_up(session: Session, name: str) -> None:
    """Let the environment hold again."""
    if row := session.get(OfficeSetting, name):
        session.delete(row)
