"""The settings in force: the environment's, but for what the office has chosen since.

Every process looks for changes every few seconds. Where the database is away, what was last read
goes on holding.
"""

import threading

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ivr.config.changeable import Value, changeable
from ivr.config.settings import Settings
from models.office import OfficeSetting

log = structlog.get_logger()


class LiveSettings:
    """The settings of a process, kept up with what the office chooses."""

    def __init__(self, environment: Settings, sessions: sessionmaker[Session]) -> None:
        self.environment = environment
        self.changeable = changeable(environment)
        self._sessions = sessions
        self._looking = threading.Lock()
        self._chosen: dict[str, Value] = {}
        self._current = environment

    @property
    def current(self) -> Settings:
        """The settings in force; to be asked for anew whenever one is needed."""
        return self._current

    def step(self) -> bool:
        """Look for changes and take them up; whether there were any."""
        with self._looking:
            chosen = self._read()
            if chosen is None or chosen == self._chosen:
                return False
            self._chosen, self._current = chosen, self.environment.model_copy(update=chosen)
        log.info("settings changed", chosen=sorted(chosen))
        return True

    def _read(self) -> dict[str, Value] | None:
        """What is chosen; None where that cannot be told now."""
        try:
            with self._sessions() as session:
                rows = list(session.scalars(select(OfficeSetting)))
        except SQLAlchemyError:
            return None
        chosen: dict[str, Value] = {}
        for row in rows:
            try:
                chosen[row.name] = self.changeable[row.name].read(row.value)
            except (KeyError, ValueError):  # another version's, or no longer the office's to choose
                log.warning("setting not used", name=row.name)
        return chosen
