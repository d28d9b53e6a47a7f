"""Dry runs of an edition before it is published, and what they found.

A dry run has a process of its own, with low priority. Its report names questions by their place in
the turn log; whoever may see them sees them there.
"""

import json
import subprocess
import sys
import threading
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ivr.storage.log_reader import LogReader
from ivr.storage.personal_answers import is_personal
from kb.editions.plans import Plan
from models.base import WRITING, utc_now
from models.knowledge import DryRun

QUESTIONS = 1_000
"""Real questions tried, the latest ones."""
MAX_SECONDS = 300
"""A dry run that has told nothing by then has died."""
KEEP = timedelta(days=7)

log = structlog.get_logger()


def latest(session: Session, subject: str) -> DryRun | None:
    """The last dry run of a plan."""
    wanted = select(DryRun).where(DryRun.subject == subject)
    return session.scalar(wanted.order_by(DryRun.id.desc()).limit(1))


def going_on(begun: DryRun) -> bool:
    """Whether its result is still to come."""
    young = utc_now() - begun.at < timedelta(seconds=MAX_SECONDS)
    return not begun.report and young


def real_questions(session: Session) -> list[dict[str, Any]]:
    """What callers asked last: the turn log's entry and all readings of each.

    What they told of people and places is no question, and not for editors.
    """
    return [
        {"id": question.entry.id, "readings": [list(r) for r in question.said.readings]}
        for question in LogReader(session).newest_questions(QUESTIONS)
        if question.said.text and not is_personal(question.entry.asked)
    ]


def request_of(plan: Plan, questions: list[dict[str, Any]], today: date) -> dict[str, Any]:
    """The plan as `kb.evaluation.dry_run` takes it."""
    return {
        "now": [item.as_json() for item in plan.now],
        "then": [item.as_json() for item in plan.then],
        "questions": questions,
        "today": today.isoformat(),
    }


def begin(
    session: Session, sessions: sessionmaker[Session], plan: Plan, by: str, today: date
) -> DryRun:
    """Start a dry run of the plan; its report comes into the row that is returned."""
    session.execute(delete(DryRun).where(DryRun.at < utc_now() - KEEP))
    begun = DryRun(subject=plan.subject, by=by, report={})
    session.add(begun)
    session.flush()
    request = request_of(plan, real_questions(session), today)
    threading.Thread(
        target=_run, args=(sessions, begun.id, request), name="dry run", daemon=True
    ).start()
    return begun


def _run(sessions: sessionmaker[Session], number: int, request: dict[str, Any]) -> None:
    report = in_own_process(request)
    try:
        with sessions.begin() as session:
            session.connection(execution_options=WRITING)
            begun = session.get(DryRun, number)
            if begun:
                begun.report = report
    except SQLAlchemyError as error:
        log.error("report of a dry run lost", fault=type(error).__name__)


def in_own_process(request: dict[str, Any]) -> dict[str, Any]:
    """What `kb.evaluation.dry_run` reports; where it breaks, {'broken': True}."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kb.evaluation.dry_run"],
            input=json.dumps(request, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=MAX_SECONDS,
            check=True,
        )
        report: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        log.error("dry run broken", fault=repr(error)[:500])
        return {"broken": True}
    return report
