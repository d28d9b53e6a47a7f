"""The terms' time limits for a day the caller names."""

from collections.abc import Callable
from datetime import date

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import Deadline, FindDeadline, FindNoticeLimits, NoticeLimits
from kb.content import deadlines

_LAST_DAYS = {
    "claim.critical_illness": deadlines.critical_illness_claim,
    "claim.accident_disability": deadlines.disability_assessment,
    "claim.accident_death": deadlines.accident_notice,
    "claim.illness_death": deadlines.illness_death_claim,
}


def notice_limits(accident: date, today: date) -> NoticeLimits:
    """The last days that follow from an accident, as they stand `today`."""
    notice_by = deadlines.accident_notice(accident)
    return NoticeLimits(
        notice=deadlines.urgency(notice_by, today),
        notice_by=notice_by.isoformat(),
        assessment_by=deadlines.disability_assessment(accident).isoformat(),
    )


class Limits:
    """Look-ups in the calendar; they need no database."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def notice(self, asked: FindNoticeLimits, key: EffectKey) -> NoticeLimits:
        """How pressing the notice of an accident is, and the last days that follow from it."""
        return notice_limits(date.fromisoformat(asked.day), self._today())

    def deadline(self, asked: FindDeadline, key: EffectKey) -> Deadline | Missing:
        """The last day for a claim, counted from the day it depends on."""
        limit = _LAST_DAYS.get(asked.topic)
        if limit is None:
            return Missing()
        last = limit(date.fromisoformat(asked.day))
        return Deadline(last.isoformat(), deadlines.urgency(last, self._today()))
