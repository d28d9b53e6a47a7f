"""The records side of a process: store, recordings, effects and calls, put together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine

from ivr.config.data_key import open_database
from ivr.config.settings import Settings
from ivr.effects import LiveEffects
from ivr.storage.call_store import CallStore
from ivr.storage.calls import Calls, today_of
from ivr.storage.carrier_recordings import Carrier
from ivr.storage.delivery import Delivery
from ivr.storage.journal import Journal
from ivr.storage.pending_recordings import PendingRecordings
from ivr.storage.recordings import Recordings
from ivr.storage.store import Store
from kb.editions.seed_sync import published_library
from kb.engine import Knowledge
from models.base import sessions
from models.database import Database
from models.sealed import vault_of_engine


class Office:
    """Everything that outlives a call, as one process sees it."""

    def __init__(
        self,
        engine: Engine,
        var: Path,
        knowledge: Callable[[], Knowledge],
        *,
        today: str = "",
        messages_queued: Callable[[], None] | None = None,
        identity: str = "birth",
        codes: Sequence[str] = (),
        carrier: Carrier | None = None,
    ) -> None:
        """`engine` has a vault; `var` holds recordings and the journal; `knowledge` gives the
        edition in use.

        `carrier` is where recordings of keyed calls are fetched from.
        """
        vault = vault_of_engine(engine)
        self._engine = engine
        self.store = Store(Database(sessions(engine)), Journal(var / "journal", vault), vault)
        self.recordings = Recordings(var / "recordings", vault)
        if messages_queued:
            self.store.delivered = messages_queued
        register = CallStore(self.store)
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
        self.awaited = PendingRecordings(var / "awaited", vault, self.recordings, carrier)
        self.delivery = Delivery(self.store, self.awaited)

    def close(self) -> None:
        """Let go of the database."""
        self.delivery.stop()
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store alone, for commands. Raises `SettingsError`."""
    knowledge = Knowledge(published_library(settings.database), settings.strict_kb)
    engine = open_database(settings)
    office = Office(engine, settings.var, lambda: knowledge, today=settings.today)
    return office.store
