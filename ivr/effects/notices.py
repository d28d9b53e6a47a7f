"""Accident notices: every answer kept as it is given, under the key of the save that began them."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import FindOpenNotice, NoticeLimits, OpenNotice
from ivr.dialog.saves import KeepNotice, NoticeRef
from ivr.effects.limits import notice_limits
from ivr.effects.privacy import told_in
from ivr.storage.call_store import settle_broken_off
from ivr.storage.store import Store
from kb.engine import Knowledge
from models.base import utc_now
from models.call import Call, CallState
from models.notice import Notice, NoticeStatus, index_notice, reference_for
from models.notice import told as was_told
from models.vault import Vault

RESUME_DAYS = 7
"""An incomplete notice older than this is left to the call-back."""
QUIET_SECONDS = 120
"""A call that never told its end and was quiet for so long is taken for over."""

ANSWERS = ("reporter", "member_number", "person", "accident_date", "place", "story", "outcome")
ANSWERS_AFTER = ("hospital", "phone")
_FIELDS = (*ANSWERS, *ANSWERS_AFTER)


class Notices:
    """Keeps notices, and finds the one a caller left incomplete."""

    def __init__(
        self, store: Store, knowledge: Callable[[], Knowledge], today: Callable[[], date]
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._vault = store.vault
        self._today = today

    def keep(self, session: Session, key: EffectKey, save: KeepNotice) -> NoticeRef:
        """Write what was told so far."""
        name = save.notice or str(key)
        notice = session.scalar(select(Notice).where(Notice.key == name))
        if notice is None:
            reference = _free_reference(session, self._vault, name)
            notice = Notice(key=name, call_sid=key.call, reference=reference)
            session.add(notice)
        elif notice.last_call_sid != key.call:
            settle_broken_off(session, notice.last_call_sid)
        notice.last_call_sid = key.call
        if save.status == NoticeStatus.COMPLETE:
            notice.status = NoticeStatus.COMPLETE
        self._fill(notice, told_in(session, key.call, save.answers))
        session.flush()
        _link(session, notice)
        return NoticeRef(notice=name, reference=notice.reference)

    def promised(self, key: EffectKey, save: KeepNotice) -> NoticeRef:
        """What `keep` will return once the journal is delivered."""
        name = save.notice or str(key)
        reference = reference_for(self._vault, name)
        return NoticeRef(journaled=True, notice=name, reference=reference)

    def open(self, asked: FindOpenNotice, key: EffectKey) -> OpenNotice | Missing:
        """The incomplete notice this phone left: its key and which answers it has, never what."""
        with self._store.reading(key.call) as session:
            call = session.get(Call, key.call)
            if call is None or not call.caller_key:
                return Missing()
            for notice in session.scalars(_incomplete(call)):
                has = tuple(name for name in _FIELDS if was_told(notice, name))
                if has:
                    return OpenNotice(notice.key, has, self._limits(notice.accident_date))
        return Missing()

    def _limits(self, accident: date | None) -> NoticeLimits | None:
        limits = self._knowledge().limits
        return notice_limits(limits, accident, self._today()) if accident else None

    def _fill(self, notice: Notice, answers: dict[str, str]) -> None:
        for field, value in answers.items():
            if field not in ("accident_date", "remarks"):
                setattr(notice, field, value)
        if "accident_date" in answers:
            day = answers["accident_date"]
            notice.accident_date = date.fromisoformat(day) if day else None
        if answers.get("remarks"):
            notice.remarks = _with_more(notice.remarks or "", answers["remarks"])
        index_notice(self._vault, notice)


def _with_more(before: str, told: str) -> str:
    """Remarks of an earlier call stay before those of this one."""
    lines = before.splitlines()
    return "\n".join([*lines, *(line for line in told.splitlines() if line not in lines)])


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


def _incomplete(call: Call) -> Select[Notice]:
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
