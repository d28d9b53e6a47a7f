"""Puts the console into the application. Nothing here touches requests outside /console."""

from collections.abc import Iterable
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from console.families import BLUEPRINTS
from console.shell import error_pages, layout
from console.shell.access import load_user, opens_before_setup
from console.shell.arguments import RowNumber, holds_nul
from console.shell.extensions import babel, csrf, limiter, login, words
from console.shell.headers import Guard
from console.shell.languages import chosen_language, give_templates
from console.shell.session import PREFIX, ConsoleSessions, is_over
from console.shell.uploads import InMemory, make_room
from ivr.services.services import Services
from models.database import Database

ANSWER_SECONDS = 30.0
"""Staff wait longer than callers: lists of a year are looked through for them."""
FOLDER = Path(__file__).parent


def register(app: Flask, parts: Services, families: Iterable[Blueprint] = BLUEPRINTS) -> None:
    """Bind extensions, the pages of the families, and error pages.

    Pages reach `parts` through `context.services`.
    """
    app.extensions["console-database"] = Database(parts.sessions, ANSWER_SECONDS)
    app.secret_key = parts.vault.index("console", "cookies")
    _bind_extensions(app, public=not parts.settings.local)
    console = Blueprint(
        "console",
        __name__,
        url_prefix=PREFIX,
        template_folder=str(FOLDER / "shell" / "templates"),
        static_folder=str(FOLDER / "static"),
    )
    console.before_request(_enter)
    layout.attach(console)
    error_pages.attach(console)
    for pages in families:
        console.register_blueprint(pages)
    app.register_blueprint(console)


def _bind_extensions(app: Flask, public: bool) -> None:
    app.session_interface = ConsoleSessions(secure=public)
    app.request_class = InMemory
    app.config.update(
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # `_enter` checks: webhooks are signed by Twilio instead
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        RATELIMIT_STORAGE_URI="memory://",
        BABEL_DEFAULT_LOCALE="zh",
    )
    babel.init_app(app, locale_selector=chosen_language)
    give_templates(app, words)
    csrf.init_app(app)
    limiter.init_app(app)
    login.init_app(app)
    login.login_view = "console.account.sign_in"
    login.login_message = None
    login.session_protection = None  # sessions carry the account's mark and their own clock
    login.user_loader(load_user)
    app.url_map.converters["int"] = RowNumber
    Guard(app, force_https=public)


def _enter() -> ResponseReturnValue | None:
    """Before every page: language, forged forms, sessions that are over, admins' authenticator."""
    words.as_default()
    if request.endpoint == "console.static":
        return None
    page = current_app.view_functions.get(request.endpoint or "")
    if current_user.is_authenticated:
        make_room(page)
    csrf.protect()
    if holds_nul(request):
        abort(400)
    if current_user.is_authenticated:
        if is_over(page):
            logout_user()
            flash(_("太久没有操作，请重新登录。"), "error")
            return redirect(url_for("console.account.sign_in"))
        if current_user.must_set_up and not opens_before_setup(page):
            return redirect(url_for("console.account.authenticator"))
    return None
