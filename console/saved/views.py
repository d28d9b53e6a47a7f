"""Keeping filters of a list under a name, and forgetting them."""

from flask import Blueprint, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from console.saved import filters as saved
from console.shell.access import current_staff, requires
from console.shell.arguments import plain
from console.shell.context import log_staff_action, writing
from console.shell.returning import back_or

pages = Blueprint("saved", __name__)
_FIELD = "f-"
_LONGEST = 200


@pages.post("/saved/<page>")
@requires("calls")
def keep(page: str) -> ResponseReturnValue:
    """Keep what the list is filtered by."""
    if page not in saved.LISTS or not current_staff().may(saved.LISTS[page][1]):
        abort(404)
    label = plain(request.form.get("label", ""))
    sent = {name: value[:_LONGEST] for name, value in request.form.items() if value}
    filters = {name[2:]: value for name, value in sent.items() if name.startswith(_FIELD)}
    with writing() as db:
        done = bool(label and filters) and saved.keep(db, current_staff().id, page, label, filters)
        if done:
            log_staff_action(db, "search saved", page)
    told = _("已存为常用筛选。") if done else _("没有存：请写个名字；最多存 12 个。")
    flash(told, "done" if done else "error")
    return back_or(url_for(saved.LISTS[page][0]))


@pages.post("/saved/<int:number>/drop")
@requires("calls")
def drop(number: int) -> ResponseReturnValue:
    """Forget one of one's own."""
    with writing() as db:
        saved.drop(db, current_staff().id, number)
    return back_or(url_for("console.home"))
