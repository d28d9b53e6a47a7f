"""Reads a notice back: each thing that was told in this call, shortly and by itself."""

from ivr.dialog.acts import Asking, Say
from ivr.dialog.saves import NoticeAnswers

_LONGEST = 20
"""Characters of free words that are read back; longer ones are on record and would tire."""
_FREE = ("person", "place", "hospital")


def read_back(given: NoticeAnswers) -> Asking[None]:
    """Only what was told in this call: who rings from a phone need not be who rang before."""
    whole = given.accident_date is not None and given.phone is not None
    yield Say("notice.gist" if whole else "notice.gist_rest")
    if given.accident_date is not None:
        yield Say("notice.gist_date", {"date": given.accident_date})
    if given.member_number:
        yield Say("notice.gist_number", {"number": given.member_number})
    for field in _FREE:
        text = getattr(given, field) or ""
        if 0 < len(text) <= _LONGEST:
            yield Say(f"notice.gist_{field}", {"text": text})
    if given.outcome is not None:
        yield Say(f"notice.gist_{given.outcome}")
    if given.phone:
        yield Say("notice.gist_phone", {"phone": given.phone})
