"""Pages of members: one looked up by number, and files checked before they are imported."""

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from console.contacts.finding import of_member
from console.members.changes import changes
from console.members.finding import Found, by_number
from console.members.importing import first_rows, import_file
from console.members.waiting_files import WaitingFiles
from console.shell.access import requires
from console.shell.arguments import digits_of, whole_number
from console.shell.context import log_staff_action, services, today, writing
from console.shell.menu import add_menu_entry
from console.shell.uploads import KindError, ZipBombError, sent_file, takes_files
from ivr.observability.masking import masked
from ivr.services.services import Services
from models import union_codes
from models.member import Member
from models.member_columns import ALL

pages = Blueprint("members", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("会员"), "members")

MAX_BYTES = 64 * 1024 * 1024
KINDS = (".csv", ".xlsx")
_CHECKED = "members-file"
"""Key in the session that holds the ticket of the file checked last, and its name."""


CHANGED = {
    "name": _l("姓名"),
    "employer": _l("单位"),
    "birth_date": _l("出生日期"),
    "mobile": _l("手机"),
    "id_masked": _l("证件号"),
    "state": _l("会员卡"),
    "plan": _l("保障类别"),
    "covered_to": _l("保障结束日"),
}


@pages.route("/members", methods=["GET", "POST"])
@requires("members")
def index() -> ResponseReturnValue:
    """Look a member up. The number comes in a form, not in an address, and is logged masked."""
    number = digits_of(request.form.get("number", ""))
    vault, chosen = services().vault, whole_number(request.form, "member")
    found = member = contact = None
    if request.method == "POST":
        with writing() as db:
            found = Found(_of_id(db, chosen)) if chosen else by_number(db, vault, number)
            if len(found.members) == 1:
                member = found.members[0]
                number = member.person.number if chosen else number
                member.coverages  # noqa: B018 - loaded while the database is open
                contact = of_member(db, vault, member.person.number)
            log_staff_action(db, "member looked up", masked(number), found.outcome)
    return render_template(
        "members/index.html",
        found=found,
        number=number,
        member=member,
        contact=contact,
        codes=union_codes.load(),
        today=today(),
    )


def _of_id(db: Session, chosen: int) -> list[Member]:
    """Who was chosen of several, unless they have been erased since."""
    return [member] if (member := db.get(Member, chosen)) else []


@pages.route("/members/import", methods=["GET", "POST"])
@requires("admin")
@takes_files(MAX_BYTES)
def preview() -> ResponseReturnValue:
    """Check a file: what it would change, or what is wrong with it. Nothing is changed yet."""
    try:
        upload = sent_file("file", KINDS)
    except KindError:
        flash(_("请选择 CSV 或 Excel（.xlsx）文件。"), "error")
        return render_template("members/import.html"), 400
    except ZipBombError:
        flash(_("这个 Excel 文件解开后太大，没有读取。请另存为 CSV 再试。"), "error")
        return render_template("members/import.html"), 413
    if upload is None:
        return render_template("members/import.html")
    waiting = _waiting()
    ticket = waiting.put(upload.content.read(), upload.kind)
    file = waiting.opened(ticket)
    report, faults = import_file(services().engine, file, dry_run=True)
    sample = first_rows(file) if report else []
    with writing() as db:
        differs = report and (report.members.changed or report.periods.changed)
        changed = changes(db, services().vault, file) if differs else []
        outcome = f"{report.rows} rows" if report else "refused"
        log_staff_action(db, "members checked", upload.logged, outcome)
    session[_CHECKED] = [ticket, upload.logged]
    if report is None:
        waiting.drop(ticket)
    return render_template(
        "members/import.html",
        report=report,
        faults=faults,
        ticket=ticket,
        sample=sample,
        changed=changed,
        fields=CHANGED,
    )


@pages.route("/members/template.csv")
@requires("admin")
def template() -> ResponseReturnValue:
    """An empty file with the heads that are wanted, to be filled in with Excel."""
    heads = ",".join(column.chinese for column in ALL)
    name = {"Content-Disposition": "attachment; filename=members.csv"}
    return Response(f"\ufeff{heads}\r\n", mimetype="text/csv", headers=name)


@pages.post("/members/import/confirm")
@requires("admin")
def confirm() -> ResponseReturnValue:
    """Import the file that was checked: all rows, or none."""
    waiting, ticket = _waiting(), request.form.get("ticket", "")
    if not waiting.has(ticket):
        flash(_("预检已经过期，请重新选择文件。"), "error")
        return redirect(url_for("console.members.preview"))
    report, faults = import_file(services().engine, waiting.opened(ticket), dry_run=False)
    waiting.drop(ticket)
    if report is None:
        return render_template("members/import.html", faults=faults)
    added, changed = report.members.added, report.members.changed
    with writing() as db:
        outcome = f"{added} new, {changed} changed"
        log_staff_action(db, "members imported", _name_of(ticket), outcome)
    flash(_("已导入：新增 %(a)s 人，更新 %(c)s 人。", a=added, c=changed), "done")
    return redirect(url_for("console.members.index"))


def _name_of(ticket: str) -> str:
    """What the file of this ticket was called; '' where another was checked since."""
    checked, name = session.pop(_CHECKED, ("", ""))
    return name if checked == ticket else ""


@pages.record
def _sweep(state: BlueprintSetupState) -> None:
    """What a server that died left behind is not kept until somebody imports again."""
    parts: Services = state.app.extensions["hotline"]
    WaitingFiles(parts.settings.var / "console", parts.vault).sweep()


def _waiting() -> WaitingFiles:
    return WaitingFiles(services().settings.var / "console", services().vault)
