"""Publishing, and the one rule about it: no edition may falsely say "covered".

Whoever publishes, from the console, from the command line or from the content files, needs a verdict
on exactly what is published; one that finds a false "covered" lets nobody pass.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.content.item import ContentItem
from kb.content.library import library_of
from kb.content.yaml_with_lines import Fault, KnowledgeError
from kb.editions import edition_store, shipped
from kb.editions.edition_store import in_review, item_of, newest_number, versions_of, with_changes
from kb.editions.plans import Plan, plan_again, plan_of_replacing, plan_of_restoring
from kb.errors import KbError
from kb.evaluation.content_tests import Failure
from kb.evaluation.dry_run import dry_run
from kb.evaluation.dry_run_report import NOTHING_FOUND, Change, DryRunReport
from models import clock
from models.database import Database
from models.knowledge import KnowledgeEdition, KnowledgeVersion
from models.staff import StaffAction

_NAMED = 10
"""Sentences a refusal names; all are counted."""


class RefusedError(KbError):
    """The plan may not be published; nothing was changed."""


@dataclass(frozen=True)
class Verdict:
    """What a dry run found, and whether the plan may be published."""

    subject: str
    """The plan that was tried."""
    report: DryRunReport | None
    """What the dry run found; None where it gave no result that can be read."""

    @property
    def broken(self) -> bool:
        """Whether the dry run gave no result."""
        return self.report is None

    @property
    def failures(self) -> list[Failure]:
        """Content tests that fail."""
        return list(self.report.failures) if self.report else []

    @property
    def falsely_covered(self) -> list[Failure]:
        """Those where a caller would be told "covered" falsely: nobody may publish that."""
        return [failure for failure in self.failures if failure.falsely_covered]

    @property
    def changes(self) -> list[Change]:
        """Real questions that would be taken for something else, or be covered now."""
        changes = self.report.changes if self.report else ()
        return [change for change in changes if not change.same_meaning]

    @property
    def reworded(self) -> list[Change]:
        """Real questions that only get another wording."""
        changes = self.report.changes if self.report else ()
        return [change for change in changes if change.same_meaning]

    @property
    def newly_covered(self) -> list[Change]:
        """Real questions that would be answered "covered" and were not."""
        return [c for c in self.changes if c.after.covered and not c.before.covered]

    @property
    def sound(self) -> bool:
        """Whether the dry run gave a result and found no faults in the content."""
        return self.report is not None and not self.report.faults

    def allows(self, insist: bool) -> bool:
        """Whether it may be published; `insist` passes over tests that fail otherwise."""
        if not self.sound or self.falsely_covered:
            return False
        return insist or not self.failures


def judge(plan: Plan) -> Verdict:
    """Try a plan here and now, without real questions: seconds, half a minute where all is new."""
    if shipped.has_passed(plan.then):
        return Verdict(plan.subject, NOTHING_FOUND)
    now = plan.now or _passed()
    return Verdict(plan.subject, dry_run(now, plan.then, [], clock.today()))


def _passed() -> Sequence[ContentItem]:
    """The shipped content if it is known to be good: what an installation without editions answers
    from."""
    try:
        items = shipped.read_shipped()
    except KnowledgeError:
        return ()
    return items if shipped.has_passed(items) else ()


def publish(
    session: Session,
    plan: Plan,
    verdict: Verdict,
    by: str,
    note: str = "",
    *,
    insist: bool = False,
) -> KnowledgeEdition:
    """Make the edition of a plan. Raises `RefusedError` unless the verdict on it allows that.

    Also raises what the store raises: `NothingToPublishError`, `LookupError`.
    """
    edition_store.change_alone(session)
    plan = plan_again(session, plan)  # somebody may have saved since it was made
    require(verdict, plan, insist)
    if plan.replacement is not None:
        return edition_store.replace_all(session, plan.replacement, by, plan.digest)
    if plan.restores:
        return edition_store.restore(session, plan.restores, by, note)
    return edition_store.publish(session, by, note)


def require(verdict: Verdict, plan: Plan, insist: bool) -> None:
    """Raise `RefusedError` unless the verdict is on this plan and allows it."""
    if verdict.subject != plan.subject:
        raise RefusedError("something has changed since the dry run; try again")
    if not verdict.allows(insist):
        raise RefusedError(_why_not(verdict))


def publish_items(database: Database, items: Sequence[ContentItem], by: str) -> tuple[int, Verdict]:
    """Publish `items` in place of everything: the edition's number, and what was found.

    Tests that fail do not stop it. Raises `RefusedError` and `DatabaseAwayError`.
    """
    with database.reading() as session:
        verdict = judge(plan_of_replacing(session, items))
    with database.session() as session:
        plan = plan_of_replacing(session, items)
        edition = publish(session, plan, verdict, by, insist=True)
        session.add(StaffAction(name=by, action="knowledge imported", subject=str(edition.number)))
        return edition.number, verdict


def restore(database: Database, number: int, by: str) -> tuple[int, Verdict]:
    """Take edition `number` up again: the new edition's number, and what was found.

    Tests that fail do not stop it. Raises `RefusedError`, `DatabaseAwayError`, `LookupError` for an
    unknown edition and `NothingToPublishError` for the one in force.
    """
    with database.reading() as session:
        edition_store.need_other(session, number)
        verdict = judge(plan_of_restoring(session, number))
    with database.session() as session:
        plan = plan_of_restoring(session, number)
        edition = publish(session, plan, verdict, by, insist=True)
        session.add(StaffAction(name=by, action="knowledge restored", subject=str(edition.number)))
        return edition.number, verdict


def faults_by(session: Session, draft: KnowledgeVersion) -> list[Fault]:
    """What would be wrong because of `draft` if it were published with what is in review.

    A fault's file is the id of an item, perhaps another one: an alias may belong to somebody else.
    """
    present = versions_of(session, newest_number(session))
    others = [v for v in in_review(session) if v.item_id != draft.item_id]
    known = _faults_of(with_changes(present, others))
    found = _faults_of(with_changes(present, [*others, draft]))
    return [fault for fault in found if fault not in known]


def faults_together(session: Session, handed_in: Sequence[KnowledgeVersion]) -> list[Fault]:
    """What would be wrong because of many drafts at once, published with what is in review."""
    present = with_changes(versions_of(session, newest_number(session)), in_review(session))
    known = _faults_of(present)
    return [fault for fault in _faults_of(with_changes(present, handed_in)) if fault not in known]


def _faults_of(versions: Iterable[KnowledgeVersion]) -> list[Fault]:
    try:
        library_of(map(item_of, versions))
    except KnowledgeError as error:
        return error.faults
    return []


def _why_not(verdict: Verdict) -> str:
    if verdict.report is None:
        return "nothing was published: the dry run broke off; try again"
    if faults := verdict.report.faults:
        return "nothing was published, the knowledge has faults:\n" + _listed(faults)
    if falsely := verdict.falsely_covered:
        return (
            f"nothing was published: {len(falsely)} sentences would falsely be answered as covered.\n"
            f"{_listed(falsely)}\n"
            "Give these words to the entry they belong to, or take away what leads to the covered "
            "one; nobody can publish it before."
        )
    return f"nothing was published: {len(verdict.failures)} content tests fail"


def _listed(found: Sequence[Fault | Failure]) -> str:
    return "\n".join([*map(str, found[:_NAMED]), *(["..."] if len(found) > _NAMED else [])])
