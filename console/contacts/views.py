"""The page of one person, reached from a call or a notice. That it was opened is written down."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from console.contacts import finding
from console.shell.access import requires
from console.shell.context import log_staff_action, writing
from models.call import Call
from models.notice import Notice

pages = Blueprint("contacts", __name__, template_folder="templates")


@pages.route("/contacts/calls/<sid>")
@requires("notices")
def by_call(sid: str) -> ResponseReturnValue:
    """Whoever made this call."""
    with writing() as db:
        call = db.get(Call, sid)
        if call is None:
            abort(404)
        log_staff_action(db, "contact opened", sid)
        found = finding.of_call(db, call)
    return render_template("contacts/show.html", found=found, number=call.caller)


@pages.route("/contacts/notices/<int:number>")
@requires("notices")
def by_notice(number: int) -> ResponseReturnValue:
    """Whoever told this notice, and the member it is about."""
    with writing() as db:
        notice = db.get(Notice, number)
        if notice is None:
            abort(404)
        log_staff_action(db, "contact opened", notice.reference)
        found = finding.of_notice(db, notice)
        call = db.get(Call, notice.last_call_sid)
    number_shown = notice.phone or (call.caller if call else "")
    return render_template("contacts/show.html", found=found, number=number_shown)
