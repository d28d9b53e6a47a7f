"""Reads a notice back: each thing that was told in this call, shortly and by itself."""

from ivr.dialog.acts import Asking, Say
from ivr.dialog.saves import NoticeAnswers

_LONGEST = 20
"""Characters of free words that are read back; longer ones are on record and would tire."""
_FIELDS = ("accident_date", "member_number", "person", "place", "hospital", "outcome", "phone")


def read_back(given: NoticeAnswers, day: str) -> Asking[None]:
    """Only what was told in this call: who rings from a phone need not be who rang before.

    `day` is what was said of a day that is not known exactly.
    """
    whole = given.accident_date is not None and given.phone is not None
    yield Say("notice.gist" if whole else "notice.gist_rest")
    for field in _FIELDS:
        yield from read_field(given, field, day)


def read_field(given: NoticeAnswers, field: str, day: str = "") -> Asking[None]:
    """One thing, if it was told and is not long."""
    value = getattr(given, field) or ""
    match field:
        case "accident_date" if value:
            yield Say("notice.gist_date", {"date": value})
        case "accident_date" if 0 < len(day) <= _LONGEST:
            yield Say("notice.gist_when", {"text": day})
        case "member_number" if value:
            yield Say("notice.gist_number", {"number": value})
        case "outcome" if value:
            yield Say(f"notice.gist_{value}")
        case "phone" if value:
            yield Say("notice.gist_phone", {"phone": value})
        case "person" | "place" | "hospital" if 0 < len(value) <= _LONGEST:
            yield Say(f"notice.gist_{field}", {"text": value})
