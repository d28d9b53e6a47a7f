"""The knowledge a process answers from: the newest edition, taken up while calls go on.

Every look builds a newer edition beside the one in use. Where the database is away, or an edition
cannot be used, the last good one goes on answering; it is kept on disk too, so that a process that
starts meanwhile has it.
"""

import contextlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from kb.content.items import ContentItem, library_of
from kb.content.library import KnowledgeError, Library
from kb.editions.edition_store import newest_number
from kb.editions.seed_sync import items_in_force, sync_seed_files
from kb.engine import Knowledge
from models.database import Database, DatabaseAwayError

_CALLS = 1_000
"""Calls whose turn is remembered; more never talk at once in one process."""

log = structlog.get_logger()


class LiveKnowledge:
    """The edition in use, and the way to the next one."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        copy: Path,
        shipped: Library,
        strict: bool,
        taken_up: Callable[[Library, Library], None],
    ) -> None:
        """`copy` is where the last good edition is kept; `shipped` is what the code comes with.

        `taken_up` is told of every later change, (before, now), in the thread that looks.
        """
        self._sessions = sessions
        self._copy = copy
        self._strict = strict
        self._taken_up = taken_up
        self._looking = threading.Lock()
        self._refused = 0
        self.fault = ""
        """Why the newest edition is not in use; empty when it is."""
        self._current = self._first(shipped)

    @property
    def current(self) -> Knowledge:
        """The edition in use."""
        return self._current

    def step(self) -> bool:
        """One look; whether another edition was taken up."""
        with self._looking:
            newer = self._newer()
            if newer is None:
                return False
            before, self._current = self._current, newer
        log.info("edition taken up", edition=newer.edition, before=before.edition)
        self._taken_up(before.library, newer.library)
        return True

    def _newer(self) -> Knowledge | None:
        try:
            with self._sessions() as session:
                number = newest_number(session)
                if number == 0:  # the tables came after this process did
                    self._seed()
                if number in (0, self._current.edition, self._refused):
                    return None
                items = items_in_force(session, number)
        except SQLAlchemyError:
            return None
        return self._built(number, items)

    def _built(self, number: int, items: list[ContentItem]) -> Knowledge | None:
        try:
            knowledge = Knowledge(library_of(items), self._strict, number)
        except KnowledgeError as error:
            self._refused = number
            self.fault = f"edition {number} cannot be used: {error.faults[0]}"
            log.error("edition refused", edition=number, faults=[str(f) for f in error.faults[:5]])
            return None
        self._keep(number, items)
        self._refused, self.fault = 0, ""
        return knowledge

    def _first(self, shipped: Library) -> Knowledge:
        """The newest edition, else the last good one, else what the code comes with."""
        self._seed()
        found = None
        with contextlib.suppress(SQLAlchemyError), self._sessions() as session:
            number = newest_number(session)
            found = self._built(number, items_in_force(session, number)) if number else None
        return found or self._kept() or Knowledge(shipped, self._strict, 0)

    def _seed(self) -> None:
        with contextlib.suppress(DatabaseAwayError, KnowledgeError):
            sync_seed_files(Database(self._sessions))

    def _keep(self, number: int, items: list[ContentItem]) -> None:
        self._copy.parent.mkdir(parents=True, exist_ok=True)
        draft = self._copy.with_suffix(f".{os.getpid()}")
        told = {"edition": number, "items": [asdict(item) for item in items]}
        draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._copy)

    def _kept(self) -> Knowledge | None:
        try:
            told = json.loads(self._copy.read_text(encoding="utf-8"))
            items = [ContentItem(**item) for item in told["items"]]
            return Knowledge(library_of(items), self._strict, told["edition"])
        except (OSError, ValueError, TypeError, KeyError, KnowledgeError) as error:
            log.warning("no earlier edition to fall back on", fault=type(error).__name__)
            return None


class TurnSnapshot:
    """Gives all effects of one turn the same edition, whatever is taken up meanwhile.

    Effects of a turn have neighbouring numbers in the call's log; between two turns stands what the
    caller did.
    """

    def __init__(self, current: Callable[[], Any]) -> None:
        self._current = current
        self._last: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def knowledge(self, key: str) -> Any:
        """The edition for the effect `key` ('CALL/NUMBER')."""
        call, _, number = key.rpartition("/")
        place = int(number)
        with self._lock:
            before, held = self._last.pop(call, (-2, None))
            if before not in (place, place - 1):
                held = self._current()
            self._last[call] = (place, held)
            if len(self._last) > _CALLS:
                self._last.popitem(last=False)
            return held
