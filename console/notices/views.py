"""Pages of accident notices: the queue, one notice, its print sheet, and what staff do about it."""

from pathlib import Path

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.callbacks.calling_back import ring
from console.notices import queue
from console.notices.queue import NEXT, Case
from console.shell.access import me, needs
from console.shell.blueprint import console
from console.shell.context import log_action, reading, today, writing
from models.base import utc_now
from models.staff import CaseState, NoticeCase, NoticeNote, Role, Staff

NOTE_LENGTH = 2000
SHEET_STYLE = Path(__file__).parents[1] / "static" / "sheet.css"
FIELDS = {
    "reporter": _l("报案人"),
    "phone": _l("联系电话"),
    "member_number": _l("会员编号"),
    "person": _l("出事的人"),
    "accident_date": _l("出事日期"),
    "place": _l("地点"),
    "outcome": _l("伤亡情况"),
    "hospital": _l("医院"),
    "story": _l("经过"),
}


@console.route("/notices")
@needs("notices")
def notices() -> ResponseReturnValue:
    """The queue: what is open, unless another state is asked for."""
    state, assignee = request.args.get("state", "open"), request.args.get("assignee", "")
    page = max(request.args.get("page", 0, type=int), 0)
    with reading() as db:
        cases = queue.queue(db, state, assignee, page, today())
        names = _operators(db)
    return render_template(
        "console/notices.html",
        cases=cases[: queue.PAGE],
        more=len(cases) > queue.PAGE,
        page=page,
        state=state,
        assignee=assignee,
        names=names,
        fields=FIELDS,
    )


@console.route("/notices/<int:number>")
@needs("notices")
def notice(number: int) -> ResponseReturnValue:
    """One notice. That it was opened is written down."""
    with writing() as db:
        case = _need(db, number)
        log_action(db, me().name, "notice opened", case.notice.reference)
        notes = list(db.scalars(_notes(number)))
        names = _operators(db)
    return render_template(
        "console/notice.html",
        case=case,
        notes=notes,
        names=names,
        fields=FIELDS,
        next_states=NEXT[CaseState(case.state)],
        recordings=_recordings(case),
    )


@console.route("/notices/<int:number>/sheet.pdf")
@needs("notices")
def notice_sheet(number: int) -> ResponseReturnValue:
    """What the society needs to know, on paper."""
    with writing() as db:
        case = _need(db, number)
        log_action(db, me().name, "notice printed", case.notice.reference)
    told = {"case": case, "fields": FIELDS, "printed": utc_now()}
    try:
        pdf = _pdf(render_template("console/sheet.html", paper=True, **told))
    except OSError:  # Pango is missing on this machine: the browser prints the page as well
        return render_template("console/sheet.html", paper=False, **told)
    name = f"inline; filename=notice-{case.notice.reference}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": name})


def _pdf(page: str) -> bytes:
    """The page on paper. Raises `OSError` where Pango is missing."""
    # Imported here: a missing system library must not keep the telephone from starting.
    from weasyprint import HTML

    pdf: bytes = HTML(string=page).write_pdf(stylesheets=[SHEET_STYLE])
    return pdf


@console.post("/notices/<int:number>/state")
@needs("notices")
def set_state(number: int) -> ResponseReturnValue:
    """Go one step on, or take the last one back."""
    state = request.form.get("state", "")
    with writing() as db:
        case = _need(db, number)
        if state not in NEXT[CaseState(case.state)]:
            flash(_("这个状态不能这样改，可能别人刚刚改过。"), "error")
        else:
            _own(db, number).state = state
            reference = case.notice.reference
            log_action(db, me().name, "notice state", reference, f"{case.state} > {state}")
            flash(_("状态已更新。"), "done")
    return redirect(url_for("console.notice", number=number))


@console.post("/notices/<int:number>/assign")
@needs("notices")
def assign(number: int) -> ResponseReturnValue:
    """Give the notice to somebody, or to nobody."""
    name = request.form.get("assignee", "")
    with writing() as db:
        case = _need(db, number)
        if name and name not in _operators(db):
            abort(400)
        _own(db, number).staff_id = db.scalar(select(Staff.id).where(Staff.name == name))
        log_action(db, me().name, "notice assigned", case.notice.reference, name)
    flash(_("已分派。"), "done")
    return redirect(url_for("console.notice", number=number))


@console.post("/notices/<int:number>/note")
@needs("notices")
def add_note(number: int) -> ResponseReturnValue:
    """Add a remark."""
    text = request.form.get("text", "").strip()
    with writing() as db:
        case = _need(db, number)
        if text:
            db.add(NoticeNote(notice_id=number, name=me().name, text=text[:NOTE_LENGTH]))
            log_action(db, me().name, "notice note", case.notice.reference)
    return redirect(url_for("console.notice", number=number))


@console.post("/notices/<int:number>/call-back")
@needs("notices")
def call_reporter(number: int) -> ResponseReturnValue:
    """Call the reporter back."""
    with reading() as db:
        case = _need(db, number)
    if how := ring(case.notice.phone):
        with writing() as db:
            log_action(db, me().name, "notice call-back", case.notice.reference, how)
    return redirect(url_for("console.notice", number=number))


def _need(db: Session, number: int) -> Case:
    case = queue.find(db, number, today())
    if case is None:
        abort(404)
    return case


def _own(db: Session, number: int) -> NoticeCase:
    """The case of a notice, begun when there is none."""
    case = db.get(NoticeCase, number)
    if case is None:
        case = NoticeCase(notice_id=number, state=CaseState.NEW)
        db.add(case)
    return case


def _notes(number: int) -> Select:
    return select(NoticeNote).where(NoticeNote.notice_id == number).order_by(NoticeNote.id)


def _operators(db: Session) -> list[str]:
    """Who can take care of notices."""
    able = select(Staff.name).where(Staff.role != Role.EDITOR, ~Staff.disabled)
    return list(db.scalars(able.order_by(Staff.name)))


def _recordings(case: Case) -> list[tuple[str, str, str]]:
    """(field, call, file) of all that was recorded of the notice."""
    found = []
    for field in ("reporter", "person", "place", "hospital", "story"):
        path = getattr(case.notice, f"{field}_recording")
        if path:
            sid, _slash, name = path.partition("/")
            found.append((field, sid, name))
    return found
