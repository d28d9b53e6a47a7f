"""Pages of calls: the list, its files, one call, what was recorded of it."""

import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import (
    Blueprint,
    abort,
    flash,
    render_template,
    request,
    send_file,
)
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.calls import details, export, search
from console.calls.listing import ASKED, PAGE, Filters, everything, read_filters
from console.calls.search import CallPage
from console.calls.showing import call_tag, length_of
from console.knowledge.meanings import name as meaning_name
from console.saved import filters as saved
from console.shell import tables
from console.shell.access import current_staff, requires
from console.shell.arguments import day, is_part_of_a_number, whole_number
from console.shell.context import log_staff_action, reading, services, today, writing
from console.shell.menu import add_menu_entry
from console.urgent.waiting import topics_of, urgent_calls
from ivr.observability.masking import masked
from ivr.storage.corrections import meaning_of
from models.call import Call
from models.staff import StaffAction
from models.vault import VaultError

pages = Blueprint("calls", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("来电"), "calls")
pages.add_app_template_filter(call_tag)
pages.add_app_template_filter(length_of)

DAYS = {"first": _l("从"), "last": _l("到")}
PARTS = 40
"""Parts of a search for words that a browser asks for by itself; then the reader is asked."""
SEARCHED = "calls searched"
ENGINES = {"vosk": "Vosk", "whisper": "Whisper", "none": _l("按键")}


@pages.route("/calls")
@requires("calls")
def index() -> ResponseReturnValue:
    """The list, filtered."""
    filters = _filters()
    _tell_unread_days()
    vault = services().vault
    _log_search(filters)
    with reading() as db:
        page = search.find(db, filters, request.args.get("after", ""), vault)
        kept = saved.kept(db, current_staff().id, "calls")
        urgent = urgent_calls(db)
        told = _list_context(db, page, filters)
    return render_template(
        "calls/index.html",
        **told,
        filters=filters,
        engines=ENGINES,
        kept=kept,
        quick=_quick(today()),
        urgent=urgent,
        found=len(page.calls),
        is_further_page="after" in request.args,
        part=1,
    )


@pages.route("/calls/further")
@requires("personal")
def further() -> ResponseReturnValue:
    """The next part of a search for words, as the browser asks for it by itself: rows for the list, and how far
    it came."""
    filters = _filters()
    found = min(whole_number(request.args, "found") or 0, PAGE - 1)
    part = (whole_number(request.args, "part") or 1) + 1
    _log_search(filters)
    with reading() as db:
        after = request.args.get("after", "")
        page = search.find(db, filters, after, services().vault, PAGE - found)
        told = _list_context(db, page, filters)
    return render_template(
        "calls/further.html",
        **told,
        found=found + len(page.calls),
        is_further_page=bool(request.args.get("back")),
        part=part,
    )


def _list_context(db: Session, page: CallPage, filters: Filters) -> dict[str, Any]:
    """What rows of the list and the end of it are made of."""
    return {
        "page": page,
        "ends": page.ends,
        "topics": page.topics,
        "lost": page.lost,
        "asked": _asked(),
        "urgent_topics": topics_of(db, [call.sid for call in page.calls]),
        "is_part": is_part_of_a_number(filters.text),
        "parts": PARTS,
    }


def _log_search(filters: Filters) -> None:
    """Write down that words or a number were looked for; a search that goes on is one."""
    if not filters.text:
        return
    what = masked(filters.digits) if filters.digits else "words"
    with writing() as db:
        newest = select(StaffAction.action, StaffAction.subject)
        mine = newest.where(StaffAction.name == current_staff().name)
        last = db.execute(mine.order_by(StaffAction.id.desc()).limit(1)).first()
        if last is None or (*last,) != (SEARCHED, what) or "after" not in request.args:
            log_staff_action(db, SEARCHED, what)


@pages.route("/calls/export.<kind>")
@requires("calls")
def download(kind: str) -> ResponseReturnValue:
    """The filtered list as CSV or XLSX; words said in calls do not filter it."""
    if kind not in tables.KINDS:
        abort(404)
    wanted = everything(_filters(), services().vault)
    with writing() as db:
        shown = {k: v for k, v in _asked().items() if k != "text"}
        log_staff_action(db, "calls exported", kind, urlencode(shown))
    return tables.download(kind, export.rows(services().sessions, wanted), "calls")


@pages.route("/calls/<sid>")
@requires("calls")
def show(sid: str) -> ResponseReturnValue:
    """One call as a timeline. That it was opened is written down."""
    with writing() as db:
        row = db.get(Call, sid)
        if row is None:
            abort(404)
        log_staff_action(db, "call opened", sid)
    recordings = services().recordings.of(sid)
    with reading() as db:
        found = details.load(db, row, services().catalogue, recordings)
    return render_template(
        "calls/show.html",
        call=row,
        found=found,
        corrected_to=lambda kept: meaning_name(meaning_of(kept)),
        engines=ENGINES,
    )


@pages.route("/calls/<sid>/audio/<name>")
@requires("personal")
def recording(sid: str, name: str) -> ResponseReturnValue:
    """One recording, opened for this answer only."""
    try:
        wav = services().recordings.read(f"{sid}/{name}")
    except (OSError, VaultError):  # not there, a folder, or a name no file can have
        abort(404)
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    if begins:  # players fetch the rest in further pieces
        with writing() as db:
            log_staff_action(db, "recording played", f"{sid}/{name}")
    return send_file(io.BytesIO(wav), mimetype="audio/wav", conditional=True, etag=False)


def _quick(day: date) -> dict[LazyString, dict[str, date]]:
    """Days people ask for most, as filters."""
    before = day - timedelta(days=1)
    return {
        _l("今天"): {"first": day},
        _l("昨天"): {"first": before, "last": before},
        _l("本周"): {"first": day - timedelta(days=day.weekday())},
    }


def _filters() -> Filters:
    """What is asked for; words and numbers only by those who may see them."""
    args = request.args.to_dict()
    if not current_staff().may("personal"):
        args.pop("text", None)
    return read_filters(args)


def _tell_unread_days() -> None:
    """A day that cannot be read does not filter; whoever typed it is told."""
    for name, label in DAYS.items():
        typed = request.args.get(name, "")
        if typed and day(typed) is None:
            told = _("“%(label)s”里的“%(typed)s”不是日期，没有按它筛选。请写成 2026-01-31 这样。")
            flash(told % {"label": label, "typed": typed[:20]}, "error")


def _asked() -> dict[str, str]:
    """The filters as an address holds them, without the page; whatever else is in it is left out."""
    return saved.asked(ASKED)
