"""Makes sure that a database is opened with the key it was sealed with, before anything is added.

Kept are a sealed word, and a blind index of it: what is found by number needs its key, too; and
that telephone numbers were brought into one form (`models.renumber`).
"""

from sqlalchemy import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import WRITING, Base
from models.sealed import SealedText, vault_of_engine
from models.vault import Vault, VaultError

MOVING = "moving"
"""Stands for the index while all indexes are made anew."""
_WORD = "12351"
_WORD_ID, _INDEX_ID, NUMBERS_ID = 1, 2, 3


class SealCheck(Base):
    """One sealed word."""

    __tablename__ = "seal_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(SealedText)


def check_key(engine: Engine) -> None:
    """Raises `VaultError` when the engine's data keys are not the database's.

    The first that come are taken for the right ones.
    """
    with Session(engine.execution_options(**WRITING)) as session, session.begin():
        try:
            _noted(session, _WORD_ID, _WORD)
            index = _noted(session, _INDEX_ID, index_of(vault_of_engine(engine)))
        except VaultError as error:
            raise VaultError(
                "this database was sealed with another data key: set HOTLINE_DATA_KEY to that one"
            ) from error
        if index != index_of(vault_of_engine(engine)):
            raise VaultError(_wrong_index(index))


def _noted(session: Session, number: int, word: str) -> str:
    """What is there; `word` where nothing is, noted from now on."""
    there = session.get(SealCheck, number)
    if there is None:
        session.add(SealCheck(id=number, word=word))
        return word
    return there.word


def _wrong_index(found: str) -> str:
    if found == MOVING:
        return "the change of the data key was broken off: run `hotline db reindex` again"
    return (
        "the last key of HOTLINE_DATA_KEY is not the one that finds people in this database: it must "
        "stay in its place until `hotline db reindex` was run, and go after that"
    )


def index_of(vault: Vault) -> str:
    """What tells one key of indexes from another."""
    return vault.index("check", _WORD)


def note_index(engine: Engine, index: str) -> None:
    """Note under which key people are found from now on, or that it is `MOVING`."""
    with Session(engine.execution_options(**WRITING)) as session, session.begin():
        session.merge(SealCheck(id=_INDEX_ID, word=index))
