"""Corrections of what was misheard: the notice says what is right, what it said before is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.shell.arguments import day, digits_of, plain
from console.shell.errors import ConsoleError
from models.member import MEMBER_NUMBER_LENGTH
from models.notice import Notice, index_notice
from models.staff import NoticeCorrection
from models.vault import Vault

MAX = 2000
"""Characters of a field."""
_PHONE_DIGITS = (7, 15)
_OLDEST = date(2000, 1, 1)


class CorrectionError(ConsoleError):
    """It cannot be taken; `why` is said to the person at the form."""

    def __init__(self, why: LazyString) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Correction:
    """What somebody writes into a field."""

    field: str
    text: str
    by: str
    today: date


def _words(told: Correction) -> str:
    return " ".join(told.text.split())[:MAX]


def _phone(told: Correction) -> str:
    digits = digits_of(told.text)
    if told.text.strip() and not _PHONE_DIGITS[0] <= len(digits) <= _PHONE_DIGITS[1]:
        raise CorrectionError(_l("电话要有 7 到 15 位数字。"))
    return digits


def _member_number(told: Correction) -> str:
    digits = digits_of(told.text)
    if told.text.strip() and len(digits) != MEMBER_NUMBER_LENGTH:
        raise CorrectionError(_l("会员编号是 10 位数字。"))
    return digits


def _accident_date(told: Correction) -> date:
    found = day(told.text)
    if found is None:
        raise CorrectionError(_l("日期看不懂，请写成 2026-01-31 这样。"))
    if not _OLDEST <= found <= told.today:
        raise CorrectionError(_l("出事日期不能晚于今天，也不会早于 2000 年。"))
    return found


def _outcome(told: Correction) -> str:
    found = plain(told.text)
    if found not in ("", "injured", "deceased"):
        raise CorrectionError(_l("伤亡情况请从列表里选。"))
    return found


_CHECKS: dict[str, Callable[[Correction], Any]] = {
    "reporter": _words,
    "phone": _phone,
    "member_number": _member_number,
    "person": _words,
    "accident_date": _accident_date,
    "place": _words,
    "outcome": _outcome,
    "hospital": _words,
    "story": _words,
}
CORRECTABLE = tuple(_CHECKS)
"""Fields that can be corrected."""


def correct(session: Session, vault: Vault, notice: Notice, told: Correction) -> bool:
    """Write what is right into the notice and keep what was there; whether anything changed.

    Raises `CorrectionError`.
    """
    value = _CHECKS[told.field](told)
    before = getattr(notice, told.field)
    if before == value:
        return False
    kept = "" if before is None else str(before)
    entry = NoticeCorrection(notice_id=notice.id, field=told.field, before=kept, name=told.by)
    session.add(entry)
    setattr(notice, told.field, value)
    index_notice(vault, notice)
    return True


def corrections(session: Session, number: int) -> dict[str, list[NoticeCorrection]]:
    """Field -> what was there before, the oldest first."""
    wanted = select(NoticeCorrection).where(NoticeCorrection.notice_id == number)
    found: dict[str, list[NoticeCorrection]] = {}
    for row in session.scalars(wanted.order_by(NoticeCorrection.id)):
        found.setdefault(row.field, []).append(row)
    return found
