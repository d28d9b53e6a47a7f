"""Accident notices: every answer kept as it is given, under the key of the save that began them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.dialog.acts import Found, Missing, Result
from ivr.effects.privacy import without_refused
from ivr.storage.store import Record, Store
from models.base import utc_now
from models.call import Call, CallState, phone_key
from models.member import number_key
from models.notice import Notice, NoticeStatus, reference_for
from models.vault import Vault

RESUME_DAYS = 7
"""An incomplete notice older than this is left to the call-back."""
QUIET_SECONDS = 120
"""A call that never told its end and was quiet for so long is taken for over."""

ANSWERS = ("reporter", "member_number", "person", "accident_date", "place", "story", "outcome")
ANSWERS_AFTER = ("hospital", "phone")
_FIELDS = (*ANSWERS, *ANSWERS_AFTER)
_RECORDED = ("reporter", "person", "place", "story", "hospital")
_KEPT = (*_FIELDS, *(f"{name}_recording" for name in _RECORDED))


class Notices:
    """Keeps notices, and finds the one a caller left incomplete."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._vault = store.vault

    def keep(self, session: Session, sid: str, record: Record) -> dict[str, Any]:
        """Write what was told so far; returns the notice's key and its reference number."""
        data = record["data"]
        key = data.get("notice") or record["key"]
        notice = session.scalar(select(Notice).where(Notice.key == key))
        if notice is None:
            reference = _free_reference(session, self._vault, key)
            notice = Notice(key=key, call_sid=sid, reference=reference)
            session.add(notice)
        notice.last_call_sid = sid
        self._fill(notice, without_refused(session, sid, data))
        session.flush()
        _link(session, notice)
        return {"notice": key, "reference": notice.reference}

    def promised(self, key: str, data: dict[str, Any]) -> dict[str, Any]:
        """What `keep` will return once the journal is delivered."""
        key = data.get("notice") or key
        return {"notice": key, "reference": reference_for(self._vault, key)}

    def open(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """The incomplete notice this phone left: its key and which answers it has, never what."""
        with self._store.reading(sid) as session:
            call = session.get(Call, sid)
            if call is None or not call.caller_key:
                return Missing()
            for notice in session.scalars(_incomplete(call)):
                has = [name for name in _FIELDS if getattr(notice, name)]
                if has:
                    return Found({"notice": notice.key, "has": has})
        return Missing()

    def _fill(self, notice: Notice, data: dict[str, Any]) -> None:
        for field in _KEPT:
            if field in data and field != "accident_date":
                setattr(notice, field, data[field])
        if data.get("accident_date"):
            notice.accident_date = date.fromisoformat(data["accident_date"])
        if data.get("status") == NoticeStatus.COMPLETE:
            notice.status = NoticeStatus.COMPLETE
        if data.get("member_number"):
            notice.member_key = number_key(self._vault, data["member_number"])
        if data.get("phone"):
            notice.phone_key = phone_key(self._vault, data["phone"])


def _free_reference(session: Session, vault: Vault, key: str) -> str:
    attempt = 0
    while True:
        reference = reference_for(vault, key, attempt)
        if session.scalar(select(Notice.id).where(Notice.reference == reference)) is None:
            return reference
        attempt += 1


def _link(session: Session, notice: Notice) -> None:
    """Point at the first notice of the same member and day; both are kept."""
    if not (notice.member_key and notice.accident_date):
        return
    earlier = (
        select(Notice.id)
        .where(
            Notice.member_key == notice.member_key,
            Notice.accident_date == notice.accident_date,
            Notice.id < notice.id,
        )
        .order_by(Notice.id)
        .limit(1)
    )
    notice.same_as = session.scalar(earlier)


def _incomplete(call: Call) -> Any:
    now = utc_now()
    return (
        select(Notice)
        .join(Call, Call.sid == Notice.last_call_sid)
        .where(
            Call.caller_key == call.caller_key,
            Notice.status == NoticeStatus.INCOMPLETE,
            Notice.created_at > now - timedelta(days=RESUME_DAYS),
            or_(
                Call.sid == call.sid,
                Call.state == CallState.ENDED,
                Notice.updated_at < now - timedelta(seconds=QUIET_SECONDS),
            ),
        )
        .order_by(Notice.id.desc())
    )
