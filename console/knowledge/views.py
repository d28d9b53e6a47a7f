"""Pages of the knowledge: the list, one item, and its way from draft to review."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from console.knowledge import form
from console.knowledge.diff import differences
from console.knowledge.dry_run_requests import request_dry_run
from console.knowledge.rows import ItemRow, all_rows, name_of_item
from console.shell.access import current_staff, requires
from console.shell.arguments import folded, whole_number
from console.shell.context import log_staff_action, reading, services, writing
from console.shell.menu import add_menu_entry
from kb.content.deadlines import slots_spoken, slots_written
from kb.content.library import filled
from kb.content.schema import COVERAGE
from kb.contract import Meaning, Reading
from kb.editions import drafts
from kb.editions.edition_store import newest
from kb.editions.plans import plan_of_review
from kb.editions.publishing import faults_by
from models.knowledge import KnowledgeItem, Section

pages = Blueprint("knowledge", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("知识库"), "knowledge")

SECTIONS = {
    Section.ENTRIES: _l("答案"),
    Section.ILLNESSES: _l("疾病"),
    Section.COVERAGE: _l("“赔不赔”的说法"),
    Section.WORDS: _l("词表"),
    Section.TESTS: _l("内容测试"),
}
SHOWN = {
    "unverified": _l("未核对"),
    "verified": _l("已核对"),
    "open": _l("正在修改"),
    "review": _l("待发布"),
}
STEPS = {
    "submit": "knowledge submitted",
    "withdraw": "knowledge withdrawn",
    "discard": "knowledge discarded",
    "end": "knowledge end proposed",
    "take-up": "knowledge version taken up",
}


@pages.route("/knowledge")
@requires("knowledge")
def index() -> ResponseReturnValue:
    """The list: by section, state and words; what a phrase means to the hotline comes first."""
    section = request.args.get("section", Section.ENTRIES)
    state, text = request.args.get("state", ""), request.args.get("text", "").strip()
    with reading() as db:
        rows = all_rows(db)
        edition = newest(db)
    meant = _meant(rows, text) if text else []
    chosen = [r for r in rows if _fits(r, section, state, text) and r not in meant]
    return render_template(
        "knowledge/index.html",
        rows=chosen,
        meant=meant,
        section=section,
        state=state,
        text=text,
        edition=edition,
        kinds=SECTIONS,
        shown=SHOWN,
        lists_of=form.LISTS,
        unverified=[r for r in rows if r.item.section == Section.ILLNESSES and not r.verified],
        waiting=[r for r in rows if r.draft and r.draft.state == "review"],
    )


def _fits(row: ItemRow, section: str, state: str, text: str) -> bool:
    if text:
        looked_for = folded(text)
        return looked_for in row.item.id or looked_for in folded(str(row.body))
    wanted = {
        "unverified": row.must_be_verified,
        "verified": bool(row.verified),
        "open": bool(row.draft),
        "review": bool(row.draft and row.draft.state == "review"),
    }
    return row.item.section == section and wanted.get(state, True)


def _meant(rows: list[ItemRow], text: str) -> list[ItemRow]:
    """The items the hotline would think of, likeliest first."""
    found = services().knowledge.current.understand([Reading(text)])
    by_meaning = {_meaning(row): row for row in rows if row.published}
    meanings = (candidate.meaning for candidate in found.candidates)
    return [by_meaning[meaning] for meaning in meanings if meaning in by_meaning]


def _meaning(row: ItemRow) -> Meaning | None:
    """What the item answers, if it is one that answers."""
    if row.item.section == Section.ILLNESSES:
        return Meaning(COVERAGE, row.item.id)
    if row.item.section == Section.ENTRIES:
        return Meaning(row.body.get("topic", ""), aspect=row.body.get("aspect", ""))
    return None


@pages.route("/knowledge/items/<item_id>")
@requires("knowledge")
def show(item_id: str) -> ResponseReturnValue:
    """One item: what callers hear, what is being changed, every version."""
    with reading() as db:
        item = _need(db, item_id)
        published = drafts.published_version(db, item_id)
        draft = drafts.open_version(db, item_id)
        versions = drafts.history(db, item_id)
        faults = faults_by(db, draft) if draft else []
    spoken = published.body if published else None
    changed = None if draft and draft.retires else draft.body if draft else spoken
    return render_template(
        "knowledge/show.html",
        item=item,
        name=name_of_item(item, spoken or (draft or versions[0]).body),
        section_name=SECTIONS[Section(item.section)],
        published=published,
        draft=draft,
        differences=differences(item.section, spoken, changed),
        fields=form.fields_of(item.section, spoken or versions[0].body),
        told=_heard(form.shown(item.section, spoken or versions[0].body)),
        versions=versions,
        compared=_compared(item, versions),
        faults=faults,
        sms_stays=bool(draft and spoken and _only_spoken_changed(spoken, draft.body)),
        too_long=form.too_long(draft.body) if draft else [],
        lists_of=form.LISTS,
    )


def _heard(told: dict[str, str]) -> dict[str, str]:
    """The fields with the time limits in their places, as callers hear and read them now."""
    limits = services().knowledge.current.limits
    slots = {"pieces": slots_spoken(limits), "sms": slots_written(limits)}
    return {name: filled(text, slots.get(name, {})) for name, text in told.items()}


def _only_spoken_changed(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the answer is another one and its text message is not."""
    spoken = before.get("pieces") != after.get("pieces")
    return spoken and bool(after.get("sms")) and before["sms"] == after["sms"]


