"""The knowledge a process answers from: the newest edition, taken up while calls go on.

Every look builds a newer edition beside the one in use. Where the database is away, or an edition
cannot be used, the last good one goes on answering; it is kept on disk too, so that a process that
starts meanwhile has it.
"""

import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from kb.content.item import ContentItem
from kb.content.library import KnowledgeError, Library, library_of
from kb.content.whole_files import write_whole
from kb.editions.edition_store import items_in_force, newest_number
from kb.editions.publishing import RefusedError
from kb.editions.seed_sync import check_seed_files, sync_seed_files
from kb.engine import Knowledge
from models.database import Database, DatabaseAwayError

_CALLS = 1_000
"""Calls whose turn is remembered; more never talk at once in one process."""

log = structlog.get_logger()

K = TypeVar("K")


class LiveKnowledge:
    """The edition in use, and the way to the next one."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        copy: Path,
        shipped: Callable[[], Library],
        strict: bool,
        taken_up: Callable[[Library, Library], None],
    ) -> None:
        """`copy` is where the last good edition is kept; `shipped` reads what the code comes with.

        `taken_up` is told of every later change, (before, now), in the thread that looks.
        """
        self._sessions = sessions
        self._copy = copy
        self._strict = strict
        self._taken_up = taken_up
        self._looking = threading.Lock()
        self._refused = 0
        self._edition_fault = ""
        self._files_fault = ""
        self._current = self._first(shipped)

    @property
    def current(self) -> Knowledge:
        """The edition in use."""
        return self._current

    @property
    def fault(self) -> str:
        """Why the newest edition, or what the content files say, is not in use; empty when it is."""
        return self._edition_fault or self._files_fault

    def step(self) -> bool:
        """Look for a newer edition and take it up; whether there was one."""
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
                if number == 0 and not self._files_fault:  # the tables came after this process did
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
            self._edition_fault = f"edition {number} cannot be used: {error.faults[0]}"
            log.error("edition refused", edition=number, faults=[str(f) for f in error.faults[:5]])
            return None
        self._keep(number, items)
        self._refused, self._edition_fault = 0, ""
        return knowledge

    def _first(self, shipped: Callable[[], Library]) -> Knowledge:
        """The newest edition, else the last good one, else what the code comes with.

        Raises `RefusedError` where only that is left and may not be published.
        """
        self._seed()
        found = None
        with contextlib.suppress(SQLAlchemyError), self._sessions() as session:
            number = newest_number(session)
            found = self._built(number, items_in_force(session, number)) if number else None
        held = found or last_good(self._copy, self._strict)
        if held is None:
            check_seed_files()
            held = Knowledge(shipped(), self._strict, 0)
        return held

    def _seed(self) -> None:
        with contextlib.suppress(DatabaseAwayError):
            try:
                sync_seed_files(Database(self._sessions))
            except (KnowledgeError, RefusedError) as error:
                self._files_fault = f"the content files are not used: {error}"
                log.error("content files refused", fault=str(error))

    def _keep(self, number: int, items: list[ContentItem]) -> None:
        self._copy.parent.mkdir(parents=True, exist_ok=True)
        kept = {"edition": number, "items": [item.as_json() for item in items]}
        text = json.dumps(kept, ensure_ascii=False)
        write_whole(self._copy, lambda file: file.write(text.encode()))


def last_good(copy: Path, strict: bool) -> Knowledge | None:
    """The edition that was last in use, read from `copy`; None if `copy` holds no usable edition."""
    try:
        kept = json.loads(copy.read_text(encoding="utf-8"))
        items = [ContentItem(**item) for item in kept["items"]]
        return Knowledge(library_of(items), strict, kept["edition"])
    except (OSError, ValueError, TypeError, KeyError, KnowledgeError) as error:
        log.warning("no earlier edition to fall back on", fault=type(error).__name__)
        return None


class TurnSnapshot(Generic[K]):
    """Gives all effects of one turn the same edition, whatever is taken up meanwhile.

    Effects of a turn have neighbouring numbers in the call's log; between two turns stands what the
    caller did.
    """

    def __init__(self, current: Callable[[], K]) -> None:
        self._current = current
        self._last: OrderedDict[str, tuple[int, K]] = OrderedDict()
        self._lock = threading.Lock()

    def knowledge(self, call: str, seq: int) -> K:
        """The edition for the effect that comes `seq`-th in the log of `call`."""
        with self._lock:
            before = self._last.pop(call, None)
            same_turn = before is not None and before[0] in (seq, seq - 1)
            held = before[1] if before and same_turn else self._current()
            self._last[call] = (seq, held)
            if len(self._last) > _CALLS:
                self._last.popitem(last=False)
            return held
