"""What comes between a caller and the word "covered": a condition of the benefit that may not be met."""

from dataclasses import replace

from ivr.dialog.acts import Asking, Say
from ivr.dialog.lookups import FoundAnswer, MemberStatus
from kb.contract import Meaning

_TOLD = {
    "member": "answer.reserved",
    "first": "answer.reserved.first",
    "inpatient": "answer.reserved.inpatient",
    "illness": "answer.reserved.illness",
}
"""A condition in doubt -> the prompt that says it."""
_RULES_OUT = ("first", "inpatient")
"""Conditions without which nothing is told of a sum."""
_ENDED = ("expired", "cancelled")
_ALSO = "benefit.overview"
"""What a member whose period is not running is told only after that."""


def say(found: FoundAnswer, meaning: Meaning, member: MemberStatus | None) -> Asking[FoundAnswer]:
    """Say which condition is in doubt; returns what of the answer is still to be told.

    Who has ruled a condition out, or is known not to be covered now, is told who decides and no sum.
    """
    outside = found.covered or meaning.topic == _ALSO
    told = _outside_the_period(member) if member and outside else None
    doubts = found.doubts or (("member",) if found.reserved else ())
    if told:
        yield told
        doubts = (*(d for d in doubts if d != "first"), "first") if found.covered else ()
    for doubt in doubts:
        yield Say(_TOLD[doubt])
    if any(doubt in _RULES_OUT for doubt in doubts):
        return replace(found, pieces=found.pieces[-1:], reserved=True)
    return replace(found, reserved=found.reserved or bool(told))


def _outside_the_period(member: MemberStatus) -> Say | None:
    """What a member is told whose coverage is not running; None where it is, or nobody knows."""
    if member.state in _ENDED:
        return Say(f"member.state.{member.state}")
    running = member.state != "valid" or member.period == "now"
    return None if running else period_of(member)


def period_of(member: MemberStatus) -> Say:
    """The period of coverage, and whether it is running."""
    if member.period == "none":
        return Say("member.period_none")
    slots = {"start": member.covered_from, "end": member.covered_to}
    return Say(
        "member.period" if member.period == "now" else f"member.period_{member.period}", slots
    )
