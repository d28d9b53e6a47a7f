"""The page of trends."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from console.shell.access import requires
from console.shell.context import reading, today
from console.shell.menu import add_menu_entry
from console.trends.periods import SHOWN, most_asked, periods
from ivr.storage.call_ends import End

pages = Blueprint("trends", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("趋势"), "calls")

BY = {"day": _l("每天"), "week": _l("每周"), "month": _l("每月")}
ENDS = {
    End.ANSWERED: 0,
    End.NOTICE: 1,
    End.PERSON: 2,
    End.MESSAGE: 3,
    End.PROMISED: 4,
    End.NOTICE_BROKEN: 5,
    End.MISUNDERSTOOD: 7,
    End.LEFT: 6,
    End.NOTHING: 8,
}
"""End -> its colour, from the bottom of a bar: who was served, who waits, who went."""
TOPICS = 12


@pages.route("/trends")
@requires("calls")
def index() -> ResponseReturnValue:
    """Days, weeks or months side by side."""
    by = request.args.get("by", "day")
    by = by if by in SHOWN else "day"
    with reading() as db:
        shown = periods(db, by, today())
    return render_template(
        "trends/index.html",
        shown=shown,
        most=max((period.calls for period in shown), default=0),
        topics=most_asked(shown, TOPICS),
        by=by,
        choices=BY,
        ends=ENDS,
    )
