"""The terms' time limits as dates. Pure: `today` is always an argument.

Source of every limit: the introduction of the union member's service card (工会会员服务卡), part
其他事项; each function names its page by the page's heading. How days are counted, which the
document leaves open: the day of the event is not counted, so "within 15 days" of 1 March ends with
16 March, and that day is still in time. Weekends and holidays do not move a deadline here.
"""

from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

CRITICAL_ILLNESS_CLAIM_DAYS = 90
ACCIDENT_NOTICE_DAYS = 15
DISABILITY_ASSESSMENT_DAYS = 180
ILLNESS_DEATH_CLAIM_MONTHS = 6

NEARLY_OVER_DAYS = 3
"""With so many days left or fewer a caller is warned that the limit is near (our choice)."""

Urgency = Literal["in_time", "nearly_over", "over"]


def critical_illness_claim(diagnosed: date) -> date:
    """Last day to claim: 90 days from the first diagnosis (重大疾病保障金的给付, 二)."""
    return diagnosed + timedelta(days=CRITICAL_ILLNESS_CLAIM_DAYS)


def accident_notice(learned: date) -> date:
    """Last day for the union to notify the society: 15 days from learning of the accident.

    意外全残保障金的给付, 二, and 意外身故保障金的给付, 二. For a caller who does not know when the
    union learned of it, the day of the accident is the safe choice.
    """
    return learned + timedelta(days=ACCIDENT_NOTICE_DAYS)


def disability_assessment(accident: date) -> date:
    """Last day to apply for the assessment: 180 days from the accident (意外全残保障金的给付, 二).

    Later the right is lost. If treatment still goes on, the state on this day is assessed.
    """
    return accident + timedelta(days=DISABILITY_ASSESSMENT_DAYS)


def illness_death_claim(died: date) -> date:
    """Last day to claim: 6 months from the death (疾病身故保障金的给付, 二).

    Calendar months: the same day six months on, or the month's last day where that month is shorter
    (31 August → 28 or 29 February).
    """
    return died + relativedelta(months=ILLNESS_DEATH_CLAIM_MONTHS)


def days_left(deadline: date, today: date) -> int:
    """Days until `deadline`: 0 on the last day, negative when it is over."""
    return (deadline - today).days


def urgency(deadline: date, today: date) -> Urgency:
    """How pressing `deadline` is; the last day itself is nearly over, not over."""
    left = days_left(deadline, today)
    if left < 0:
        return "over"
    return "nearly_over" if left <= NEARLY_OVER_DAYS else "in_time"
