"""Pages of the knowledge: the list, one item, and its way from draft to review."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from console.knowledge import form
from console.knowledge import spoken as hearing
from console.knowledge.diff import differences
from console.knowledge.dry_run_requests import request_dry_run
from console.knowledge.rows import ItemRow, all_rows, name_of_item
from console.knowledge.voices import voice_asked_for, voice_labels
from console.shell.access import current_staff, requires
from console.shell.arguments import whole_number
from console.shell.context import log_staff_action, reading, services, writing
from console.shell.menu import add_menu_entry
from kb.content.deadlines import slots_spoken
from kb.content.library import Entry, filled
from kb.content.schema import COVERAGE
from kb.contract import Meaning, Reading
from kb.editions import drafts
from kb.editions.edition_store import newest, newest_number, versions_of
from kb.editions.plans import plan_of_review
from kb.editions.publishing import faults_by, faults_together
from models.knowledge import KnowledgeItem, KnowledgeVersion, Section, VersionState
from models.name_marks import folded

pages = Blueprint("knowledge", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("知识库"), "knowledge")

ALL = "all"
"""Every kind; not a section of its own."""
SECTIONS = {
    Section.ENTRIES: _l("答案"),
    Section.ILLNESSES: _l("疾病"),
    Section.COVERAGE: _l("“赔不赔”的说法"),
    Section.WORDS: _l("词表"),
    Section.TESTS: _l("内容测试"),
}
KINDS = {**{str(section): label for section, label in SECTIONS.items()}, ALL: _l("全部")}
SHOWN = {
    "unverified": _l("未核对"),
    "verified": _l("已核对"),
    "open": _l("正在修改"),
    "review": _l("待发布"),
}
NAMED = 10
"""Items a message names."""
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
    section = request.args.get("section", ALL if "text" in request.args else Section.ENTRIES)
    state, text = request.args.get("state", ""), request.args.get("text", "").strip()
    with reading() as db:
        rows = all_rows(db)
        edition = newest(db)
    limits = slots_spoken(services().knowledge.current.limits)
    sure = _meant(rows, text) if text else {}
    meant = [row for row in rows if row.item.id in sure]
    meant.sort(key=lambda row: -sure[row.item.id])
    chosen = [r for r in rows if _fits(r, section, state, text) and r not in meant]
    return render_template(
        "knowledge/index.html",
        rows=chosen,
        meant=meant,
        sure=sure,
        section=section,
        state=state,
        text=text,
        edition=edition,
        kinds=KINDS,
        shown=SHOWN,
        lists_of=form.LISTS,
        first_line=lambda row: filled(row.body["pieces"][0], {"basis": "", **limits}),
        unverified=[r for r in rows if r.item.section == Section.ILLNESSES and not r.verified],
        waiting=[r for r in rows if r.draft and r.draft.state == "review"],
    )


def _fits(row: ItemRow, section: str, state: str, text: str) -> bool:
    wanted = {
        "unverified": row.must_be_verified,
        "verified": bool(row.verified),
        "open": bool(row.draft),
        "review": bool(row.draft and row.draft.state == "review"),
    }
    listed = section in (ALL, row.item.section) and wanted.get(state, True)
    return listed and (not text or _holds(row, folded(text)))


def _holds(row: ItemRow, looked_for: str) -> bool:
    return looked_for in row.item.id or looked_for in _folded(str(row.body))


@lru_cache(1024)
def _folded(text: str) -> str:
    """Items change seldom, and folding all of them takes as long as the rest of the page."""
    return folded(text)


def _meant(rows: list[ItemRow], text: str) -> dict[str, float]:
    """Ids of the items the hotline would think of, and how surely (0 to 1)."""
    found = services().knowledge.current.understand([Reading(text)])
    by_meaning = {_meaning(row): row for row in rows if row.published}
    return {
        by_meaning[candidate.meaning].item.id: candidate.confidence
        for candidate in found.candidates
        if candidate.meaning in by_meaning
    }


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
        tests = drafts.tests_of(db, item_id)
        present = versions_of(db, newest_number(db))
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
        told=form.shown(item.section, spoken or versions[0].body),
        said={
            which: hearing.spoken(version, present)
            for which, version in (("published", published), ("draft", draft))
            if version
        },
        sms=hearing.written(published, present) if published else "",
        versions=versions,
        compared=_compared(item, versions),
        faults=faults,
        tests=tests,
        heard=_spoken(item),
        wording_unverified=bool(_spoken_unverified(item, spoken)),
        sms_stays=bool(draft and spoken and _only_spoken_changed(spoken, draft.body)),
        closing_moved=bool(draft and spoken and _closing_moved(spoken, draft.body)),
        too_long=form.too_long(hearing.spoken(draft, present)) if draft else [],
        lists_of=form.LISTS,
        voice=voice_asked_for(),
        voices=voice_labels(),
    )


def _closing_moved(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether what was said last, the caveat, would be said in the middle."""
    was, now = before.get("pieces") or [], after.get("pieces") or []
    return bool(was) and was[-1] in now[:-1] and now[-1] != was[-1]


