"""Calls, and the log each call's state is rebuilt from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.caller_number import caller_number
from models.sealed import SealedJson, SealedText
from models.vault import INDEX_LENGTH, Vault

END_DIGITS = 4
"""Digits at the end of a number that people know it by."""


class CallState(StrEnum):
    """Where a call is."""

    ACTIVE = "active"
    ENDED = "ended"


class CallOutcome(StrEnum):
    """How a call ended, as its line tells it; what came of it is `ivr.storage.call_ends`'."""

    COMPLETED = "completed"
    """The hotline said its last word."""
    HUNG_UP = "hung_up"
    """The call's end was told and nothing else."""
    HANDED_OFF = "handed_off"
    """A person took it."""
    MESSAGE_LEFT = "message_left"
    """No line was free; a number to ring was left."""


class Door(StrEnum):
    """Which way a call came in."""

    TWILIO = "twilio"
    SIP = "sip"
    BROWSER = "browser"
    TEXT = "text"


class Call(Base):
    """One telephone call."""

    __tablename__ = "calls"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Twilio's CallSid; 'SP' and 32 hex digits for a call over SIP; 'chat-...' for the text console."""
    caller: Mapped[str] = mapped_column(SealedText, default="")
    """As `models.caller_number` writes it; '' where it was not shown."""
    caller_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)
    """Blind index of the caller's phone; empty where it was not shown."""
    caller_end: Mapped[str] = mapped_column(
        String(INDEX_LENGTH), default="", server_default=text("''")
    )
    """Blind index of the last four digits."""
    called: Mapped[str] = mapped_column(Text, default="")
    """A number or a SIP address, which may be long."""
    door: Mapped[str] = mapped_column(String(10), default=Door.TWILIO, server_default=Door.TWILIO)
    """A `Door`."""
    state: Mapped[str] = mapped_column(String(10), default=CallState.ACTIVE)
    outcome: Mapped[str] = mapped_column(String(40), default="")
    """A `CallOutcome`, or '' while it goes on."""
    streams: Mapped[int] = mapped_column(default=0)
    """Media streams started so far; more than one means the line or a worker broke."""
    engine: Mapped[str] = mapped_column(String(20), default="")
    epoch: Mapped[int] = mapped_column(default=0)
    """Goes up when the log no longer fits the dialogue (an upgrade in mid-call)."""
    recording_refused: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    """Length of the call in seconds; None while it goes on."""


class EntryKind(StrEnum):
    """What an entry of a call's log is."""

    ACT = "act"
    """What the caller did."""
    LOOKUP = "lookup"
    SAVE = "save"


class LogEntry(Base):
    """One thing that came back to a call's dialogue: a caller's act or an effect's result.

    What it means, `ivr.storage.call_log` and `ivr.storage.log_reader` know alone.
    """

    __tablename__ = "turn_log"
    __table_args__ = (UniqueConstraint("call_sid", "epoch", "seq"), Index("ix_turn_log_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"))
    epoch: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int]
    asked: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str | None] = mapped_column(String(6))
    """An `EntryKind`; None where a program older than this column wrote the entry."""
    reply: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    at: Mapped[datetime] = mapped_column(default=utc_now)


NOTICE_INCOMPLETE = "notice incomplete"
"""Why somebody whose accident notice broke off is called back."""


class Callback(Base):
    """A promise to call somebody back."""

    __tablename__ = "callbacks"
    __table_args__ = (Index("ix_callbacks_status", "status", "created_at"),)

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    phone: Mapped[str] = mapped_column(SealedText, default="")
    phone_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)
    reason: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(SealedText, default="")
    recording: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(10), default="new")
    """new, or done once staff say that they called."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Sms(Base):
    """A text message to be sent, once."""

    __tablename__ = "sms"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    """The effect's key: the same message asked for twice is one message."""
    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"))
    phone: Mapped[str] = mapped_column(SealedText)
    phone_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), default="", index=True)
    text: Mapped[str] = mapped_column(SealedText)
    status: Mapped[str] = mapped_column(String(10), default="queued")
    """queued, sending, sent, failed, or unknown where a worker died while sending."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


def phone_key(vault: Vault, phone: str) -> str:
    """Key by which a phone number is looked up, however it is written; '' if it is not a number."""
    number = caller_number(phone)
    return vault.index("phone", number.removeprefix("+86").removeprefix("+")) if number else ""


def number_end(vault: Vault, phone: str) -> str:
    """Key by which a number is looked up by its last `END_DIGITS` digits; '' if it is not one."""
    number = caller_number(phone)
    return end_key(vault, number) if number else ""


def end_key(vault: Vault, digits: str) -> str:
    """Key by which all phone numbers that end in the last `END_DIGITS` of `digits` are looked up."""
    return vault.index("phone end", digits[-END_DIGITS:])
