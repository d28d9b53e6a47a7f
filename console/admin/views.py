"""For admins: who may sign in, and who did what."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from console.admin import accounts
from console.admin.details import detail, subject
from console.shell.access import current_staff, requires
from console.shell.arguments import plain, whole_number
from console.shell.context import log_staff_action, reading, writing
from console.shell.menu import add_menu_entry
from console.shell.returning import tell_with_undo
from models.base import utc_now
from models.staff import NAME_LENGTH, Role, Staff, StaffAction, new_mark

pages = Blueprint("admin", __name__, template_folder="templates")
pages.add_app_template_filter(detail)
pages.add_app_template_filter(subject, "subject")
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
    return _accounts()


@pages.post("/users/add")
@requires("admin")
def add() -> ResponseReturnValue:
    """Begin an account; its first password is on the page that answers, and nowhere else."""
    name, role = plain(request.form.get("name", "")).lower(), request.form.get("role", "")
    if not accounts.fits_as_name(name) or role not in list(Role):
        flash(_("用户名要有 1 到 40 个字，不能有空格和引号；角色请从列表里选。"), "error")
        return _accounts()
    with writing() as db:
        password = accounts.begin(db, name, Role(role), _full_name())
        if password:
            log_staff_action(db, "user added", f"{name} ({role})")
    if password is None:
        flash(_("用户名“%(name)s”已经有了，请换一个。", name=name), "error")
        return _accounts()
    return _accounts(name, password)


@pages.post("/users/<int:number>/change")
@requires("admin")
def change(number: int) -> ResponseReturnValue:
    """Another name on papers, or another role; nobody takes their own role away."""
    role = request.form.get("role", "")
    with writing() as db:
        staff = db.get(Staff, number)
        own = staff is not None and staff.id == current_staff().id and role != staff.role
        if staff is None or own or role not in list(Role):
            flash(_("这个账号不能这样改。"), "error")
            return redirect(url_for("console.admin.users"))
        accounts.change(staff, Role(role), _full_name())
        log_staff_action(db, "user changed", f"{staff.name} ({role})")
    flash(_("已保存。"), "done")
    return redirect(url_for("console.admin.users"))


def _full_name() -> str:
    """The name on papers that a form has."""
    return plain(request.form.get("full_name", ""))[:NAME_LENGTH]


@pages.post("/users/<int:number>/reset")
@requires("admin")
def reset(number: int) -> ResponseReturnValue:
    """A new first password for somebody else, who is signed out and has no authenticator."""
    with writing() as db:
        staff = db.get(Staff, number)
        if staff is None or staff.id == current_staff().id:
            flash(_("这个账号不能重置。自己的密码请在“我的账号”里改。"), "error")
            return redirect(url_for("console.admin.users"))
        name, password = staff.name, accounts.reset(staff)
        log_staff_action(db, "user reset", name)
    return _accounts(name, password)


def _accounts(given_to: str = "", password: str = "") -> str:
    with reading() as db:
        rows = list(db.scalars(select(Staff).order_by(Staff.name)))
    return render_template(
        "admin/users.html", rows=rows, now=utc_now(), given_to=given_to, password=password
    )


@pages.post("/users/<int:number>/lock")
@requires("admin")
def lock(number: int) -> ResponseReturnValue:
    """Lock an account, or unlock it; nobody locks themselves."""
    off = request.values.get("off") == "1"
    with writing() as db:
        staff = db.get(Staff, number)
        if staff is None or staff.id == current_staff().id:
            flash(_("这个账号不能锁定。"), "error")
            return redirect(url_for("console.admin.users"))
        staff.disabled = not off
        staff.mark = new_mark()
        if off:
            staff.failures, staff.locked_until = 0, None
        name = staff.name
        log_staff_action(db, "user unlocked" if off else "user locked", name)
    if off:
        flash(_("已解锁 %(name)s。", name=name), "done")
    else:
        undo = url_for("console.admin.lock", number=number, off="1")
        tell_with_undo(_("已锁定 %(name)s，正在用的也退出了。", name=name), undo)
    return redirect(url_for("console.admin.users"))
