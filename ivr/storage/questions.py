"""What callers asked, written beside their calls' logs: a table to list and count by."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr.dialog.lookups import Understand
from ivr.storage.log_kinds import is_act
from ivr.storage.log_reader import CHUNK, Logged
from ivr.storage.personal_answers import is_personal, personal
from models.call import Call, LogEntry
from models.question import Question, level_of


def question_of(session: Session, entry: LogEntry) -> Question | None:
    """The question that an entry of the log answers; None for entries of another kind.

    An answer to something personal is not a question, though it was searched for a command.
    """
    understanding = Logged(entry).understanding
    if understanding is None or is_personal(_asked_before(session, entry)):
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


def _asked_before(session: Session, entry: LogEntry) -> str:
    """The prompt whose answer was looked up."""
    acts = select(LogEntry.asked).where(
        LogEntry.call_sid == entry.call_sid,
        LogEntry.epoch == entry.epoch,
        LogEntry.seq < entry.seq,
        is_act(),
    )
    with session.no_autoflush:
        return session.scalar(acts.order_by(LogEntry.seq.desc()).limit(1)) or ""


def forget_personal(session: Session) -> int:
    """Take out what was written down as questions before this was known; how many."""
    answers = select(LogEntry.id).where(
        LogEntry.call_sid == Question.call_sid,
        LogEntry.epoch == Question.epoch,
        LogEntry.seq == Question.seq,
        personal(LogEntry.asked),
    )
    gone = delete(Question).where(answers.exists()).execution_options(synchronize_session=False)
    return session.execute(gone).rowcount  # type: ignore[attr-defined, no-any-return]


def fill_in(session: Session) -> int:
    """Add the questions of logs older than this table; returns how many. May be repeated."""
    if session.scalar(select(Question.call_sid).limit(1)) is not None:
        return 0
    asked = select(LogEntry).where(LogEntry.asked == Understand.log_name()).order_by(LogEntry.id)
    count = last = 0
    while entries := list(session.scalars(asked.where(LogEntry.id > last).limit(CHUNK))):
        for entry in entries:
            question = question_of(session, entry)
            if question:
                question.at = entry.at
                session.add(question)
                count += 1
        last = entries[-1].id
        session.flush()
        session.expunge_all()
    return count