def _compared(item: KnowledgeItem, versions: list[Any]) -> dict[int, Any]:
    """Version -> how it differs from the one before."""
    earlier = [*(v.body for v in versions[1:]), None]
    return {
        version.number: differences(item.section, before, version.body)
        for version, before in zip(versions, earlier, strict=True)
    }


@pages.post("/knowledge/items/<item_id>/<step>")
@requires("knowledge")
def step(item_id: str, step: str) -> ResponseReturnValue:
    """Hand a draft in, take it back, give it up; propose to end an item; take up a version."""
    if step not in STEPS:
        abort(404)
    here = redirect(url_for("console.knowledge.show", item_id=item_id))
    with writing() as db:
        _need(db, item_id)
        try:
            told = _do(db, item_id, step)
        except drafts.DraftError:
            flash(_("没有成功，可能别人刚刚改过。请看现在的状态。"), "error")
            return here
        if not told:
            flash(_("草稿还有问题，改好再送审。"), "error")
            return here
        log_staff_action(db, STEPS[step], item_id, request.form.get("number", ""))
        if step == "submit":
            db.flush()
            request_dry_run(db, plan_of_review(db))
    flash(told, "done")
    return redirect(url_for("console.publishing.show")) if step == "submit" else here


def _do(db: Session, item_id: str, step: str) -> str:
    """What was done, in words; '' where a draft with faults was to be handed in."""
    by = current_staff().name
    match step:
        case "submit":
            draft = drafts.open_version(db, item_id)
            if draft and faults_by(db, draft):
                return ""
            drafts.submit(db, item_id, by)
            return _("已送审，正在试运行。")
        case "withdraw":
            drafts.withdraw(db, item_id)
            return _("已退回草稿。")
        case "discard":
            drafts.discard(db, item_id)
            return _("草稿已放弃，来电听到的不变。")
        case "end":
            drafts.propose_end(db, item_id, by)
            return _("已建议停用，发布以后生效。")
    drafts.take_up(db, item_id, whole_number(request.form, "number") or 0, by)
    return _("旧版本已放进草稿，送审、发布以后生效。")


def _need(db: Session, item_id: str) -> KnowledgeItem:
    item = db.get(KnowledgeItem, item_id)
    if item is None:
        abort(404)
    return item
