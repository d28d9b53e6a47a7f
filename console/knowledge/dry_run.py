"""Trying an edition before it is published: what is tried, the trial itself, what was found.

The trial runs in a process of its own, with low priority. Its report names questions by their place
in the turn log; whoever may see them sees them there.
"""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ivr.storage.log_reader import LogReader
from kb.editions.edition_store import in_review, newest_number, versions_of, with_changes
from kb.editions.seed_sync import item_of
from models.base import WRITING, utc_now
from models.knowledge import KnowledgeVersion, Rehearsal

QUESTIONS = 1_000
"""Real questions tried, the latest ones."""
MAX_SECONDS = 300
"""A trial that has told nothing by then has died."""
KEEP = timedelta(days=7)

log = structlog.get_logger()


@dataclass(frozen=True)
class Plan:
    """What would be published."""

    subject: str
    """Names exactly this plan: any change of any draft, or another edition, makes another one."""
    changes: Sequence[tuple[KnowledgeVersion | None, KnowledgeVersion | None]]
    """Each item that changes: what is spoken now, what would be."""
    now: Sequence[KnowledgeVersion]
    then: Sequence[KnowledgeVersion]
    restores: int | None = None
    """The earlier edition it is."""

    @property
    def ids(self) -> list[str]:
        """Of all items that change."""
        return list(dict.fromkeys(v.item_id for pair in self.changes for v in pair if v))


def plan_of_review(session: Session) -> Plan:
    """What is in review."""
    number = newest_number(session)
    changes = in_review(session)
    now = versions_of(session, number)
    told = [[v.id, v.revision, v.retires] for v in changes]
    return _plan(f"{number} {told}", now, with_changes(now, changes))


def plan_of_restoring(session: Session, edition: int) -> Plan:
    """What an earlier edition held."""
    number = newest_number(session)
    now, then = versions_of(session, number), versions_of(session, edition)
    return _plan(f"{number} = {edition}", now, then, edition)


def _plan(
    told: str,
    now: Sequence[KnowledgeVersion],
    then: Sequence[KnowledgeVersion],
    restores: int | None = None,
) -> Plan:
    before, after = {v.item_id: v for v in now}, {v.item_id: v for v in then}
    names = dict.fromkeys((*before, *after))
    pairs = [(before.get(name), after.get(name)) for name in names]
    changes = [(old, new) for old, new in pairs if old is not new]
    return Plan(hashlib.sha256(told.encode()).hexdigest(), changes, now, then, restores)


def latest(session: Session, subject: str) -> Rehearsal | None:
    """The last trial of a plan."""
    wanted = select(Rehearsal).where(Rehearsal.subject == subject)
    return session.scalar(wanted.order_by(Rehearsal.id.desc()).limit(1))


def going_on(rehearsal: Rehearsal) -> bool:
    """Whether its result is still to come."""
    young = utc_now() - rehearsal.at < timedelta(seconds=MAX_SECONDS)
    return not rehearsal.report and young


def real_questions(session: Session) -> list[dict[str, Any]]:
    """What callers asked last: the turn log's entry and all readings of each."""
    return [
        {"id": question.entry.id, "readings": [list(r) for r in question.said.readings]}
        for question in LogReader(session).newest_questions(QUESTIONS)
        if question.said.text
    ]


def request_of(plan: Plan, questions: list[dict[str, Any]], today: date) -> dict[str, Any]:
    """The plan as `kb.evaluation.dry_run` takes it."""
    return {
        "now": [asdict(item_of(version)) for version in plan.now],
        "then": [asdict(item_of(version)) for version in plan.then],
        "changed": [new.item_id for _old, new in plan.changes if new],
        "questions": questions,
        "today": today.isoformat(),
    }


def begin(
    session: Session, sessions: sessionmaker[Session], plan: Plan, by: str, today: date
) -> Rehearsal:
    """Start a trial of the plan; its report comes into the row that is returned."""
    session.execute(delete(Rehearsal).where(Rehearsal.at < utc_now() - KEEP))
    rehearsal = Rehearsal(subject=plan.subject, by=by, report={})
    session.add(rehearsal)
    session.flush()
    request = request_of(plan, real_questions(session), today)
    threading.Thread(
        target=_try, args=(sessions, rehearsal.id, request), name="trial", daemon=True
    ).start()
    return rehearsal


def _try(sessions: sessionmaker[Session], number: int, request: dict[str, Any]) -> None:
    report = in_own_process(request)
    try:
        with sessions.begin() as session:
            session.connection(execution_options=WRITING)
            rehearsal = session.get(Rehearsal, number)
            if rehearsal:
                rehearsal.report = report
    except SQLAlchemyError as error:
        log.error("report of a trial lost", fault=type(error).__name__)


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
        log.error("trial broken", fault=repr(error)[:500])
        return {"broken": True}
    return report
