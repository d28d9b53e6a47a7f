"""Sessions: signed cookies for the console only, so that webhooks never see or set one, and the
clock that ends them.

The signing key is derived from the data key: there is no further secret to set, keep or forget.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Request, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from console.shell.context import services

PREFIX = "/console"
"""Where all pages are."""

_Page = TypeVar("_Page", bound=Callable)


class ConsoleSessions(SecureCookieSessionInterface):
    """Opens sessions for requests below `PREFIX` only."""

    def __init__(self, secure: bool) -> None:
        """`secure` cookies come over HTTPS only; not so on a trial machine."""
        self._secure = secure

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a console request; None makes it one that cannot be written."""
        if not in_console(request.path):
            return None
        return super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        """The cookie's name, other than Flask's."""
        return "hotline_console"

    def get_cookie_path(self, app: Flask) -> str:
        """Browsers send the cookie to the console only."""
        return PREFIX

    def get_cookie_secure(self, app: Flask) -> bool:
        """Over HTTPS only, but for a trial on this machine."""
        return self._secure

    def get_cookie_httponly(self, app: Flask) -> bool:
        """Scripts never see it."""
        return True

    def get_cookie_samesite(self, app: Flask) -> str:
        """Other sites' forms do not carry it."""
        return "Lax"


def in_console(path: str) -> bool:
    """Whether an address is one of the console's pages."""
    return path == PREFIX or path.startswith(PREFIX + "/")


def no_sign_of_life(page: _Page) -> _Page:
    """Mark a page that browsers ask for by themselves: it keeps no session alive."""
    page.no_sign_of_life = True  # type: ignore[attr-defined]
    return page


def is_over(page: Callable | None) -> bool:
    """Whether the session is over; if not, asking for `page` may keep it alive."""
    settings = services().live_settings.current
    now = int(time.time())
    idle = now - session.get("seen", 0) > settings.console_idle_minutes * 60
    too_long = now - session.get("since", 0) > settings.console_hours * 3600
    if "X-Refresh" not in request.headers and not getattr(page, "no_sign_of_life", False):
        session["seen"] = now
    return idle or too_long
