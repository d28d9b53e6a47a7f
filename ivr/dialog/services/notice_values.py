"""What a notice becomes by words that name what is right."""

from dataclasses import dataclass, replace
from datetime import date

from ivr.dialog.saves import NoticeAnswers
from ivr.dialog.services.notice_fields import StepToCorrect, number_in
from speech.entities.dates import parse_date
from speech.entities.digits import parse_phone

_FREE = {
    "reporter": "reporter",
    "person": "person",
    "where": "place",
    "hospital": "hospital",
    "what": "story",
}
_EMPLOYER = "单位"


@dataclass(frozen=True)
class Right:
    """A notice put right."""

    answers: NoticeAnswers
    field: str
    """What is another now."""
    lost: str = ""
    """Words that stood there and told more than what is in their place."""


def put_right(
    given: NoticeAnswers, correction: StepToCorrect, today: date, recording: str
) -> Right | None:
    """`given` with what was said to be right; None where that does not make an answer.

    `recording` is that of the words, if they were recorded.
    """
    if correction.outcome:
        return Right(replace(given, outcome=correction.outcome), "outcome")
    if not correction.value:
        return None
    if correction.step in _FREE:
        return _put_words(given, _FREE[correction.step], correction, recording)
    field, value = _exact(correction, today)
    return Right(replace(given, **{field: value}), field) if value else None


def _exact(correction: StepToCorrect, today: date) -> tuple[str, str]:
    match correction.step:
        case "when":
            day = parse_date(correction.value, today).value
            return "accident_date", day.isoformat() if day else ""
        case "callback":
            return "phone", parse_phone(correction.value)
        case "who":
            return "member_number", number_in(correction.value)
    return correction.step, ""


def _put_words(
    given: NoticeAnswers, field: str, correction: StepToCorrect, recording: str
) -> Right:
    before: str = getattr(given, field) or ""
    after, lost = correction.value, ""
    if field == "story" and before:
        after = f"{before}。更正：{after}"
    elif field in ("person", "reporter"):
        after, lost = _renamed(before, after, employer=correction.name == _EMPLOYER)
    told = {field: after}
    if recording:
        told[f"{field}_recording"] = recording
    return Right(replace(given, **told), field, lost)


def _renamed(before: str, after: str, *, employer: bool) -> tuple[str, str]:
    """A name or an employer put right beside the other; and what is lost, where they cannot be told apart."""
    first, comma, rest = before.replace(",", "，").partition("，")
    if "，" in after:
        return after, before
    if not comma:
        return (f"{before}，{after}", "") if employer and before else (after, before)
    return (f"{first}，{after}" if employer else f"{after}，{rest}"), ""
