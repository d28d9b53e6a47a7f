"""Calls as callers make them, without a telephone: what they say goes straight to the dialogue."""

import uuid
from datetime import datetime

from sqlalchemy import update

from ivr.dialog.acts import CallerAct, Keyed, Said
from models.call import Call, Door, LogEntry
from models.question import Question
from tests.support.hotlines import CALLER, RunningHotline


def said(text: str, confidence: float = 0.9, **meta: object) -> Said:
    details = {"engine": "whisper", "endpoint_ms": 620, "decode_ms": 240, "interrupted": False}
    return Said(text, confidence, meta={**details, **meta})


def make_call(
    hotline: RunningHotline,
    *acts: CallerAct | str,
    caller: str = CALLER,
    outcome: str = "completed",
    engine: str = "whisper",
    door: Door = Door.TWILIO,
    at: datetime | None = None,
    ended_at: datetime | None = None,
) -> str:
    """A call with these answers; its id. A digit or two stands for keys, other text for speech."""
    sid = "CA" + uuid.uuid4().hex
    calls, conversations = hotline.services.calls, hotline.services.conversations
    calls.announce(sid, caller, "+862112351", door)
    if engine:
        calls.stream_started(sid, engine)
    conversation = conversations.open(sid)
    for act in acts:
        conversation.receive(_act(act) if isinstance(act, str) else act)
    if outcome:
        calls.ended(sid, outcome)
    if at:
        with hotline.services.sessions.begin() as session:
            moved: dict[str, object] = {"started_at": at}
            if ended_at:
                moved |= {"ended_at": ended_at, "seconds": round((ended_at - at).total_seconds())}
            session.execute(update(Call).where(Call.sid == sid).values(**moved))
            asked = update(Question).where(Question.call_sid == sid)
            session.execute(asked.values(started_at=at, at=at))
            session.execute(update(LogEntry).where(LogEntry.call_sid == sid).values(at=at))
    return sid


def _act(text: str) -> CallerAct:
    return Keyed(text) if text.isdigit() or text in "*#" else said(text)
