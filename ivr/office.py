"""The records side of a process: store, recordings, effects and calls, put together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine

from ivr.calls import Calls, today_of
from ivr.data_key import open_database
from ivr.database import Database
from ivr.delivery import Delivery
from ivr.effects import LiveEffects
from ivr.journal import Journal
from ivr.knowledge import Knowledge
from ivr.recordings import Recordings
from ivr.register import Register
from ivr.settings import Settings
from ivr.store import Store
from kb import library
from models.base import sessions
from models.sealed import vault_of_engine


class Office:
    """Everything that outlives a call, as one process sees it."""

    def __init__(
        self,
        engine: Engine,
        var: Path,
        knowledge: Knowledge,
        *,
        today: str = "",
        messages_queued: Callable[[], None] | None = None,
        identity: str = "birth",
        codes: Sequence[str] = (),
    ) -> None:
        """`engine` has a vault; `var` holds recordings and the journal."""
        vault = vault_of_engine(engine)
        self._engine = engine
        self.store = Store(Database(sessions(engine)), Journal(var / "journal", vault), vault)
        self.recordings = Recordings(var / "recordings", vault)
        if messages_queued:
            self.store.delivered = messages_queued
        register = Register(self.store)
        effects = LiveEffects(
            self.store,
            register,
            knowledge=knowledge,
            recordings=self.recordings,
            today=lambda: today_of(today),
            messages_queued=messages_queued,
            identity=identity,
            codes=codes,
        )
        self.calls = Calls(self.store, register, effects)
        self.delivery = Delivery(self.store)

    def close(self) -> None:
        """Let go of the database."""
        self.delivery.stop()
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store alone, for commands. Raises `SettingsError`."""
    knowledge = Knowledge(library.load(), settings.strict_kb)
    office = Office(open_database(settings), settings.var, knowledge, today=settings.today)
    return office.store
