"""Puts the console into the application. Nothing here touches requests outside /console."""

import time

from flask import Flask, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from console.account import admin_views
from console.account import views as account
from console.callbacks import views as callbacks
from console.calls import review_views
from console.calls import views as calls
from console.knowledge import (
    bench_views,
    edit_views,
    file_views,
    publishing_views,
    unanswered_views,
)
from console.knowledge import views as knowledge
from console.members import views as members
from console.notices import views as notices
from console.overview import stream_views
from console.overview import views as overview
from console.shell import errors, layout
from console.shell.access import load_user
from console.shell.blueprint import console
from console.shell.context import services
from console.shell.cookies import ConsoleSessions
from console.shell.extensions import babel, csrf, limiter, login, words
from console.shell.headers import Guard
from console.shell.languages import chosen_language
from console.softphone import views as softphone
from ivr.services.services import Services
from models.database import Database

PAGES = (
    account,
    admin_views,
    bench_views,
    callbacks,
    calls,
    edit_views,
    errors,
    file_views,
    knowledge,
    layout,
    members,
    notices,
    overview,
    publishing_views,
    review_views,
    softphone,
    stream_views,
    unanswered_views,
)
"""Importing them puts their routes on the blueprint."""

OPEN = {"console.static", "console.sign_in", "console.code", "console.language"}
STREAM = "console.overview_stream"
FIRST = {"console.authenticator", "console.sign_out"}
"""What an admin without authenticator may use."""


def register(app: Flask, parts: Services) -> None:
    """Bind extensions, pages and error pages; pages reach `parts` through `context.services`."""
    public = not parts.settings.local
    app.secret_key = parts.vault.index("console", "cookies")
    app.session_interface = ConsoleSessions(secure=public)
    app.extensions["console-database"] = Database(parts.sessions)
    app.config.update(
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # `_enter` checks: webhooks are signed by Twilio instead
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        RATELIMIT_STORAGE_URI="memory://",
        BABEL_DEFAULT_LOCALE="zh",
    )
    babel.init_app(app, locale_selector=chosen_language)
    csrf.init_app(app)
    limiter.init_app(app)
    login.init_app(app)
    login.login_view = "console.sign_in"
    login.login_message = None
    login.session_protection = None  # sessions carry the account's mark and their own clock
    login.user_loader(load_user)
    Guard(app, force_https=public)
    app.register_blueprint(console)
    app.add_url_rule("/phone", "short-phone", softphone.short_way)


@console.before_request
def _enter() -> ResponseReturnValue | None:
    """Before every page: language, forged forms, sessions that are over, admins' authenticator."""
    words.as_default()
    if request.endpoint == "console.static":
        return None
    csrf.protect()
    if current_user.is_authenticated:
        if _over():
            logout_user()
            flash(_("太久没有操作，请重新登录。"), "error")
            return redirect(url_for("console.sign_in"))
        if account.must_set_up(current_user) and request.endpoint not in OPEN | FIRST:
            return redirect(url_for("console.authenticator"))
    return None


def _over() -> bool:
    """Whether the session is; a page that refreshes itself is no sign of life."""
    settings = services().settings
    now = int(time.time())
    idle = now - session.get("seen", 0) > settings.console_idle_minutes * 60
    too_long = now - session.get("since", 0) > settings.console_hours * 3600
    if request.headers.get("X-Refresh") is None and request.endpoint != STREAM:
        session["seen"] = now
    return idle or too_long
