"""Pages of one's own account: sign in, authenticator, password, sign out, language."""

import time

import pyotp
import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.account import signing_in
from console.account.forms import CodeForm, PasswordForm, SignInForm
from console.shell.access import User, before_setup, current_staff, my_account
from console.shell.context import log_staff_action, reading, writing
from console.shell.extensions import limiter
from console.shell.languages import LANGUAGES
from console.shell.returning import back_or
from models import passwords
from models.staff import Staff, new_mark

pages = Blueprint("account", __name__, template_folder="templates")


CODE_SECONDS = 300
"""How long after the password the code may come."""


@pages.route("/sign-in", methods=["GET", "POST"])
@before_setup
@limiter.limit("20/minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Name and password; then the code, for those who have an authenticator."""
    if current_user.is_authenticated:
        return redirect(url_for("console.home"))
    with reading() as db:
        if db.scalar(select(Staff.id).limit(1)) is None:
            return render_template("account/first_run.html")
    form = SignInForm()
    if form.validate_on_submit():
        return _try_password(form)
    return render_template("account/sign_in.html", form=form)


def _try_password(form: SignInForm) -> ResponseReturnValue:
    with writing() as db:
        staff = signing_in.by_password(db, form.name.data, form.password.data)
        if staff is None:
            return _refused("account/sign_in.html", form)
        if staff.totp:
            session["code_for"] = [staff.id, staff.mark, int(time.time())]
            return redirect(url_for("console.account.code"))
        return _come_in(db, staff)


@pages.route("/sign-in/code", methods=["GET", "POST"])
@before_setup
@limiter.limit("20/minute", methods=["POST"])
def code() -> ResponseReturnValue:
    """The authenticator's code."""
    number, mark, since = session.get("code_for", (0, "", 0))
    if time.time() - since > CODE_SECONDS:
        return redirect(url_for("console.account.sign_in"))
    form = CodeForm()
    if form.validate_on_submit():
        with writing() as db:
            staff = db.get(Staff, number)
            if staff and staff.mark == mark and not staff.disabled:
                if signing_in.code_fits(staff, form.code.data):
                    return _come_in(db, staff)
                signing_in.count_failure(db, staff, "code")
        return _refused("account/code.html", form)
    return render_template("account/code.html", form=form)


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


@pages.route("/account")
@login_required
def show() -> ResponseReturnValue:
    """One's own account."""
    return render_template("account/show.html")


@pages.post("/sign-out")
@before_setup
@login_required
def sign_out() -> ResponseReturnValue:
    """End all sessions of this account."""
    with writing() as db:
        my_account(db).mark = new_mark()
        log_staff_action(db, "sign out")
    logout_user()
    return redirect(url_for("console.account.sign_in"))


@pages.route("/authenticator", methods=["GET", "POST"])
@before_setup
@login_required
@limiter.limit("20/minute", methods=["POST"])
def authenticator() -> ResponseReturnValue:
    """Set up the authenticator app: a picture to scan, a code to prove it."""
    if current_staff().has_totp:
        return redirect(url_for("console.home"))
    secret = session.setdefault("new_totp", pyotp.random_base32())
    form = CodeForm()
    with writing() as db:
        staff = my_account(db)
        if form.validate_on_submit():
            if signing_in.secret_fits(secret, form.code.data):
                staff.totp = session.pop("new_totp")
                log_staff_action(db, "authenticator set up")
                flash(_("验证器已绑定，下次登录时要输入验证码。"), "done")
                return redirect(url_for("console.home"))
            flash(_("验证码不对，请用应用里现在显示的六位数再试。"), "error")
        picture = segno.make(signing_in.address(staff, secret)).svg_data_uri(scale=5, border=2)
    return render_template("account/authenticator.html", form=form, picture=picture, secret=secret)


@pages.route("/password", methods=["GET", "POST"])
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
                log_staff_action(db, "password changed")
                login_user(User(staff))
                flash(_("密码已修改。"), "done")
                return redirect(url_for("console.home"))
            signing_in.count_failure(db, staff, "password")
        flash(_("现在的密码不对。"), "error")
    return render_template("account/password.html", form=form)


@pages.post("/language")
@before_setup
def language() -> ResponseReturnValue:
    """Switch the language and stay on the page."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    return back_or(url_for("console.home"))
