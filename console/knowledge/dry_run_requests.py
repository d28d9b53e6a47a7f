"""Requests dry runs of what waits to be published, in the name of the signed-in person."""

from sqlalchemy.orm import Session

from console.knowledge import dry_run
from console.shell.access import current_staff
from console.shell.context import log_staff_action, services, today
from kb.editions.plans import Plan


def request_dry_run(db: Session, plan: Plan) -> None:
    """Start to try a plan, unless that is under way."""
    known = dry_run.latest(db, plan.subject)
    if known is None or not dry_run.going_on(known):
        dry_run.begin(db, services().sessions, plan, current_staff().name, today())
        log_staff_action(db, "knowledge tried", str(plan.restores or ""))
