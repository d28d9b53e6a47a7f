"""The world outside the dialogue: knowledge, members, notices, call-backs, messages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ivr.dialog.acts import Found, Lookup, Missing, Result, Save, Saved, Unavailable
from ivr.knowledge import Knowledge
from kb import deadlines
from models.call import Audit, Call, Callback, Sms
from models.member import Member
from models.notice import Notice

log = structlog.get_logger()

Handler = Callable[[str, str, dict[str, Any]], Result]
"""(call sid, effect key, arguments) -> result"""


class LiveEffects:
    """Effects against the real knowledge base and database. Every one may be repeated."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        knowledge: Knowledge,
        today: Callable[[], date],
        messages_queued: Callable[[], None] | None,
    ) -> None:
        """`messages_queued` is told of every new SMS; None where SMS cannot be sent."""
        self._sessions = sessions
        self._knowledge = knowledge
        self._today = today
        self._messages_queued = messages_queued
        self._handlers: dict[tuple[type, str], Handler] = {
            (Lookup, "facts"): self._facts,
            (Lookup, "understand"): self._understand,
            (Lookup, "answer"): self._answer,
            (Lookup, "illnesses"): self._illnesses,
            (Lookup, "member"): self._member,
            (Lookup, "notice_limits"): self._notice_limits,
            (Save, "notice"): self._notice,
            (Save, "callback"): self._callback,
            (Save, "sms"): self._sms,
        }

    def perform(self, request: Lookup | Save, key: str) -> Result:
        """Carry out one effect; a database that is away gives `Unavailable`."""
        arguments = request.args if isinstance(request, Lookup) else request.data
        handler = self._handlers[type(request), request.what]
        sid = key.rpartition("/")[0]
        try:
            return handler(sid, key, arguments)
        except SQLAlchemyError as error:
            log.error("effect failed", call=sid, effect=request.what, fault=type(error).__name__)
            return Unavailable()

    def _facts(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        with self._sessions() as session:
            call = session.get_one(Call, sid)
        sms = self._messages_queued is not None and bool(call.caller)
        return Found({"today": self._today().isoformat(), "caller": call.caller, "sms": sms})

    def _understand(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        return Found(self._knowledge.understand([(text, c) for text, c in args["readings"]]))

    def _answer(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        pieces = self._knowledge.answer(**args, today=self._today())
        sms = self._messages_queued is not None
        return Found({"pieces": pieces, "sms": sms}) if pieces else Missing()

    def _illnesses(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        return Found({"items": self._knowledge.listed_illnesses()})

    def _member(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """The member only if number and birth date both fit; anything else is the same `Missing`."""
        with self._sessions() as session:
            member = session.get(Member, args["number"])
        matches = member is not None and member.birth_date.isoformat() == args["birth"]
        self._audit(key, args["number"], "found" if matches else "refused")
        if member is None or not matches:
            return Missing()
        return Found(
            {
                "state": member.state,
                "plan": member.plan,
                "covered_from": member.covered_from.isoformat(),
                "covered_to": member.covered_to.isoformat(),
            }
        )

    def _notice_limits(self, sid: str, key: str, args: dict[str, Any]) -> Result:
        """How pressing the notice is, and the last day to apply for the assessment."""
        accident = date.fromisoformat(args["date"])
        notice_by = deadlines.accident_notice(accident)
        return Found(
            {
                "notice": deadlines.urgency(notice_by, self._today()),
                "notice_by": notice_by.isoformat(),
                "assessment_by": deadlines.disability_assessment(accident).isoformat(),
            }
        )

    def _audit(self, key: str, number: str, outcome: str) -> None:
        with self._sessions.begin() as session:
            session.merge(
                Audit(key=key, action="member status", subject=masked(number), outcome=outcome)
            )

    def _notice(self, sid: str, key: str, data: dict[str, Any]) -> Result:
        with self._sessions.begin() as session:
            notice = session.scalar(select(Notice).where(Notice.call_sid == sid))
            if notice is None:
                notice = self._new_notice(session, sid)
            for field, value in data.items():
                wants_date = field == "accident_date" and value
                setattr(notice, field, date.fromisoformat(value) if wants_date else value)
            session.flush()
            return Saved({"reference": notice.reference})

    def _new_notice(self, session: Session, sid: str) -> Notice:
        call = session.get_one(Call, sid)
        notice = Notice(call_sid=sid, phone=call.caller)
        session.add(notice)
        return notice

    def _callback(self, sid: str, key: str, data: dict[str, Any]) -> Result:
        with self._sessions.begin() as session:
            session.merge(Callback(call_sid=sid, **data))
        return Saved()

    def _sms(self, sid: str, key: str, data: dict[str, Any]) -> Result:
        text = self._knowledge.sms(**data, today=self._today())
        with self._sessions.begin() as session:
            phone = session.get_one(Call, sid).caller
            if session.get(Sms, key) is None:
                session.add(Sms(key=key, call_sid=sid, phone=phone, text=text))
        if self._messages_queued:
            self._messages_queued()
        return Saved()


def masked(number: str) -> str:
    """A number with only its last two digits readable."""
    return "*" * max(len(number) - 2, 0) + number[-2:]
