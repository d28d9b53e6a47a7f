"""Text messages: put into the outbox, once each."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.dialog.effect import EffectKey
from ivr.dialog.saves import SendAnswer, SendNotice, Sent
from ivr.prompts import sms
from ivr.storage.store import Store
from kb.content import deadlines
from kb.engine import Knowledge
from models.call import Call, Sms, phone_key
from models.caller_number import takes_texts
from models.notice import Notice


class Messages:
    """Composes and queues messages to the phone the caller is on."""

    def __init__(
        self,
        store: Store,
        knowledge: Callable[[], Knowledge],
        today: Callable[[], date],
    ) -> None:
        self._vault = store.vault
        self._knowledge = knowledge
        self._today = today

    def answer(self, session: Session, key: EffectKey, asked: SendAnswer) -> Sent:
        """The answer to a question; whether it goes out."""
        answer = self._knowledge().answer(asked.meaning, self._today())
        return Sent(sent=self._put(session, key, answer.sms if answer else ""))

    def notice(self, session: Session, key: EffectKey, asked: SendNotice) -> Sent:
        """A notice's reference number and the dates that follow; whether it goes out."""
        notice = session.scalar(select(Notice).where(Notice.key == asked.notice))
        if notice is None or notice.accident_date is None:
            return Sent(sent=False)
        limits = self._knowledge().limits
        notice_by, assessment_by = (
            deadlines.last_day(limits, topic, notice.accident_date)
            for topic in (deadlines.ACCIDENT_NOTICE, deadlines.DISABILITY_ASSESSMENT)
        )
        if notice_by is None:
            return Sent(sent=False)
        injured = notice.outcome == "injured"
        text = sms.notice(notice.reference, notice_by, assessment_by if injured else None)
        return Sent(sent=self._put(session, key, text))

    def _put(self, session: Session, key: EffectKey, text: str) -> bool:
        call = session.get(Call, key.call)
        if call is None or not takes_texts(call.caller) or not text:
            return False
        if session.get(Sms, str(key)) is None:
            phone, hidden = call.caller, phone_key(self._vault, call.caller)
            message = Sms(key=str(key), call_sid=call.sid, phone=phone, phone_key=hidden, text=text)
            session.add(message)
        return True
