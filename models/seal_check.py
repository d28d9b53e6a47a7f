"""Makes sure that a database is opened with the key it was sealed with, before anything is added."""

from sqlalchemy import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import WRITING, Base
from models.sealed import SealedText
from models.vault import VaultError

_WORD = "12351"


class SealCheck(Base):
    """One sealed word."""

    __tablename__ = "seal_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(SealedText)


def check_key(engine: Engine) -> None:
    """Raises `VaultError` when the engine's data key is not the database's.

    The first key that comes is taken for the right one.
    """
    with Session(engine.execution_options(**WRITING)) as session, session.begin():
        try:
            known = session.get(SealCheck, 1)
        except VaultError as error:
            raise VaultError(
                "this database was sealed with another data key: set HOTLINE_DATA_KEY to that one"
            ) from error
        if known is None:
            session.add(SealCheck(id=1, word=_WORD))
