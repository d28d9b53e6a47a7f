"""Who is asking: a member's status only for number and birth date, with lock-outs and an audit.

Whatever is wrong (unknown number, wrong date, wrong code, locked) gives the same answer.
"""

import hmac
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import FindMember, HeardCode, MemberStatus, SendCode, SentCode
from ivr.observability.masking import masked
from ivr.storage.store import Store
from models.audit import Audit
from models.base import utc_now
from models.call import Call, Sms, phone_key
from models.member import CoveragePeriod, Member, number_key
from models.vault import Vault

ACTION = "member status"
CODE_ACTION = "member code"
LOCK_HOURS = 24
FAILURES_PER_NUMBER = 5
FAILURES_PER_CALLER = 10
FAILURES_WITHHELD = 50
"""All callers who show no number share one count."""
CODE_DIGITS = 6
CODE_TEXT = "【12351】您的验证码是{code}，只用于本次来电核对身份，请不要告诉别人。"


class Identity:
    """Look-ups of members for callers who prove who they are."""

    def __init__(
        self,
        store: Store,
        today: Callable[[], date],
        messages_queued: Callable[[], None] | None,
    ) -> None:
        self._store = store
        self._vault = store.vault
        self._today = today
        self._messages_queued = messages_queued

    def member(self, asked: FindMember, key: EffectKey) -> MemberStatus | Missing:
        """The member's card and coverage if all fits; else `Missing`, whatever the reason."""
        with self._store.session(key.call) as session:
            attempt = _Attempt(session, self._vault, key.call, asked.number)
            member = attempt.member
            fits = attempt.fits(asked.birth) and self._code_fits(asked.code)
            if attempt.outcome(str(key), ACTION, fits) != "found" or member is None:
                return Missing()
            return _status(member, self._today())

    def send_code(self, asked: SendCode, key: EffectKey) -> SentCode:
        """Send a code to the mobile on record if number and date fit; the answer never tells."""
        with self._store.session(key.call) as session:
            attempt = _Attempt(session, self._vault, key.call, asked.number)
            fits = attempt.fits(asked.birth)
            # A refusal is counted once, by the look-up that follows.
            outcome = "locked" if attempt.locked(str(key)) else "sent" if fits else "not sent"
            attempt.audit(str(key), CODE_ACTION, outcome)
            if outcome == "sent" and attempt.member:
                self._queue(session, key, attempt.member.person.mobile)
        if self._messages_queued:
            self._messages_queued()
        return SentCode(str(key))

    def _queue(self, session: Session, key: EffectKey, mobile: str) -> None:
        if mobile and session.get(Sms, str(key)) is None:
            text = CODE_TEXT.format(code=self._code(str(key)))
            hidden = phone_key(self._vault, mobile)
            message = Sms(
                key=str(key), call_sid=key.call, phone=mobile, phone_key=hidden, text=text
            )
            session.add(message)

    def _code(self, key: str) -> str:
        """Derive the code of one sending from its key: nothing is stored, nobody can guess it."""
        return f"{int(self._vault.index('code', key), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def _code_fits(self, code: HeardCode | None) -> bool:
        return code is None or hmac.compare_digest(self._code(code.sent), code.heard)


class _Attempt:
    """One caller's attempt at one number."""

    def __init__(self, session: Session, vault: Vault, sid: str, number: str) -> None:
        call = session.get(Call, sid)
        self._session = session
        self._shown = masked(number)
        self._number_key = number_key(vault, number)
        self._withheld = call is None or not call.caller_key
        self._caller_key = (
            vault.index("phone", "withheld") if call is None or self._withheld else call.caller_key
        )
        self.member = session.scalar(select(Member).where(Member.number_key == self._number_key))

    def fits(self, birth: str) -> bool:
        """Whether the birth date is the member's."""
        known = self.member.person.birth_date if self.member else "none"
        return hmac.compare_digest(known, birth)

    def outcome(self, key: str, action: str, fits: bool) -> str:
        """'found', 'refused' or 'locked', audited; a repeated key gives its first outcome."""
        earlier = self._session.get(Audit, key)
        if earlier:
            return earlier.outcome
        outcome = "locked" if self.locked(key) else "found" if fits else "refused"
        self.audit(key, action, outcome)
        return outcome

    def locked(self, key: str) -> bool:
        """Whether number or caller have failed too often lately; both are always counted."""
        most = FAILURES_WITHHELD if self._withheld else FAILURES_PER_CALLER
        of_number = self._failures(key, Audit.subject_key == self._number_key)
        of_caller = self._failures(key, Audit.caller_key == self._caller_key)
        return of_number >= FAILURES_PER_NUMBER or of_caller >= most

    def _failures(self, key: str, whose: ColumnElement[bool]) -> int:
        since = utc_now() - timedelta(hours=LOCK_HOURS)
        refused = select(func.count()).where(
            whose, Audit.at > since, Audit.outcome == "refused", Audit.key != key
        )
        return self._session.scalar(refused) or 0

    def audit(self, key: str, action: str, outcome: str) -> None:
        """Write an entry of the audit; a repeated key writes no second one."""
        self._session.merge(
            Audit(
                key=key,
                action=action,
                subject=self._shown,
                subject_key=self._number_key,
                caller_key=self._caller_key,
                outcome=outcome,
            )
        )


def _status(member: Member, today: date) -> MemberStatus:
    coverage = member.coverage_on(today)
    if coverage is None:
        return MemberStatus(member.state, plan="", period="none")
    return MemberStatus(
        member.state,
        coverage.plan,
        _period(coverage, today),
        coverage.starts.isoformat(),
        coverage.ends.isoformat(),
    )


def _period(coverage: CoveragePeriod, today: date) -> str:
    if coverage.ends < today:
        return "over"
    return "ahead" if coverage.starts > today else "now"