def _spoken(item: KnowledgeItem) -> Sequence[str]:
    """What callers hear of an illness now: the wording of its kind with its name in it."""
    entry = _entry(item)
    return entry.pieces if entry else ()


def _spoken_unverified(item: KnowledgeItem, published: dict[str, Any] | None) -> bool:
    """Whether it is verified and callers hear it as if it were not: the wording is not."""
    entry = _entry(item)
    return bool(entry and published and published.get("verified") and not entry.verified)


def _entry(item: KnowledgeItem) -> Entry | None:
    if item.section != Section.ILLNESSES:
        return None
    return services().knowledge.current.library.entries.get(Meaning(COVERAGE, item.id))


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
            _hand_in_ended_tests(db, draft, by)
            return _("已送审，正在试运行。")
        case "withdraw":
            drafts.withdraw(db, item_id)
            return _("已退回草稿。")
        case "discard":
            drafts.discard(db, item_id)
            return _("草稿已放弃，来电听到的不变。")
        case "end":
            drafts.propose_end(db, item_id, by)
            tests = drafts.tests_of(db, item_id) if request.form.get("tests") else []
            for test in tests:
                drafts.propose_end(db, test, by)
            return (
                _("已建议连同 %(n)s 条测试一起停用，送审、发布以后生效。", n=len(tests))
                if tests
                else _("已建议停用，发布以后生效。")
            )
    drafts.take_up(db, item_id, whole_number(request.form, "number") or 0, by)
    return _("旧版本已放进草稿，送审、发布以后生效。")


def _hand_in_ended_tests(db: Session, draft: KnowledgeVersion | None, by: str) -> None:
    """Tests that are to end with an item are handed in with it."""
    if draft is None or not draft.retires:
        return
    for test in drafts.tests_of(db, draft.item_id):
        ends = drafts.open_version(db, test)
        if ends and ends.retires:
            drafts.submit(db, test, by)


@pages.post("/knowledge/submit")
@requires("knowledge")
def submit_many() -> ResponseReturnValue:
    """Hand in many drafts at once, for one dry run of all. Those that would be wrong stay behind."""
    with writing() as db:
        done, left = _hand_in(db, request.form.getlist("item"))
        for item_id in done:
            log_staff_action(db, STEPS["submit"], item_id)
        if done:
            db.flush()
            request_dry_run(db, plan_of_review(db))
    if left:
        named = "、".join(left[:NAMED])
        flash(
            _("%(n)s 条没有送审，请打开看看哪里不对：%(names)s", n=len(left), names=named), "error"
        )
    if not done:
        if not left:
            flash(_("请先勾选有草稿的条目。"), "error")
        return redirect(url_for("console.knowledge.index", section=ALL, state="open"))
    flash(_("已送审 %(n)s 条，正在一起试运行。", n=len(done)), "done")
    return redirect(url_for("console.publishing.show"))


def _hand_in(db: Session, ids: list[str]) -> tuple[list[str], list[str]]:
    """(handed in, left behind), of those that are drafts."""
    open_ones = [drafts.open_version(db, item_id) for item_id in dict.fromkeys(ids)]
    wanted = [v for v in open_ones if v and v.state == VersionState.DRAFT]
    if not wanted:
        return [], []
    wrong = {fault.file for fault in faults_together(db, wanted)}
    good = [v for v in wanted if v.item_id not in wrong]
    if wrong and faults_together(db, good):
        good = []  # the fault is told of an item that is not among them
    for version in good:
        drafts.submit(db, version.item_id, current_staff().name)
    done = [version.item_id for version in good]
    return done, [v.item_id for v in wanted if v.item_id not in done]


def _need(db: Session, item_id: str) -> KnowledgeItem:
    item = db.get(KnowledgeItem, item_id)
    if item is None:
        abort(404)
    return item
