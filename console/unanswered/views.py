"""The page of questions the hotline could not answer, and what staff do about them."""

from datetime import datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.orm import Session

from console.knowledge.meanings import choices, meaning_of, other_names
from console.knowledge.meanings import name as meaning_name
from console.shell.access import current_staff, requires
from console.shell.arguments import whole_number
from console.shell.context import log_staff_action, reading, today, writing
from console.shell.menu import add_menu_entry
from console.shell.returning import tell_with_link
from console.unanswered import groups, looks
from console.unanswered.groups import Group
from kb.content.library import COVERAGE
from kb.contract import NONE, NOTHING_MEANT, Meaning
from kb.editions import drafts
from models.clock import utc
from models.question import Handled, Question

pages = Blueprint("unanswered", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("没答上的问题"), "calls")


OUTSIDE = "outside."
"""How topics begin that others care for."""
PERIODS = (7, 30, 90)
"""Choices of how far back the page looks, in days."""
SHOWN = 50
"""Most groups on the page."""
WORDINGS = 5
"""Different wordings that are shown of a group."""
MAX = 60
"""Most characters of a way to ask."""


@pages.route("/unanswered")
@requires("calls")
def index() -> ResponseReturnValue:
    """The groups, the largest first."""
    days = whole_number(request.args, "days")
    days = days if days in PERIODS else PERIODS[1]
    ignored = request.args.get("show") == "ignored"
    since = utc(datetime.combine(today() - timedelta(days=days), time()))
    with reading() as db:
        found = groups.ignored(db) if ignored else looks.find(db, since)
        flagged = groups.flagged(db, since)
        shown = _flagged_first(found.groups, flagged)[:SHOWN]
        words = groups.words_of(db, shown, WORDINGS)
    return render_template(
        "unanswered/index.html",
        found=found,
        shown=[(group, _is_flagged(group, flagged)) for group in shown],
        words=words,
        wordings=WORDINGS,
        days=days,
        ignored=ignored,
        periods=PERIODS,
        choices=choices() if current_staff().may("knowledge") else {},
        names=other_names() if current_staff().may("knowledge") else [],
    )


def _flagged_first(found: list[Group], flagged: set[str]) -> list[Group]:
    """What somebody asked the editors to look at is before all others."""
    return sorted(found, key=lambda group: not _is_flagged(group, flagged))


def _is_flagged(group: Group, flagged: set[str]) -> bool:
    return bool(flagged) and any(one.key in flagged for one in group.questions)


@pages.post("/unanswered/flag")
@requires("calls")
def flag() -> ResponseReturnValue:
    """Ask the editors to look at a question first."""
    with writing() as db:
        log_staff_action(db, groups.FLAGGED, request.form.get("key", ""))
    flash(_("已请知识编辑先看这一组。"), "done")
    return redirect(url_for("console.unanswered.index", days=whole_number(request.form, "days")))


@pages.post("/unanswered")
@requires("knowledge")
def handle() -> ResponseReturnValue:
    """Make it an alias, begin a new entry, or ignore it; the whole group counts as handled."""
    keys = request.form.getlist("key")
    text = request.form.get("text", "").strip()
    match request.form.get("do"):
        case "ignore":
            _mark(keys, Handled.IGNORED)
            told = _("已忽略 %(n)s 条，类似的以后也不再列出。", n=len(keys))
            see = url_for("console.unanswered.index", show="ignored")
            tell_with_link(told, see, _("看已忽略的，可以恢复"))
        case "restore":
            _mark(keys, Handled.NO)
            flash(_("已恢复 %(n)s 条，又列在没答上的问题里。", n=len(keys)), "done")
        case "entry":
            _mark(keys, Handled.ENTRY)
            return redirect(url_for("console.drafts.new", text=text))
        case "alias":
            meaning = meaning_of(request.form.get("meaning", ""))
            if meaning is None or not text or len(text) > MAX:
                flash(_("请写下问法（最多 60 字），并选好它的意思。"), "error")
            else:
                _make_alias(keys, text, meaning)
    return redirect(url_for("console.unanswered.index", days=whole_number(request.form, "days")))


def _make_alias(keys: list[str], text: str, meaning: Meaning) -> None:
    """One more way to ask: a name of an illness, or a whole question."""
    name = meaning_name(meaning)
    with writing() as db:
        if meaning == NOTHING_MEANT:
            _make_refused(db, keys, text)
            return
        item = drafts.find_item(db, meaning)
        if item is None:
            flash(_("知识里没有“%(name)s”的条目，请用“新建条目”。", name=name), "error")
            return
        field = "aliases" if meaning.topic == COVERAGE else "examples"
        drafts.add_alias(db, item, text, current_staff().name, field)
        log_staff_action(db, "question made alias", item)
        _handle(db, keys, Handled.ALIAS)
    told = _("“%(text)s”已写进“%(name)s”的草稿，发布后来电就能听懂。", text=text, name=name)
    if meaning.topic.startswith(OUTSIDE) or meaning.topic == NONE:
        told = _(
            "“%(text)s”已写进“%(name)s”的草稿，发布后热线就会说这不归它管。", text=text, name=name
        )
    tell_with_link(told, url_for("console.knowledge.show", item_id=item), _("去看草稿"))


def _make_refused(db: Session, keys: list[str], text: str) -> None:
    """Write a content test: `text` has nothing to do with the hotline and must stay refused."""
    draft = drafts.add_test(db, text, current_staff().name, NOTHING_MEANT)
    log_staff_action(db, "question made alias", draft.item_id)
    _handle(db, keys, Handled.ALIAS)
    told = _("“%(text)s”已写成内容测试：热线要一直拒绝它。", text=text)
    tell_with_link(told, url_for("console.knowledge.show", item_id=draft.item_id), _("去看草稿"))


def _mark(keys: list[str], how: Handled) -> None:
    with writing() as db:
        action = f"questions {how}" if how else "question brought back"
        log_staff_action(db, action, str(len(keys)))
        _handle(db, keys, how)


def _handle(db: Session, keys: list[str], how: Handled) -> None:
    for key in keys:
        sid, _slash, place = key.partition("/")
        epoch, _slash, seq = place.partition("/")
        told = {"epoch": epoch, "seq": seq}
        at = [whole_number(told, name) for name in told]
        if None not in at:
            one = update(Question).where(
                Question.call_sid == sid, Question.epoch == at[0], Question.seq == at[1]
            )
            db.execute(one.values(handled=how, handled_by=current_staff().name))
