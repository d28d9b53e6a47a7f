"""For admins: who may sign in, and who did what."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from console.shell.access import me, needs
from console.shell.blueprint import console
from console.shell.context import log_action, reading, writing
from models.base import utc_now
from models.staff import Staff, StaffAction, new_mark

PAGE = 50


@console.route("/log")
@needs("admin")
def actions_log() -> ResponseReturnValue:
    """The log of actions, newest first; by name or kind when asked."""
    name, action = request.args.get("name", ""), request.args.get("action", "")
    wanted = select(StaffAction).order_by(StaffAction.id.desc()).limit(PAGE + 1)
    if name:
        wanted = wanted.where(StaffAction.name == name)
    if action:
        wanted = wanted.where(StaffAction.action == action)
    if before := request.args.get("before", type=int):
        wanted = wanted.where(StaffAction.id < before)
    with reading() as db:
        rows = list(db.scalars(wanted))
        names = list(db.scalars(select(Staff.name).order_by(Staff.name)))
    return render_template("console/log.html", rows=rows[:PAGE], more=len(rows) > PAGE, names=names)


@console.route("/users")
@needs("admin")
def users() -> ResponseReturnValue:
    """All accounts."""
    with reading() as db:
        rows = list(db.scalars(select(Staff).order_by(Staff.name)))
    return render_template("console/users.html", rows=rows, now=utc_now())


@console.post("/users/<int:number>/lock")
@needs("admin")
def lock_user(number: int) -> ResponseReturnValue:
    """Lock an account, or unlock it; nobody locks themselves."""
    off = request.form.get("off") == "1"
    with writing() as db:
        staff = db.get(Staff, number)
        if staff is None or staff.id == me().id:
            flash(_("这个账号不能锁定。"), "error")
            return redirect(url_for("console.users"))
        staff.disabled = not off
        staff.mark = new_mark()
        if off:
            staff.failures, staff.locked_until = 0, None
        log_action(db, me().name, "user unlocked" if off else "user locked", staff.name)
    return redirect(url_for("console.users"))
