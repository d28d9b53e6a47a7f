"""Promises to call somebody back."""

from sqlalchemy.orm import Session

from ivr.effects.privacy import without_refused
from ivr.storage.store import Record
from models.call import Callback, phone_key
from models.sealed import vault_of


def keep_callback(session: Session, sid: str, record: Record) -> None:
    """One promise per call; what is told later completes it."""
    data = without_refused(session, sid, record["data"])
    hidden = phone_key(vault_of(session), data.get("phone", ""))
    session.merge(Callback(call_sid=sid, phone_key=hidden, **data))
