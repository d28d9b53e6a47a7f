"""The knowledge as files: out as YAML or Excel; in as drafts, all of a file or nothing."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console.shell.access import current_staff, requires
from console.shell.context import log_staff_action, reading, writing
from console.shell.uploads import Upload, ZipBombError, sent_file, takes_files
from kb.content.item import ContentItem
from kb.content.xlsx_io import read_sheets, write_sheets
from kb.content.yaml_io import exported, read_export
from kb.content.yaml_with_lines import Fault, KnowledgeError
from kb.editions import drafts
from kb.editions.edition_store import items_in_force, newest_number
from models.knowledge import KnowledgeItem, KnowledgeVersion, VersionState

pages = Blueprint("files", __name__, template_folder="templates")


MAX_BYTES = 16 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.route("/knowledge/files", methods=["GET", "POST"])
@requires("knowledge")
@takes_files(MAX_BYTES)
def index() -> ResponseReturnValue:
    """Take a file in: everything that differs from what is published becomes a draft."""
    try:
        upload = sent_file("file")
    except ZipBombError:
        flash(_("这个 Excel 文件解开后太大，没有读取。请改用 YAML 文件。"), "error")
        return render_template("knowledge/files.html"), 413
    if upload is None or not upload.name:
        return render_template("knowledge/files.html")
    with reading() as db:
        present = items_in_force(db, newest_number(db))
    try:
        found = _read(upload, present)
        with writing() as db:
            count = _take(db, found)
            log_staff_action(db, "knowledge file read", upload.logged, f"{len(found)} / {count}")
    except KnowledgeError as error:
        return render_template("knowledge/files.html", faults=error.faults)
    flash(
        _("已读入 %(all)s 条，其中 %(new)s 条有改动，放进了草稿。", all=len(found), new=count),
        "done",
    )
    return redirect(url_for("console.knowledge.index", section="all", state="open"))


@pages.route("/knowledge/export.<kind>")
@requires("knowledge")
def export(kind: str) -> ResponseReturnValue:
    """Send all that is published as a file."""
    with writing() as db:
        items = items_in_force(db, newest_number(db))
        log_staff_action(db, "knowledge exported", kind)
    content: bytes
    if kind == "yaml":
        content, mimetype = exported(items).encode(), "application/yaml"
    elif kind == "xlsx":
        try:
            content, mimetype = write_sheets(items), XLSX
        except KnowledgeError as error:
            return render_template("knowledge/files.html", faults=error.faults), 422
    else:
        abort(404)
    name = {"Content-Disposition": f"attachment; filename=knowledge.{kind}"}
    return Response(content, mimetype=mimetype, headers=name)


def _read(upload: Upload, present: Sequence[ContentItem]) -> list[ContentItem]:
    raw = upload.content.read()
    if upload.kind == ".xlsx":
        return read_sheets(raw, present)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message, chinese = f"not UTF-8: {error}", "要用 YAML（UTF-8）或 Excel（.xlsx）文件"
        raise KnowledgeError([Fault(upload.name, 0, message, chinese)]) from error
    return read_export(upload.name, text)


def _take(db: Session, found: Sequence[ContentItem]) -> int:
    """Make drafts of what differs; how many. Raises `KnowledgeError` where somebody is at one."""
    faults, count = [], 0
    for item in found:
        published, draft = drafts.published_version(db, item.id), drafts.open_version(db, item.id)
        ends = item.status == VersionState.RETIRED
        unchanged = [held for held in (draft, published) if held and held.body == item.body]
        if unchanged and not ends:
            continue
        if draft is not None:
            message = f"{item.id} has an open draft by {draft.changed_by}"
            chinese = f"『{item.id}』有 {draft.changed_by} 的草稿，请先发布或放弃那份草稿"
            faults.append(Fault(item.id, 0, message, chinese))
        elif ends and published is not None:
            drafts.propose_end(db, item.id, current_staff().name)
            count += 1
        elif not ends:
            version = _draft(db, item)
            version.note = _told_verifier(item, published)
            count += 1
    if faults:
        raise KnowledgeError(faults)
    return count


def _draft(db: Session, item: ContentItem) -> KnowledgeVersion:
    by = current_staff().name
    if db.get(KnowledgeItem, item.id) is None:
        return drafts.new_item(db, item.section, item.id, item.body, by, file=item.file)
    return drafts.save_draft(db, item.id, item.body, by, seen=0)


def _told_verifier(item: ContentItem, published: KnowledgeVersion | None) -> str:
    """A note for whoever publishes: who verified it is only what the file says, not who signed in."""
    verified, by = item.body.get("verified"), current_staff().name
    before = published.body.get("verified") if published else None
    if not verified or verified == before or verified["by"] == by:
        return ""
    told = _(
        "核对人“%(name)s”是 %(by)s 从文件里读入的，不是本人登录核对", name=verified["by"], by=by
    )
    return told[:200]
