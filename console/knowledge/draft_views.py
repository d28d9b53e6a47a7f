"""Pages that write drafts: change an item, add a new one."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from console.knowledge import form as knowledge_form
from console.knowledge import meanings
from console.knowledge.rows import name_of_item
from console.shell.access import current_staff, requires
from console.shell.arguments import plain, whole_number
from console.shell.context import log_staff_action, reading, today, writing
from kb.content.fields import STATES_FACTS
from kb.content.ids import ID_LENGTH, id_of
from kb.content.item import NEW_FILE
from kb.editions import drafts
from models.knowledge import KnowledgeItem, Section

pages = Blueprint("drafts", __name__, template_folder="templates")


_ID = re.compile("[a-z0-9_.]+")
BEGUN = (Section.ILLNESSES, Section.ENTRIES, Section.TESTS)
"""What staff may begin."""


@pages.route("/knowledge/items/<item_id>/edit", methods=["GET", "POST"])
@requires("knowledge")
def edit(item_id: str) -> ResponseReturnValue:
    """The form. It is kept as a draft; callers hear nothing of it before it is published."""
    with reading() as db:
        item = db.get(KnowledgeItem, item_id)
        if item is None:
            abort(404)
        draft = drafts.open_version(db, item_id)
        base = draft or drafts.published_version(db, item_id) or drafts.history(db, item_id)[0]
    shown = knowledge_form.shown(item.section, base.body)
    seen = draft.revision if draft else 0
    if request.method == "POST":
        saved = _save(item, base.body)
        if saved:
            return saved
        shown = {name: request.form.get(name, text) for name, text in shown.items()}
        seen = whole_number(request.form, "seen") or 0
    return render_template(
        "knowledge/edit.html",
        item=item,
        name=name_of_item(item, base.body),
        fields=knowledge_form.fields_of(item.section, base.body),
        shown=shown,
        verified=base.body.get("verified") or None,
        verifiable=item.section in STATES_FACTS,
        note=draft.note if draft else "",
        seen=seen,
        lists_of=knowledge_form.LISTS,
    )


def _save(item: KnowledgeItem, base: dict) -> ResponseReturnValue | None:
    """Keep the draft; None where somebody else was faster, so that nothing typed is lost."""
    body = knowledge_form.filled_in(item.section, base, request.form, current_staff().name, today())
    seen = whole_number(request.form, "seen") or 0
    note = request.form.get("note", "").strip()
    try:
        with writing() as db:
            drafts.save_draft(db, item.id, body, current_staff().name, seen=seen, note=note)
            log_staff_action(db, "knowledge drafted", item.id, note)
    except drafts.ChangedMeanwhileError as error:
        told = _(
            "%(name)s 刚刚改过这份草稿，您的改动还没有保存。请另开一页看看，再决定。", name=error
        )
        flash(told, "error")
        return None
    if base.get("verified") and not body.get("verified"):
        flash(_("内容改了，以前的核对不再算数。请和来源核对后再勾选。"), "error")
    if body.get("verified") and not (body.get("source") or {}).get("document"):
        flash(_("已核对的要写明“来源文件”，送审以前请补上。"), "error")
    flash(_("草稿已保存，来电听到的还没有变。"), "done")
    return redirect(url_for("console.knowledge.show", item_id=item.id))


@pages.route("/knowledge/new", methods=["GET", "POST"])
@requires("knowledge")
def new() -> ResponseReturnValue:
    """A new illness, a kind of question to be refused, or a content test.

    `text` in the address is what a caller asked. Every other topic has its answer already.
    """
    kind = request.values.get("kind", Section.ILLNESSES)
    if kind not in BEGUN:
        abort(400)
    if request.method == "POST":
        made = _begin(kind)
        if made:
            return made
    return render_template(
        "knowledge/new.html",
        kind=kind,
        text=request.values.get("text", ""),
        meanings=meanings.choices(),
        names=meanings.other_names(),
        lists_of=knowledge_form.LISTS,
    )


def _begin(kind: str) -> ResponseReturnValue | None:
    form, by = request.form, current_staff().name
    text = " ".join(form.get("text", "").split())
    item_id = plain(form.get("id", "")).lower() or id_of(form.get("name", ""))
    with writing() as db:
        if kind == Section.TESTS:
            meaning = meanings.meaning_of(form.get("meaning", ""))
            if meaning is None or not text:
                flash(_("请写一句话，再选它的意思。"), "error")
                return None
            draft = drafts.add_test(db, text, by, meaning)
            item_id = draft.item_id
        else:
            if not _ID.fullmatch(item_id) or len(item_id) > ID_LENGTH:
                flash(_("编号只能用小写字母、数字、点和下划线。"), "error")
                return None
            body = _first_body(kind, form.get("name", "").strip(), text)
            try:
                drafts.new_item(db, kind, item_id, body, by, file=NEW_FILE)
            except drafts.IdTakenError:
                flash(_("编号『%(id)s』已经有了，请换一个。", id=item_id), "error")
                return None
        log_staff_action(db, "knowledge drafted", item_id, "new")
    return redirect(url_for("console.drafts.edit", item_id=item_id))


def _first_body(kind: str, name: str, text: str) -> dict:
    body: dict = {"name": name, "source": {"document": "", "section": ""}, "verified": False}
    if kind == Section.ILLNESSES:
        said = [text] if text and text != name else []
        return {**body, "listed": request.form.get("listed", "unclear"), "aliases": said}
    return {**body, "topic": "none", "examples": [text] if text else []}
