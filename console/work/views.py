"""The page of what waits for whoever is signed in."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from console.callbacks.promises import count_waiting
from console.notices.queue import Calendar, count_open
from console.shell.access import current_staff, requires
from console.shell.context import reading, services, today
from console.shell.menu import add_menu_entry
from console.urgent.waiting import urgent_calls
from console.work import gathering

pages = Blueprint("work", __name__, template_folder="templates")

WHOSE = {
    "open": _l("我的和没人认领的"),
    "mine": _l("我的"),
    "free": _l("没人认领的"),
    "all": _l("全部"),
}
SHOWN = 60
"""Rows of the list."""


add_menu_entry(pages, "index", _l("我的工作"), "calls", count_waiting, count_open, whose="notices")


@pages.route("/work")
@requires("calls")
def index() -> ResponseReturnValue:
    """What waits: for operators calls, notices and call-backs; for editors questions and drafts."""
    me = current_staff()
    asked = request.args.get("whose", "open")
    asked = asked if asked in WHOSE else "open"
    calendar = Calendar(today(), services().knowledge.current.limits)
    with reading() as db:
        urgent = urgent_calls(db)
        found = (
            gathering.tasks(db, services().vault, calendar, urgent.calls)
            if me.may("notices")
            else []
        )
        editors = gathering.editors_part(db) if me.may("knowledge") else None
    shown = gathering.whose(found, asked, me.name)
    return render_template(
        "work/index.html",
        tasks=shown[:SHOWN],
        more=len(shown) > SHOWN,
        all=len(found),
        editors=editors,
        urgent=urgent,
        asked=asked,
        choices=WHOSE,
    )
