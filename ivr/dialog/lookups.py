"""What a dialogue looks up, and what it finds. Days are ISO dates, as a caller's answers are."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ivr.dialog.effect import Lookup
from kb.contract import Meaning, Reading, Understanding

# The call


@dataclass(frozen=True)
class CallFacts:
    """What is known of a call before a word is said."""

    today: date
    caller: str = ""
    """The phone the caller is on; '' where it is not shown."""
    sms: bool = False
    """Whether this phone can be sent a text message."""
    identity: str = "birth"
    """'sms' where a code is sent to who asks for a member's status."""
    codes: tuple[str, ...] = ()
    """Codes of unions, with which most member numbers begin."""


@dataclass(frozen=True)
class FindCallFacts(Lookup[CallFacts]):
    """The facts of this call."""

    name = "facts"


# Knowledge


@dataclass(frozen=True)
class Understand(Lookup[Understanding]):
    """What an utterance means; its readings come best first."""

    name = "understand"
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class FoundAnswer:
    """An answer of the knowledge base."""

    pieces: tuple[str, ...]
    """To be spoken one after another; the last carries the caveat."""
    sms: bool = False
    """Whether it can be sent as a text message, to a phone that takes one."""
    today: date | None = None
    """The day it was given; None in logs older than this field."""
    reserved: bool = False
    """The caller's words leave open whether it holds: somebody else's illness, one only suspected."""
    own_word: str = ""
    """The caller's word for the illness, where it is not the name that is spoken."""
    name: str = ""
    """The illness as the answer names it; '' without `own_word`."""
    covered: bool = False
    """The answer is that an illness is covered."""
    doubts: tuple[str, ...] = ()
    """The conditions the caller's words leave open, where `reserved`: member, first, inpatient, illness."""


@dataclass(frozen=True)
class FindAnswer(Lookup[FoundAnswer]):
    """The answer to a question."""

    name = "answer"
    meaning: Meaning
    said: str = ""
    """The question in the caller's words; '' where it was keyed."""


@dataclass(frozen=True)
class ListedIllness:
    """An illness the benefit covers."""

    id: str
    name: str


@dataclass(frozen=True)
class IllnessList:
    """The illnesses the benefit covers, class A first."""

    items: tuple[ListedIllness, ...]
    reserved: bool = False
    """Not every entry is verified: the list is given as what is known so far."""


@dataclass(frozen=True)
class ListIllnesses(Lookup[IllnessList]):
    """The illnesses the benefit covers."""

    name = "illnesses"


# Time limits

Pressing = Literal["in_time", "nearly_over", "over"]


@dataclass(frozen=True)
class Deadline:
    """The last day for a claim."""

    by: str
    pressing: Pressing


@dataclass(frozen=True)
class FindDeadline(Lookup[Deadline]):
    """The last day for the claim `topic`, counted from `day`."""

    name = "deadline"
    topic: str
    day: str


@dataclass(frozen=True)
class NoticeLimits:
    """The last days that follow from an accident."""

    notice: Pressing
    """How pressing its notice is."""
    assessment_by: str
    notice_by: str = ""


@dataclass(frozen=True)
class FindNoticeLimits(Lookup[NoticeLimits]):
    """The last days that follow from an accident on `day`."""

    name = "notice_limits"
    day: str


# Members


@dataclass(frozen=True)
class MemberStatus:
    """What a member may be told of the card and the coverage."""

    state: str
    """State of the card: valid, lost, moved, cancelled or expired."""
    plan: str = ""
    period: str = "now"
    """When the coverage applies: now, ahead, over, or none."""
    covered_from: str | None = None
    covered_to: str | None = None
    """Its first and last day; None where there is no coverage."""


@dataclass(frozen=True)
class SentCode:
    """A code that is on its way, or is not: the answer never tells."""

    code: str
    """Names the sending."""


@dataclass(frozen=True)
class HeardCode:
    """The code a caller gave."""

    sent: str
    """`SentCode.code`."""
    heard: str


@dataclass(frozen=True)
class FindMember(Lookup[MemberStatus]):
    """The status of a member who proves who it is; `Missing` whatever is wrong."""

    name = "member"
    changes = True
    number: str
    birth: str
    code: HeardCode | None = None
    """None where no code is sent."""


@dataclass(frozen=True)
class SendCode(Lookup[SentCode]):
    """Send a code to the mobile on record, if number and birth date fit."""

    name = "code"
    changes = True
    number: str
    birth: str


# Accident notices


@dataclass(frozen=True)
class OpenNotice:
    """A notice left incomplete."""

    notice: str
    """Its key."""
    has: tuple[str, ...]
    """Names of the answers it has, never what they are."""
    limits: NoticeLimits | None = None
    """The last days that follow from its accident, where its day was told."""


@dataclass(frozen=True)
class FindOpenNotice(Lookup[OpenNotice]):
    """The notice this phone left incomplete."""

    name = "open_notice"
