"""What a dialogue keeps, and what it is told of it."""

from dataclasses import dataclass

from ivr.dialog.effect import Save
from kb.contract import Meaning


@dataclass(frozen=True)
class Kept:
    """What a save asks for was kept: in the database, or on this machine's disk."""

    journaled: bool = False
    """It is on this machine's disk only; the database has still to get it."""


# Accident notices


@dataclass(frozen=True)
class NoticeAnswers:
    """What was told of an accident; None is what was not told, or not asked yet."""

    reporter: str | None = None
    reporter_recording: str | None = None
    member_number: str | None = None
    person: str | None = None
    person_recording: str | None = None
    accident_date: str | None = None
    """'' where it is not known exactly."""
    place: str | None = None
    place_recording: str | None = None
    story: str | None = None
    story_recording: str | None = None
    outcome: str | None = None
    """'injured' or 'deceased'."""
    hospital: str | None = None
    hospital_recording: str | None = None
    phone: str | None = None
    """'' of a caller who has none."""
    remarks: str | None = None
    """What no field above has room for, a line each: words for a day that is not known exactly."""


@dataclass(frozen=True)
class NoticeRef(Kept):
    """A notice that is kept."""

    notice: str = ""
    """Its key."""
    reference: str = ""
    """The number the caller is told."""


@dataclass(frozen=True)
class KeepNotice(Save[NoticeRef]):
    """Keep what was told so far."""

    name = "notice"
    notice: str
    """The key of the notice to go on with; '' begins one."""
    status: str = "incomplete"
    """Or 'complete', for good."""
    answers: NoticeAnswers = NoticeAnswers()


@dataclass(frozen=True)
class Sent(Kept):
    """A message in the outbox, or none."""

    sent: bool | None = None
    """None where it is not known yet, because it is journaled."""


@dataclass(frozen=True)
class SendNotice(Save[Sent]):
    """Send the reference number of a notice and the dates that follow."""

    name = "notice_sms"
    notice: str


# What else is kept


@dataclass(frozen=True)
class KeepCallback(Save[Kept]):
    """Promise a call back; what is told later completes it."""

    name = "callback"
    reason: str
    phone: str
    text: str | None = None
    recording: str | None = None
    """The message; None where none was left yet."""


@dataclass(frozen=True)
class SendAnswer(Save[Sent]):
    """Send the answer to a question as a text message; tells whether it goes out."""

    name = "sms"
    meaning: Meaning


@dataclass(frozen=True)
class RecordingStopped(Kept):
    """Nothing is recorded any more."""

    already: bool | None = None
    """The caller had said so before; None where it is not known, because it is journaled."""


@dataclass(frozen=True)
class StopRecording(Save[RecordingStopped]):
    """Record nothing in this call, and delete what was recorded."""

    name = "no_recording"
