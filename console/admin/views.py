"""For admins: who may sign in, and who did what."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from console.shell.access import current_staff, requires
from console.shell.arguments import whole_number
from console.shell.context import log_staff_action, reading, writing
from console.shell.menu import add_menu_entry
from models.base import utc_now
from models.staff import Staff, StaffAction, new_mark

pages = Blueprint("admin", __name__, template_folder="templates")
add_menu_entry(pages, "users", _l("用户"), "admin")
add_menu_entry(pages, "actions", _l("操作日志"), "admin")


PAGE = 50


@pages.route("/log")
@requires("admin")
def actions() -> ResponseReturnValue:
    """The log of actions, newest first; by name or kind when asked."""
    name, action = request.args.get("name", ""), request.args.get("action", "")
    wanted = select(StaffAction).order_by(StaffAction.id.desc()).limit(PAGE + 1)
    if name:
        wanted = wanted.where(StaffAction.name == name)
    if action:
        wanted = wanted.where(StaffAction.action == action)
    if before := whole_number(request.args, "before"):
        wanted = wanted.where(StaffAction.id < before)
    with reading() as db:
        rows = list(db.scalars(wanted))
        names = list(db.scalars(select(Staff.name).order_by(Staff.name)))
    return render_template(
        "admin/actions.html", rows=rows[:PAGE], more=len(rows) > PAGE, names=names
    )


@pages.route("/users")
@requires("admin")
def users() -> ResponseReturnValue:
    """All accounts."""
    with reading() as db:
        rows = list(db.scalars(select(Staff).order_by(Staff.name)))
    return render_template("admin/users.html", rows=rows, now=utc_now())


@pages.post("/users/<int:number>/lock")
@requires("admin")
def lock(number: int) -> ResponseReturnValue:
    """Lock an account, or unlock it; nobody locks themselves."""
    off = request.form.get("off") == "1"
    with writing() as db:
        staff = db.get(Staff, number)
        if staff is None or staff.id == current_staff().id:
            flash(_("这个账号不能锁定。"), "error")
            return redirect(url_for("console.admin.users"))
        staff.disabled = not off
        staff.mark = new_mark()
        if off:
            staff.failures, staff.locked_until = 0, None
        log_staff_action(db, "user unlocked" if off else "user locked", staff.name)
    return redirect(url_for("console.admin.users"))
