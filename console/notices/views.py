"""Pages of accident notices: the queue, one notice, its print sheet, and what staff do about it."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from console.notices import export, handling, queue
from console.notices.correcting import (
    CORRECTABLE,
    Correction,
    CorrectionError,
    correct,
    corrections,
)
from console.notices.handling import NEXT
from console.notices.queue import Calendar, HandledNotice, Wanted, count_open
from console.notices.sheet import as_pdf
from console.saved import filters as saved
from console.shell import tables
from console.shell.access import current_staff, requires
from console.shell.arguments import page_number, plain
from console.shell.calling_back import ring
from console.shell.code_labels import CASES, NOTICE_FIELDS
from console.shell.context import log_staff_action, reading, services, today, writing
from console.shell.languages import in_chinese
from console.shell.layout import word
from console.shell.menu import add_menu_entry
from console.shell.returning import back_or, tell_with_undo
from console.urgent.waiting import topics_of, urgent_calls
from ivr.observability.masking import masked
from kb.content.deadlines import ACCIDENT_NOTICE, DISABILITY_ASSESSMENT, TimeLimit
from models.base import utc_now
from models.staff import CaseState

pages = Blueprint("notices", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("事故报案"), "notices", count_open)
WANTED = ("state", "assignee", "text")
"""Filters of the list, as its address names them."""


@pages.route("/notices")
@requires("notices")
def index() -> ResponseReturnValue:
    """The queue: what is open, unless another state is asked for."""
    state, assignee = request.args.get("state", "open"), request.args.get("assignee", "")
    page = page_number(request.args)
    text = plain(request.args.get("text", ""))[:50]
    asked = Wanted(state, assignee, text, page)
    if text:
        with writing() as db:
            log_staff_action(db, "notices searched", masked(asked.digits) or "words")
    with reading() as db:
        cases = queue.queue(db, services().vault, asked, _calendar())
        names = handling.operators(db)
        kept = saved.kept(db, current_staff().id, "notices")
        urgent = urgent_calls(db)
        urgent_topics = topics_of(db, [case.notice.last_call_sid for case in cases])
    return render_template(
        "notices/index.html",
        urgent=urgent,
        urgent_topics=urgent_topics,
        cases=cases[: queue.PAGE],
        more=len(cases) > queue.PAGE,
        page=page,
        state=state,
        assignee=assignee,
        text=text,
        names=names,
        fields=NOTICE_FIELDS,
        kept=kept,
        asked=saved.asked(WANTED),
    )


@pages.route("/notices/export.<kind>")
@requires("notices")
def download(kind: str) -> ResponseReturnValue:
    """The filtered list as CSV or XLSX, without names and numbers of people."""
    if kind not in tables.KINDS:
        abort(404)
    args = request.args
    text = plain(args.get("text", ""))[:50]
    asked = Wanted(args.get("state", "open"), args.get("assignee", ""), text)
    with writing() as db:
        log_staff_action(db, "notices exported", kind)
        cases = queue.everything(db, services().vault, asked, _calendar())
    return tables.download(kind, export.rows(cases), "notices")


@pages.route("/notices/<int:number>")
@requires("notices")
def show(number: int) -> ResponseReturnValue:
    """One notice. That it was opened is written down."""
    with writing() as db:
        case = _need(db, number)
        log_staff_action(db, "notice opened", case.notice.reference)
        names = handling.operators(db)
        told = _notice_context(db, case)
    return render_template(
        "notices/show.html",
        case=case,
        **told,
        correctable=CORRECTABLE,
        names=names,
        fields=NOTICE_FIELDS,
        next_states=NEXT[CaseState(case.state)],
        recordings=_recordings(case),
    )


@pages.route("/notices/<int:number>/sheet.pdf")
@requires("notices")
def sheet(number: int) -> ResponseReturnValue:
    """The print sheet of a notice as PDF: what the society needs to know."""
    with in_chinese():  # whoever prints it, the society reads it
        with writing() as db:
            case = _need(db, number)
            log_staff_action(db, "notice printed", case.notice.reference)
            told = {
                "case": case,
                "fields": NOTICE_FIELDS,
                "printed": utc_now(),
                **_notice_context(db, case),
            }
        try:
            pdf = as_pdf(render_template("notices/sheet.html", paper=True, **told))
        except OSError:  # Pango is missing on this machine: the browser prints the page as well
            return render_template("notices/sheet.html", paper=False, **told)
    name = f"inline; filename=notice-{case.notice.reference}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": name})


@pages.post("/notices/<int:number>/state")
@requires("notices")
def set_state(number: int) -> ResponseReturnValue:
    """Go one step on, or take the last one back."""
    state = request.values.get("state", "")
    with writing() as db:
        case = _need(db, number)
        if state not in NEXT[CaseState(case.state)]:
            flash(_("这个状态不能这样改，可能别人刚刚改过。"), "error")
        else:
            handling.set_state(db, number, state)
            if state in (CaseState.CALLED_BACK, CaseState.FORWARDED):
                _settle(db, case)
            reference = case.notice.reference
            log_staff_action(db, "notice state", reference, f"{case.state} > {state}")
            _tell(case, state)
    return redirect(url_for("console.notices.show", number=number))


@pages.post("/notices/<int:number>/assign")
@requires("notices")
def assign(number: int) -> ResponseReturnValue:
    """Give the notice to somebody, or to nobody."""
    name = request.form.get("assignee", "")
    with writing() as db:
        case = _need(db, number)
        if name and name not in handling.operators(db):
            abort(400)
        handling.assign(db, number, name)
        log_staff_action(db, "notice assigned", case.notice.reference, name)
    flash(_("已分派。"), "done")
    return _back(number)


@pages.post("/notices/<int:number>/reference")
@requires("notices")
def pass_on(number: int) -> ResponseReturnValue:
    """Keep the number it has with the society, or with the union office it was passed on to."""
    with writing() as db:
        case = _need(db, number)
        handling.pass_on(db, number, plain(request.form.get("text", "")))
        log_staff_action(db, "notice reference", case.notice.reference)
    flash(_("对方编号已保存。"), "done")
    return redirect(url_for("console.notices.show", number=number))


@pages.post("/notices/<int:number>/note")
@requires("notices")
def add_note(number: int) -> ResponseReturnValue:
    """Add a remark."""
    text = request.form.get("text", "").strip()
    with writing() as db:
        case = _need(db, number)
        if text:
            handling.add_note(db, number, current_staff().name, text)
            log_staff_action(db, "notice note", case.notice.reference)
    return redirect(url_for("console.notices.show", number=number))


@pages.post("/notices/<int:number>/correct")
@requires("notices")
def amend(number: int) -> ResponseReturnValue:
    """Correct a field; what it said before stays beside it."""
    field = request.form.get("field", "")
    if field not in CORRECTABLE:
        abort(400)
    told = Correction(field, request.form.get("text", ""), current_staff().name, today())
    try:
        with writing() as db:
            case = _need(db, number)
            if correct(db, services().vault, case.notice, told):
                log_staff_action(db, "notice corrected", case.notice.reference, field)
                flash(_("已更正，原来的话还留着。"), "done")
    except CorrectionError as error:
        flash(f"{NOTICE_FIELDS[field]}：{error.why}", "error")
    return redirect(url_for("console.notices.show", number=number))


@pages.post("/notices/<int:number>/call-back")
@requires("notices")
def call_back(number: int) -> ResponseReturnValue:
    """Call the reporter back."""
    with reading() as db:
        case = _need(db, number)
    if not case.number:
        abort(404)
    if how := ring(case.number):
        with writing() as db:
            log_staff_action(db, "notice call-back", case.notice.reference, how)
    return _back(number)


def _back(number: int) -> ResponseReturnValue:
    return back_or(url_for("console.notices.show", number=number))


def _tell(case: HandledNotice, state: str) -> None:
    """What became of it, with the way back where the step before leads there."""
    told = _("状态已改为“%(state)s”。", state=word(state, CASES))
    if case.state in NEXT[CaseState(state)]:
        here = url_for("console.notices.set_state", number=case.notice.id, state=case.state)
        tell_with_undo(told, here)
    else:
        flash(told, "done")


def _settle(db: Session, case: HandledNotice) -> None:
    """The call-back that was promised when this notice broke off is done with."""
    if handling.settle_call_back(db, case.notice.last_call_sid):
        log_staff_action(db, "callback settled", case.notice.last_call_sid)


def _notice_context(db: Session, case: HandledNotice) -> dict[str, Any]:
    """What page and sheet both tell beside the notice itself."""
    return {
        "notes": handling.notes(db, case.notice.id),
        "corrected": corrections(db, case.notice.id),
        "history": handling.history(db, case.notice.reference),
        "by": handling.assignee(db, case.assignee),
        "member": handling.member_of(db, case.notice),
        "limits": _limits_written(),
    }


def _calendar() -> Calendar:
    return Calendar(today(), services().knowledge.current.limits)


def _limits_written() -> dict[str, str]:
    held = {"society": ACCIDENT_NOTICE, "assessment": DISABILITY_ASSESSMENT}
    limits = _calendar().limits
    return {name: _long(limits[topic]) for name, topic in held.items() if topic in limits}


def _long(limit: TimeLimit) -> str:
    """How long it is, in the reader's language."""
    return _("%(n)s天", n=limit.count) if limit.unit == "天" else _("%(n)s个月", n=limit.count)


def _need(db: Session, number: int) -> HandledNotice:
    case = queue.find(db, number, _calendar())
    if case is None:
        abort(404)
    return case


def _recordings(case: HandledNotice) -> list[tuple[str, str, str]]:
    """(field, call, file) of all that was recorded of the notice."""
    found = []
    for field in ("reporter", "person", "place", "hospital", "story"):
        path = getattr(case.notice, f"{field}_recording")
        if path:
            sid, _slash, name = path.partition("/")
            found.append((field, sid, name))
    return found
