"""The page of promised call-backs: who waits, calling them, and settling it; by a call's id."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, select, update

from console.shell.access import current_staff, requires
from console.shell.calling_back import ring
from console.shell.context import log_action, reading, writing
from console.shell.menu import add_section
from models.base import utc_now
from models.call import Callback
from models.staff import StaffAction

pages = Blueprint("callbacks", __name__, template_folder="templates")
add_section(pages, "index", _l("回电"), "notices")


PAGE = 100
DONE_DAYS = 7
SETTLED = "callback settled"
"""The action that tells who settled a call-back, and when."""


@pages.route("/callbacks")
@requires("notices")
def index() -> ResponseReturnValue:
    """Who waits, longest first; below, what was settled lately, newest first."""
    by_age = select(Callback).order_by(Callback.created_at, Callback.call_sid)
    settled = and_(StaffAction.subject == Callback.call_sid, StaffAction.action == SETTLED)
    lately = (
        select(Callback, StaffAction)
        .join(StaffAction, settled)
        .where(StaffAction.at >= utc_now() - timedelta(days=DONE_DAYS))
        .order_by(StaffAction.id.desc())
    )
    with reading() as db:
        waiting = list(db.scalars(by_age.where(Callback.status == "new").limit(PAGE + 1)))
        done = db.execute(lately.limit(PAGE)).all()
    return render_template(
        "callbacks/index.html", waiting=waiting[:PAGE], more=len(waiting) > PAGE, done=done
    )


@pages.post("/callbacks/<sid>/call-back")
@requires("notices")
def call_back(sid: str) -> ResponseReturnValue:
    """Call the person back; whether they were reached, only staff know."""
    with reading() as db:
        promised = db.get(Callback, sid)
    if promised is None or not promised.phone:
        abort(404)
    if how := ring(promised.phone):
        with writing() as db:
            log_action(db, current_staff().name, "callback rung", sid, how)
    return redirect(url_for("console.callbacks.index"))


@pages.post("/callbacks/<sid>/done")
@requires("notices")
def settle(sid: str) -> ResponseReturnValue:
    """The person was called. Of two who press at once, one settles it and the other is told."""
    still_new = update(Callback).where(Callback.call_sid == sid, Callback.status == "new")
    with writing() as db:
        if db.execute(still_new.values(status="done")).rowcount:  # type: ignore[attr-defined]
            log_action(db, current_staff().name, SETTLED, sid)
            flash(_("已记为已回电。"), "done")
        elif db.get(Callback, sid) is None:
            abort(404)
        else:
            flash(_("这个回电之前已经记过了，没有再改。"), "error")
    return redirect(url_for("console.callbacks.index"))
