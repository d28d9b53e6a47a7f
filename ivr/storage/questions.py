"""What callers asked, written beside their calls' logs: a table to list and count by."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.dialog.lookups import Understand
from ivr.storage.log_reader import CHUNK, Logged
from models.call import Call, LogEntry
from models.question import Question, level_of


def question_of(entry: LogEntry) -> Question | None:
    """The question that an entry of the log answers; None for entries of another kind."""
    understanding = Logged(entry).understanding
    if understanding is None:
        return None
    return Question(
        call_sid=entry.call_sid,
        epoch=entry.epoch,
        seq=entry.seq - 1,
        started_at=select(Call.started_at).where(Call.sid == entry.call_sid).scalar_subquery(),
        topic=understanding.meaning.topic,
        decision=understanding.decision,
        level=level_of(understanding.decision, understanding.confidence),
    )


def fill_in(session: Session) -> int:
    """Add the questions of logs older than this table; returns how many. May be repeated."""
    if session.scalar(select(Question.call_sid).limit(1)) is not None:
        return 0
    asked = select(LogEntry).where(LogEntry.asked == Understand.log_name()).order_by(LogEntry.id)
    count = last = 0
    while entries := list(session.scalars(asked.where(LogEntry.id > last).limit(CHUNK))):
        for entry in entries:
            question = question_of(entry)
            if question:
                question.at = entry.at
                session.add(question)
                count += 1
        last = entries[-1].id
        session.flush()
        session.expunge_all()
    return count
