"""What is promised to a caller whom nobody can serve at the moment, whichever way the call came."""

from ivr.dialog.effect import EffectKey
from ivr.dialog.saves import KeepCallback
from ivr.storage.saves import record_of
from ivr.storage.store import Store

WAIT_SECONDS = 15
"""Seconds between two announcements to a caller who waits."""
PHONE_DIGITS = 11
REASON = "crowded"


def keep_promise(store: Store, call: str, number: str) -> None:
    """Keep that the caller is to be rung. Raises `JournalError` where nothing can be kept."""
    store.write(call, record_of(KeepCallback(REASON, number), EffectKey(call, "crowd")))
