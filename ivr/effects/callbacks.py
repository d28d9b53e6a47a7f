"""Promises to call somebody back."""

from sqlalchemy.orm import Session

from ivr.dialog.effect import EffectKey
from ivr.dialog.saves import KeepCallback, Kept
from ivr.effects.privacy import told_in
from models.call import Callback, phone_key
from models.sealed import vault_of


def keep_callback(session: Session, key: EffectKey, promise: KeepCallback) -> Kept:
    """Keep the one promise of a call; a later save completes it."""
    fields = told_in(session, key.call, promise)
    hidden = phone_key(vault_of(session), promise.phone)
    session.merge(Callback(call_sid=key.call, phone_key=hidden, **fields))
    return Kept()
