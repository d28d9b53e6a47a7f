"""All that is kept about one person: shown to them, or erased.

A person is found by member number, by phone, or both. What others said about a member (a notice,
a look-up of the number) is found through the number.
"""

import base64
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, inspect, or_, select, update
from sqlalchemy.orm import Session, selectinload

from ivr.dialog.effect import EffectKey
from ivr.observability.masking import masked
from ivr.storage.recordings import Recordings
from models.audit import Audit
from models.base import utc_now
from models.call import Call, Callback, LogEntry, Sms, phone_key
from models.member import Member, number_key
from models.notice import Notice, index_notice
from models.question import Question
from models.review import Review
from models.sealed import vault_of
from models.staff import NoticeCorrection
from models.vault import VaultError

ERASED = "person erased"
EXPORTED = "person exported"


class DataSubject:
    """The records and recordings of one person."""

    def __init__(self, session: Session, recordings: Recordings, number: str, phone: str) -> None:
        """Either `number` or `phone` may be ''."""
        self._vault = vault = vault_of(session)
        self._session = session
        self._recordings = recordings
        self._number_key = number_key(vault, number) if number else ""
        self._phone_key = phone_key(vault, phone)
        self._shown = masked(number or phone)

    def export(self) -> dict[str, Any]:
        """Everything, readable; recordings as base64."""
        notices = self._all(Notice, self._their_notices())
        data = {
            "members": [self._member(m) for m in self._all(Member, self._their_member())],
            "calls": [_plain(c) for c in self._all(Call, self._their_calls())],
            "turns": [_plain(t) for t in self._all(LogEntry, self._their_turns())],
            "notices": [_plain(n) for n in notices],
            "callbacks": [_plain(c) for c in self._all(Callback, self._their(Callback))],
            "messages": [_plain(m) for m in self._all(Sms, self._their(Sms))],
            "reviews": [_plain(r) for r in self._all(Review, self._in_their_turns(Review))],
            "audit": [_plain(a) for a in self._all(Audit, self._their_audit())],
            "recordings": {path: self._audio(path) for path in self._paths()},
        }
        self._note(EXPORTED, self._shown)
        return data

    def erase(self) -> dict[str, int]:
        """Delete it; returns how many of each kind.

        If the person is known by phone only, notices about others stay, without who told them.
        """
        for call in self._recorded_calls():
            self._recordings.refuse(call)  # what the carrier still has goes, too
        calls = select(Call.sid).where(self._their_calls())
        sids = list(self._session.scalars(calls))
        counts = {
            "reviews": self._delete(Review, self._in_their_turns(Review)),
            "questions": self._delete(Question, self._in_their_turns(Question)),
            "turns": self._delete(LogEntry, self._their_turns()),
            "callbacks": self._delete(Callback, self._their(Callback)),
            "messages": self._delete(Sms, self._their(Sms)),
            "notices": self._delete(Notice, self._about_them()),
            "reporters": self._forget_reporter(),
            "members": self._delete(Member, self._their_member()),
            "calls": len(sids),
        }
        hidden = (
            update(Call).where(Call.sid.in_(sids)).values(caller="", caller_key="", caller_end="")
        )
        self._session.execute(hidden)
        unlinked = update(Audit).where(self._their_audit()).values(subject_key="", subject="")
        self._session.execute(unlinked)
        self._note(ERASED, "")
        return counts

    # Whose is what

    def _their_member(self) -> ColumnElement[bool]:
        return Member.number_key == self._number_key if self._number_key else false()

    def _their_calls(self) -> ColumnElement[bool]:
        return Call.caller_key == self._phone_key if self._phone_key else false()

    def _their_audit(self) -> ColumnElement[bool]:
        return Audit.subject_key == self._number_key if self._number_key else false()

    def _about_them(self) -> ColumnElement[bool]:
        return Notice.member_key == self._number_key if self._number_key else false()

    def _their_notices(self) -> ColumnElement[bool]:
        return or_(self._about_them(), self._told_by_them())

    def _told_by_them(self) -> ColumnElement[bool]:
        """In a call from their phone, the first or the last; or their phone was given in another's."""
        if not self._phone_key:
            return false()
        calls = select(Call.sid).where(self._their_calls())
        return or_(
            Notice.phone_key == self._phone_key,
            Notice.call_sid.in_(calls),
            Notice.last_call_sid.in_(calls),
        )

    def _their(self, table: type[Callback] | type[Sms]) -> ColumnElement[bool]:
        if not self._phone_key:
            return false()
        calls = select(Call.sid).where(self._their_calls())
        return or_(table.phone_key == self._phone_key, table.call_sid.in_(calls))

    def _their_turns(self) -> ColumnElement[bool]:
        return self._in_their_turns(LogEntry)

    def _in_their_turns(
        self, table: type[LogEntry] | type[Question] | type[Review]
    ) -> ColumnElement[bool]:
        """Their own calls, and calls in which somebody named their number."""
        looked_up = self._session.scalars(select(Audit.key).where(self._their_audit()))
        about = select(Notice.call_sid, Notice.last_call_sid).where(self._about_them())
        sids = {EffectKey.parse(key).call for key in looked_up}
        sids |= {sid for pair in self._session.execute(about) for sid in pair}
        calls = select(Call.sid).where(self._their_calls())
        return or_(table.call_sid.in_(calls), table.call_sid.in_(sids))

    def _paths(self) -> list[str]:
        return [path for sid in self._recorded_calls() for path in self._recordings.of(sid)]

    def _recorded_calls(self) -> list[str]:
        """Ids of their own calls, and of those in which somebody gave a notice about them."""
        calls = list(self._session.scalars(select(Call.sid).where(self._their_calls())))
        about = select(Notice.call_sid, Notice.last_call_sid).where(self._about_them())
        calls += [sid for pair in self._session.execute(about) for sid in pair]
        return list(dict.fromkeys(calls))

    # Doing it

    def _all(self, table: Any, condition: ColumnElement[bool]) -> list[Any]:
        query = select(table).where(condition).order_by(*inspect(table).primary_key)
        if table is Member:
            query = query.options(selectinload(Member.coverages))
        return list(self._session.scalars(query))

    def _delete(self, table: Any, condition: ColumnElement[bool]) -> int:
        gone = delete(table).where(condition).execution_options(synchronize_session=False)
        return self._session.execute(gone).rowcount  # type: ignore[attr-defined, no-any-return]

    def _forget_reporter(self) -> int:
        reported = self._told_by_them()
        who = NoticeCorrection.field.in_(("reporter", "phone"))
        theirs = select(Notice.id).where(reported)
        self._delete(NoticeCorrection, and_(who, NoticeCorrection.notice_id.in_(theirs)))
        for path in self._session.scalars(select(Notice.reporter_recording).where(reported)):
            self._recordings.delete(path)  # it may be of a call from another's phone
        kept = self._session.scalars(select(Notice).where(reported)).all()
        for notice in kept:
            notice.reporter = notice.reporter_recording = notice.phone = ""
            index_notice(self._vault, notice)
        self._session.flush()
        return len(kept)

    def _member(self, member: Member) -> dict[str, Any]:
        periods = [
            {"plan": c.plan, "from": str(c.starts), "to": str(c.ends)} for c in member.coverages
        ]
        return {**vars(member.person), "state": member.state, "coverage": periods}

    def _audio(self, path: str) -> str:
        try:
            return base64.b64encode(self._recordings.read(path)).decode()
        except (OSError, VaultError) as error:
            return f"cannot be read: {error}"

    def _note(self, action: str, subject: str) -> None:
        moment = utc_now()
        key = f"{action}/{moment.isoformat()}"
        self._session.add(Audit(key=key, action=action, subject=subject, outcome="done", at=moment))


def _plain(row: Any) -> dict[str, Any]:
    """A row's columns without the blind indexes."""
    blind = ("_key", "_end", "_marks")
    names = [c.key for c in inspect(row).mapper.column_attrs if not c.key.endswith(blind)]
    values = {name: getattr(row, name) for name in names}
    return {
        n: v if isinstance(v, (str, int, dict, type(None))) else str(v) for n, v in values.items()
    }
