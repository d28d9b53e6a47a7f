"""Pages of publishing: what waits, what a dry run of it found, editions and the way back."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console.knowledge import dry_run
from console.knowledge.diff import Difference, differences
from console.knowledge.dry_run_requests import request_dry_run
from console.knowledge.rows import name_of_item, open_versions
from console.shell.access import current_staff, requires
from console.shell.arguments import whole_number
from console.shell.context import log_staff_action, reading, services, writing
from ivr.storage.log_reader import LogReader
from kb.editions.edition_store import NothingToPublishError, newest_number
from kb.editions.plans import Plan, plan_of_restoring, plan_of_review
from kb.editions.publishing import RefusedError, Verdict, publish
from kb.evaluation.dry_run_report import read_report
from models.knowledge import DryRun, EditionVersion, KnowledgeEdition, KnowledgeVersion

pages = Blueprint("publishing", __name__, template_folder="templates")

SHOWN = 50
"""At most so many questions with another outcome are shown; all are counted."""


@dataclass(frozen=True)
class Change:
    """One item that would change."""

    id: str
    name: str
    ends: bool
    by: str
    note: str
    differences: list[Difference]


@pages.route("/knowledge/publish")
@requires("knowledge")
def show() -> ResponseReturnValue:
    """What waits to be published, or with `edition` what taking that one up again would change."""
    return render_template("knowledge/publish.html", **_context())


@pages.route("/knowledge/publish/found")
@requires("knowledge")
def found() -> ResponseReturnValue:
    """The part that tells what the dry run found."""
    return render_template("knowledge/publish_found.html", **_context())


@pages.post("/knowledge/publish/dry-run")
@requires("knowledge")
def begin() -> ResponseReturnValue:
    """Start a dry run of what waits to be published."""
    with writing() as db:
        request_dry_run(db, _plan(db))
    return redirect(url_for("console.publishing.show", edition=_edition()))


@pages.post("/knowledge/publish")
@requires("knowledge")
def publish_now() -> ResponseReturnValue:
    """Publish what was tried, if the dry run allows it."""
    here = redirect(url_for("console.publishing.show", edition=_edition()))
    form = request.form
    try:
        with writing() as db:
            plan = _plan(db)
            verdict = _verdict(plan, dry_run.latest(db, plan.subject))
            if plan.subject != form.get("subject") or verdict is None:
                flash(_("刚才又有改动，请重新试运行。"), "error")
                return here
            if _own(db, plan):
                flash(_("要由另一个人发布：里面有您自己改的。"), "error")
                return here
            if verdict.newly_covered and form.get("seen_covered") != "1":
                flash(_("有问题会改成“在保障范围里”，请逐条看过再勾选。"), "error")
                return here
            insist = current_staff().may("admin") and form.get("force") == "1"
            number = _publish(db, plan, verdict, form.get("note", "").strip(), insist)
    except RefusedError:
        flash(_("试运行没有通过，不能发布。"), "error")
        return here
    except (NothingToPublishError, IntegrityError):
        flash(_("没有可以发布的改动，可能别人刚刚发布过。"), "error")
        return here
    flash(_("第 %(n)s 版已发布。几秒钟后，所有来电都按新的内容回答。", n=number), "done")
    return redirect(url_for("console.publishing.editions"))


def _own(db: Session, plan: Plan) -> bool:
    """Whether somebody else has to publish this; going back to an earlier edition anybody may."""
    if not services().live_settings.current.second_approver or plan.restores:
        return False
    ended = _ended_by(db)
    authors = {ended.get(v.item_id) if new is None else v.changed_by for v, new in _pairs(plan)}
    return current_staff().name in authors


def _pairs(plan: Plan) -> list[tuple[KnowledgeVersion, KnowledgeVersion | None]]:
    """(version it is known by, version that would be) of all that changes."""
    return [(v, new) for old, new in plan.changes if (v := new or old)]


def _ended_by(db: Session) -> dict[str, str]:
    """Item that is to end -> who proposed that."""
    return {v.item_id: v.changed_by for v in open_versions(db) if v.retires}


def _publish(db: Session, plan: Plan, verdict: Verdict, note: str, insist: bool) -> int:
    by = current_staff().name
    edition = publish(db, plan, verdict, by, note, insist=insist)
    what = "knowledge restored" if plan.restores else "knowledge published"
    forced = f"forced past {len(verdict.failures)} tests; " if verdict.failures else ""
    log_staff_action(db, what, str(edition.number), forced + ", ".join(plan.ids))
    return edition.number


@pages.route("/knowledge/editions")
@requires("knowledge")
def editions() -> ResponseReturnValue:
    """Every edition, the newest first."""
    counted = (
        select(EditionVersion.edition, func.count().label("versions"))
        .group_by(EditionVersion.edition)
        .subquery()
    )
    wanted = (
        select(KnowledgeEdition, counted.c.versions)
        .outerjoin(counted, counted.c.edition == KnowledgeEdition.number)
        .order_by(KnowledgeEdition.number.desc())
        .limit(100)
    )
    with reading() as db:
        rows = db.execute(wanted).all()
    return render_template("knowledge/editions.html", rows=rows, **_live(rows[0][0].number))


@pages.route("/knowledge/live")
@requires("knowledge")
def live() -> ResponseReturnValue:
    """Which edition this process answers calls from."""
    with reading() as db:
        number = newest_number(db)
    return render_template("knowledge/live.html", **_live(number))


def _live(newest: int) -> dict[str, Any]:
    live = services().knowledge
    return {"newest": newest, "in_use": live.current.edition, "fault": live.fault}


def _edition() -> int | None:
    return whole_number(request.values, "edition")


def _plan(db: Session) -> Plan:
    edition = _edition()
    if edition is None:
        return plan_of_review(db)
    if db.get(KnowledgeEdition, edition) is None:
        abort(404)
    return plan_of_restoring(db, edition)


def _context() -> dict[str, Any]:
    with reading() as db:
        plan = _plan(db)
        begun = dry_run.latest(db, plan.subject)
        verdict = _verdict(plan, begun)
        asked = _asked(db, verdict) if verdict else {}
        now = newest_number(db)
        ended = _ended_by(db)
        own = _own(db, plan)
    return {
        "plan": plan,
        "edition": plan.restores,
        "newest": now,
        "changes": [_change(old, new, ended) for old, new in plan.changes],
        "own": own,
        "dry_run": begun,
        "going_on": begun is not None and dry_run.going_on(begun),
        "verdict": verdict,
        "asked": asked,
        "most": SHOWN,
    }


def _verdict(plan: Plan, begun: DryRun | None) -> Verdict | None:
    if begun is None or dry_run.going_on(begun):
        return None
    return Verdict(plan.subject, read_report(begun.report))


def _asked(db: Session, verdict: Verdict) -> dict[int, str]:
    """What callers asked where the outcome changes, by turn log entry."""
    changes = [*verdict.changes, *verdict.reworded]
    return LogReader(db).words([change.id for change in changes])


def _change(
    old: KnowledgeVersion | None, new: KnowledgeVersion | None, ended: dict[str, str]
) -> Change:
    version = new or old
    assert version is not None
    before, after = (v.body if v else None for v in (old, new))
    return Change(
        version.item_id,
        name_of_item(version.item, version.body),
        new is None,
        version.changed_by if new else ended.get(version.item_id, version.changed_by),
        new.note if new else "",
        differences(version.item.section, before, after),
    )
