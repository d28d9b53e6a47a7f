"""Pages of members: one looked up by number, and files checked before they are imported."""

import contextlib
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from console.members import faults as member_faults
from console.members.faults import Faults
from console.shell.access import me, needs
from console.shell.blueprint import console
from console.shell.context import log_action, services, today, writing
from console.shell.workbooks import is_zip_bomb
from ivr.observability.masking import masked
from models import union_codes
from models.member import Member, number_key
from models.member_faults import MemberFileError
from models.member_import import ImportReport, MembersRefusedError, import_members

MAX_BYTES = 64 * 1024 * 1024
KINDS = (".csv", ".xlsx")
WAIT_SECONDS = 3600
"""How long a checked file waits to be confirmed."""


@console.route("/members", methods=["GET", "POST"])
@needs("members")
def members() -> ResponseReturnValue:
    """Look one up. The number is sent in a form, not in an address, and is written down masked."""
    number = "".join(c for c in request.form.get("number", "") if c.isdigit())
    member = None
    if request.method == "POST":
        key = number_key(services().vault, number)
        with writing() as db:
            member = db.scalar(select(Member).where(Member.number_key == key))
            if member:
                member.coverages  # noqa: B018 - loaded while the database is open
            found = "found" if member else "not found"
            log_action(db, me().name, "member looked up", masked(number), found)
    return render_template(
        "console/members.html",
        asked=request.method == "POST",
        number=number,
        member=member,
        codes=union_codes.load(),
        today=today(),
    )


@console.route("/members/import", methods=["GET", "POST"])
@needs("admin")
def import_preview() -> ResponseReturnValue:
    """Check a file: what it would change, or what is wrong with it. Nothing is changed yet."""
    request.max_content_length = MAX_BYTES
    upload = request.files.get("file")
    if request.method == "GET" or upload is None:
        return render_template("console/import.html")
    kind = Path(upload.filename or "").suffix.lower()
    if kind not in KINDS:
        flash(_("请选择 CSV 或 Excel（.xlsx）文件。"), "error")
        return render_template("console/import.html"), 400
    if kind == ".xlsx" and is_zip_bomb(upload.stream):
        flash(_("这个 Excel 文件解开后太大，没有读取。请另存为 CSV 再试。"), "error")
        return render_template("console/import.html"), 413
    ticket = _put_away(upload, kind)
    report, faults = _take(ticket, dry_run=True)
    sample = []
    if report:
        with _opened(ticket) as path:
            sample = member_faults.first_rows(path)
    with writing() as db:
        outcome = f"{report.rows} rows" if report else "refused"
        log_action(db, me().name, "members checked", kind, outcome)
    if report is None:
        _waiting(ticket).unlink(missing_ok=True)
    return render_template(
        "console/import.html", report=report, faults=faults, ticket=ticket, sample=sample
    )


@console.post("/members/import/confirm")
@needs("admin")
def import_confirmed() -> ResponseReturnValue:
    """Import the file that was checked: all rows, or none."""
    ticket = request.form.get("ticket", "")
    if not _waiting(ticket).is_file():
        flash(_("预检已经过期，请重新选择文件。"), "error")
        return redirect(url_for("console.import_preview"))
    report, faults = _take(ticket, dry_run=False)
    _waiting(ticket).unlink(missing_ok=True)
    if report is None:
        return render_template("console/import.html", faults=faults)
    with writing() as db:
        changed = f"{report.members.added} new, {report.members.changed} changed"
        log_action(db, me().name, "members imported", "", changed)
    flash(
        _(
            "已导入：新增 %(a)s 人，更新 %(c)s 人。",
            a=report.members.added,
            c=report.members.changed,
        ),
        "done",
    )
    return redirect(url_for("console.members"))


def _take(ticket: str, dry_run: bool) -> tuple[ImportReport | None, Faults | None]:
    """The report, or what is wrong."""
    with _opened(ticket) as path:
        try:
            engine = services().engine
            return import_members(engine, path, union_codes.load(), dry_run=dry_run), None
        except MembersRefusedError as error:
            return None, member_faults.told(error.faults.shown, error.faults.count)
        except MemberFileError as error:
            return None, member_faults.told_of_file(error)


def _folder() -> Path:
    folder = services().settings.var / "console"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _waiting(ticket: str) -> Path:
    """Where a file waits; a made-up ticket leads nowhere."""
    name = "".join(c for c in ticket if c.isalnum() or c == ".").replace("..", "")
    return _folder() / f"{name or 'none'}.sealed"


def _put_away(upload: FileStorage, kind: str) -> str:
    """Seal an uploaded file; return the ticket it is found by. Old ones are dropped."""
    for old in _folder().glob("*.sealed"):
        if time.time() - old.stat().st_mtime > WAIT_SECONDS:
            old.unlink(missing_ok=True)
    ticket = secrets.token_hex(16) + kind
    sealed = services().vault.seal(upload.stream.read())
    _waiting(ticket).write_bytes(sealed)
    return ticket


@contextlib.contextmanager
def _opened(ticket: str) -> Iterator[Path]:
    """The file in the clear, for as long as it is read; others cannot read it."""
    plain = services().vault.open(_waiting(ticket).read_bytes())
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        path = Path(folder) / f"members{Path(ticket).suffix}"
        path.write_bytes(plain)
        yield path


@console.app_template_filter("veiled_name")
def veiled_name(name: str) -> str:
    """A name by which somebody is recognised who knows it already."""
    return name[:1] + "＊" * (len(name) - 1)
