"""The page of promised call-backs: who waits, calling them, and settling it; by a call's id."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from console.callbacks import promises
from console.shell.access import requires
from console.shell.calling_back import ring
from console.shell.context import log_staff_action, reading, writing
from console.shell.menu import add_menu_entry
from console.urgent.waiting import urgent_calls
from models.call import Callback

pages = Blueprint("callbacks", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("回电"), "notices")


@pages.route("/callbacks")
@requires("notices")
def index() -> ResponseReturnValue:
    """Who waits, longest first; below, what was settled lately, newest first."""
    with reading() as db:
        waiting = promises.waiting(db)
        done = promises.settled_lately(db)
        urgent = urgent_calls(db)
    shown = waiting[: promises.PAGE]
    return render_template(
        "callbacks/index.html",
        waiting=shown,
        more=len(waiting) > len(shown),
        done=done,
        urgent=urgent,
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
            log_staff_action(db, "callback rung", sid, how)
    return redirect(url_for("console.callbacks.index"))


@pages.post("/callbacks/<sid>/reopen")
@requires("notices")
def reopen(sid: str) -> ResponseReturnValue:
    """It was settled by mistake: the person waits again, at their old place."""
    with writing() as db:
        if promises.reopen(db, sid):
            log_staff_action(db, "callback reopened", sid)
            flash(_("已撤销，又排回等回电的里面了。"), "done")
        elif db.get(Callback, sid) is None:
            abort(404)
    return redirect(url_for("console.callbacks.index"))


@pages.post("/callbacks/<sid>/done")
@requires("notices")
def settle(sid: str) -> ResponseReturnValue:
    """The person was called. Of two who press at once, one settles it and the other is told."""
    with writing() as db:
        if promises.settle(db, sid):
            log_staff_action(db, promises.SETTLED, sid)
            flash(_("已记为已回电。"), "done")
        elif db.get(Callback, sid) is None:
            abort(404)
        else:
            flash(_("这个回电之前已经记过了，没有再改。"), "error")
    return redirect(url_for("console.callbacks.index"))
