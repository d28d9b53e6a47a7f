"""The saves of dialogues as records: written to the database, or kept in the journal until then."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ivr.dialog.effect import EffectKey, Save
from ivr.dialog.log_format import save_from_json, save_to_json
from ivr.storage.journal import Record
from ivr.storage.store import Deliver

S = TypeVar("S", bound=Save[Any])


def record_of(save: Save[Any], key: EffectKey) -> Record:
    """A save as the journal keeps it."""
    return {"kind": save.log_name(), "key": str(key), "data": save_to_json(save)}


def deliverer(save: type[S], write: Callable[[Session, EffectKey, S], Any]) -> Deliver:
    """Let `write` bring records of this class of saves into the database."""

    def deliver(session: Session, _call: str, record: Record) -> Any:
        key = EffectKey.parse(record["key"])
        return write(session, key, save_from_json(record["data"], save))

    return deliver
