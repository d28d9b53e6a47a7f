"""Begins trials of what waits to be published, in the name of who asks for one."""

from sqlalchemy.orm import Session

from console.knowledge import dry_run
from console.knowledge.dry_run import Plan
from console.shell.access import current_staff
from console.shell.context import log_staff_action, services, today


def begin_trial(db: Session, plan: Plan) -> None:
    """Start to try a plan, unless that is under way."""
    known = dry_run.latest(db, plan.subject)
    if known is None or not dry_run.going_on(known):
        dry_run.begin(db, services().sessions, plan, current_staff().name, today())
        log_staff_action(db, "knowledge tried", str(plan.restores or ""))
