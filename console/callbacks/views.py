"""The page of promised call-backs: who waits, calling them, and settling it; by a call's id."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from console.callbacks import promises
from console.shell.access import current_staff, requires
from console.shell.calling_back import ring
from console.shell.context import log_staff_action, reading, writing
from console.shell.menu import add_menu_entry
from console.shell.returning import back_or, tell_with_undo
from console.urgent.waiting import urgent_calls
from models.call import Callback

pages = Blueprint("callbacks", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("回电"), "notices", promises.count_waiting)


@pages.route("/callbacks")
@requires("notices")
def index() -> ResponseReturnValue:
    """Who waits, longest first; below, what was settled lately, newest first."""
    with reading() as db:
        waiting = promises.waiting(db)
        count = promises.count_waiting(db)
        done = promises.settled_lately(db)
        urgent = urgent_calls(db)
    return render_template(
        "callbacks/index.html",
        waiting=waiting,
        more=count > promises.PAGE,
        done=done,
        urgent=urgent,
    )


@pages.post("/callbacks/<sid>/call-back")
@requires("notices")
def call_back(sid: str) -> ResponseReturnValue:
    """Call the person back; whether they were reached, only staff know."""
    with writing() as db:
        promised = _need(db, sid)
        if not promised.phone:
            abort(404)
        rings = promises.claim(db, sid, current_staff().name)
    if rings != current_staff().name:
        flash(_("%(name)s 已经认领了这个回电。", name=rings), "error")
    elif how := ring(promised.phone):
        with writing() as db:
            log_staff_action(db, "callback rung", sid, how)
    return _back()


@pages.post("/callbacks/<sid>/claim")
@requires("notices")
def claim(sid: str) -> ResponseReturnValue:
    """Take it up, so that nobody else rings the same person."""
    with writing() as db:
        _need(db, sid)
        rings = promises.claim(db, sid, current_staff().name)
        if rings == current_staff().name:
            log_staff_action(db, "callback claimed", sid)
            flash(_("已认领，别人会看到您在办。"), "done")
        else:
            flash(_("%(name)s 已经认领了这个回电。", name=rings), "error")
    return _back()


@pages.post("/callbacks/<sid>/release")
@requires("notices")
def release(sid: str) -> ResponseReturnValue:
    """Leave it to others, whoever had it: somebody may be ill."""
    with writing() as db:
        _need(db, sid)
        promises.give_up(db, sid)
        log_staff_action(db, "callback released", sid)
        flash(_("已放回，谁都可以认领。"), "done")
    return _back()


@pages.post("/callbacks/<sid>/missed")
@requires("notices")
def missed(sid: str) -> ResponseReturnValue:
    """They were rung and did not answer; they go on waiting."""
    with writing() as db:
        _need(db, sid)
        promises.claim(db, sid, current_staff().name)
        times = promises.missed(db, sid)
        log_staff_action(db, "callback missed", sid)
        flash(_("已记下：打过 %(n)s 次，没打通。", n=times), "done")
    return _back()


@pages.post("/callbacks/<sid>/reopen")
@requires("notices")
def reopen(sid: str) -> ResponseReturnValue:
    """It was settled by mistake: the person waits again, at their old place."""
    with writing() as db:
        _need(db, sid)
        reopened = promises.reopen(db, sid, request.args.getlist("together"))
        for one in reopened:
            log_staff_action(db, "callback reopened", one)
        if reopened:
            flash(_("已撤销，又排回等回电的里面了。"), "done")
    return _back()


@pages.post("/callbacks/<sid>/done")
@requires("notices")
def settle(sid: str) -> ResponseReturnValue:
    """The person was called. Of two who press at once, one settles it and the other is told."""
    with writing() as db:
        _need(db, sid)
        settled = promises.settle(db, sid)
        for one in settled:
            log_staff_action(db, promises.SETTLED, one)
    if settled:
        undo = url_for("console.callbacks.reopen", sid=sid, together=settled)
        tell_with_undo(_("已记为已回电。"), undo)
    else:
        flash(_("这个回电之前已经记过了，没有再改。"), "error")
    return _back()


def _need(db: Session, sid: str) -> Callback:
    promised = db.get(Callback, sid)
    if promised is None:
        abort(404)
    return promised


def _back() -> ResponseReturnValue:
    return back_or(url_for("console.callbacks.index"))
