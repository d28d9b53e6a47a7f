"""The terms' time limits for a day the caller names."""

from collections.abc import Callable
from datetime import date

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import Deadline, FindDeadline, FindNoticeLimits, NoticeLimits
from kb.content import deadlines
from kb.engine import Knowledge


def notice_limits(limits: deadlines.Limits, accident: date, today: date) -> NoticeLimits | None:
    """The last days that follow from an accident, as they stand `today`.

    None where they are not published.
    """
    notice_by = deadlines.last_day(limits, deadlines.ACCIDENT_NOTICE, accident)
    assessment_by = deadlines.last_day(limits, deadlines.DISABILITY_ASSESSMENT, accident)
    if notice_by is None or assessment_by is None:
        return None
    return NoticeLimits(
        notice=deadlines.urgency(notice_by, today),
        notice_by=notice_by.isoformat(),
        assessment_by=assessment_by.isoformat(),
    )


class Limits:
    """Look-ups in the calendar; they need no database."""

    def __init__(self, knowledge: Callable[[], Knowledge], today: Callable[[], date]) -> None:
        self._knowledge = knowledge
        self._today = today

    def notice(self, asked: FindNoticeLimits, key: EffectKey) -> NoticeLimits | Missing:
        """How pressing the notice of an accident is, and the last days that follow from it."""
        accident, limits = date.fromisoformat(asked.day), self._knowledge().limits
        return notice_limits(limits, accident, self._today()) or Missing()

    def deadline(self, asked: FindDeadline, key: EffectKey) -> Deadline | Missing:
        """The last day for a claim, counted from the day it depends on."""
        limits, first = self._knowledge().limits, date.fromisoformat(asked.day)
        last = deadlines.last_day(limits, asked.topic, first)
        if last is None:
            return Missing()
        return Deadline(last.isoformat(), deadlines.urgency(last, self._today()))
