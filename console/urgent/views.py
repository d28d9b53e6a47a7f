"""The alert for the top of other pages, and taking up a call."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from console.shell.access import current_staff, requires
from console.shell.context import log_staff_action, reading, writing
from console.shell.session import no_sign_of_life
from console.urgent import waiting

pages = Blueprint("urgent", __name__, template_folder="templates")


@pages.route("/urgent")
@no_sign_of_life
@requires("calls")
def alert() -> ResponseReturnValue:
    """The alert, where it differs from what `shown` names: it is read out whenever it changes."""
    with reading() as db:
        urgent = waiting.urgent_calls(db)
    if urgent.key == request.args.get("shown", ""):
        return "", 204
    return render_template("urgent/alert.html", urgent=urgent)


@pages.post("/urgent/<sid>/taken-up")
@requires("notices")
def take_up(sid: str) -> ResponseReturnValue:
    """Take care of the call: the alert goes, the call is opened."""
    with writing() as db:
        if waiting.take_up(db, sid, current_staff().name):
            log_staff_action(db, "urgent call taken up", sid)
            flash(_("已由您处理，提醒不再显示。"), "done")
        else:
            flash(_("这个来电之前已经有人处理了。"), "error")
    return redirect(url_for("console.calls.show", sid=sid))
