"""Pages of one's own account: sign in, authenticator, password, sign out, language."""

import time

import pyotp
import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.account import signing_in
from console.account.forms import CodeForm, PasswordForm, SignInForm
from console.shell.access import User, me, my_account
from console.shell.blueprint import console
from console.shell.context import log_action, reading, writing
from console.shell.extensions import limiter
from console.shell.languages import LANGUAGES
from models import passwords
from models.staff import Role, Staff, new_mark

CODE_SECONDS = 300
"""How long after the password the code may come."""


@console.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Name and password; then the code, for those who have an authenticator."""
    if current_user.is_authenticated:
        return redirect(url_for("console.home"))
    with reading() as db:
        if db.scalar(select(Staff.id).limit(1)) is None:
            return render_template("console/first_run.html")
    form = SignInForm()
    if form.validate_on_submit():
        return _try_password(form)
    return render_template("console/sign_in.html", form=form)


def _try_password(form: SignInForm) -> ResponseReturnValue:
    with writing() as db:
        staff = signing_in.by_password(db, form.name.data, form.password.data)
        if staff is None:
            return _refused("console/sign_in.html", form)
        if staff.totp:
            session["code_for"] = [staff.id, staff.mark, int(time.time())]
            return redirect(url_for("console.code"))
        return _come_in(db, staff)


@console.route("/sign-in/code", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
def code() -> ResponseReturnValue:
    """The authenticator's code."""
    number, mark, since = session.get("code_for", (0, "", 0))
    if time.time() - since > CODE_SECONDS:
        return redirect(url_for("console.sign_in"))
    form = CodeForm()
    if form.validate_on_submit():
        with writing() as db:
            staff = db.get(Staff, number)
            if staff and staff.mark == mark and not staff.disabled:
                if signing_in.code_fits(staff, form.code.data):
                    return _come_in(db, staff)
                signing_in.count_failure(db, staff, "code")
        return _refused("console/code.html", form)
    return render_template("console/code.html", form=form)


def _refused(page: str, form: SignInForm | CodeForm) -> ResponseReturnValue:
    flash(_("登录信息不对，或者账号暂时锁定。请核对后再试，或联系管理员。"), "error")
    return render_template(page, form=form), 401


def _come_in(db: Session, staff: Staff) -> ResponseReturnValue:
    signing_in.welcome(db, staff)
    language = session.get("language")
    session.clear()  # nothing of the stranger's session goes on
    if language:
        session["language"] = language
    session["since"] = session["seen"] = int(time.time())
    login_user(User(staff))
    return redirect(url_for("console.home"))


@console.post("/sign-out")
@login_required
def sign_out() -> ResponseReturnValue:
    """End all sessions of this account."""
    with writing() as db:
        my_account(db).mark = new_mark()
        log_action(db, me().name, "sign out")
    logout_user()
    return redirect(url_for("console.sign_in"))


@console.route("/authenticator", methods=["GET", "POST"])
@login_required
@limiter.limit("20/minute", methods=["POST"])
def authenticator() -> ResponseReturnValue:
    """Set up the authenticator app: a picture to scan, a code to prove it."""
    if me().has_totp:
        return redirect(url_for("console.home"))
    secret = session.setdefault("new_totp", pyotp.random_base32())
    form = CodeForm()
    with writing() as db:
        staff = my_account(db)
        if form.validate_on_submit():
            if signing_in.secret_fits(secret, form.code.data):
                staff.totp = session.pop("new_totp")
                log_action(db, staff.name, "authenticator set up")
                flash(_("验证器已绑定，下次登录时要输入验证码。"), "done")
                return redirect(url_for("console.home"))
            flash(_("验证码不对，请用应用里现在显示的六位数再试。"), "error")
        picture = segno.make(signing_in.address(staff, secret)).svg_data_uri(scale=5, border=2)
    return render_template("console/authenticator.html", form=form, picture=picture, secret=secret)


@console.route("/password", methods=["GET", "POST"])
@login_required
@limiter.limit("20/minute", methods=["POST"])
def password() -> ResponseReturnValue:
    """Change one's password; other sessions of the account end."""
    form = PasswordForm()
    if form.validate_on_submit():
        with writing() as db:
            staff = my_account(db)
            if passwords.fits(form.old.data, staff.password):
                staff.password = passwords.hashed(form.new.data)
                staff.mark = new_mark()
                log_action(db, staff.name, "password changed")
                login_user(User(staff))
                flash(_("密码已修改。"), "done")
                return redirect(url_for("console.home"))
            signing_in.count_failure(db, staff, "password")
        flash(_("现在的密码不对。"), "error")
    return render_template("console/password.html", form=form)


@console.post("/language")
def language() -> ResponseReturnValue:
    """Switch the language and stay on the page."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    back = request.form.get("back", "")
    inside = back.startswith("/console/") and "\\" not in back
    return redirect(back if inside else url_for("console.home"))


def must_set_up(user: User) -> bool:
    """Whether this account may do nothing before it has an authenticator."""
    return user.role == Role.ADMIN and not user.has_totp
