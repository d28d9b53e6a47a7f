"""Text messages: put into the outbox, once each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.prompts import sms
from ivr.storage.store import Record, Store
from kb.content import deadlines
from kb.contract import Meaning
from kb.engine import Knowledge
from models.call import Call, Sms, phone_key
from models.notice import Notice


class Messages:
    """Composes and queues messages to the phone the caller is on."""

    def __init__(
        self,
        store: Store,
        knowledge: Callable[[], Knowledge],
        today: Callable[[], date],
        queued: Callable[[], None] | None,
    ) -> None:
        self._vault = store.vault
        self._knowledge = knowledge
        self._today = today
        self._queued = queued

    def queued(self, sid: str) -> None:
        """Something new may be in the outbox."""
        if self._queued:
            self._queued()

    def answer(self, session: Session, sid: str, record: Record) -> None:
        """The answer to a question."""
        answer = self._knowledge().answer(Meaning(**record["data"]), self._today())
        self._put(session, sid, record["key"], answer.sms if answer else "")

    def notice(self, session: Session, sid: str, record: Record) -> dict[str, Any]:
        """A notice's reference number and the dates that follow; whether it goes out."""
        notice = session.scalar(select(Notice).where(Notice.key == record["data"]["notice"]))
        if notice is None or notice.accident_date is None:
            return {"sent": False}
        text = sms.notice(
            reference=notice.reference,
            notice_by=deadlines.accident_notice(notice.accident_date),
            assessment_by=deadlines.disability_assessment(notice.accident_date)
            if notice.outcome == "injured"
            else None,
        )
        return {"sent": self._put(session, sid, record["key"], text)}

    def _put(self, session: Session, sid: str, key: str, text: str) -> bool:
        call = session.get(Call, sid)
        if call is None or not call.caller or not text:
            return False
        if session.get(Sms, key) is None:
            hidden = phone_key(self._vault, call.caller)
            session.add(Sms(key=key, call_sid=sid, phone=call.caller, phone_key=hidden, text=text))
        return True
