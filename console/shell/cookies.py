"""Sessions: signed cookies for the console only, so that webhooks never see or set one.

The signing key is derived from the data key: there is no further secret to set, keep or forget.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from console.shell.blueprint import PREFIX


class ConsoleSessions(SecureCookieSessionInterface):
    """Opens sessions below `PREFIX`; all other requests have none."""

    def __init__(self, secure: bool) -> None:
        """`secure` cookies come over HTTPS only; not so on a trial machine."""
        self._secure = secure

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a console request; None makes it one that cannot be written."""
        if not in_console(request.path):
            return None
        return super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        """A name of our own."""
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
    """Whether this is one of our pages."""
    return path == PREFIX or path.startswith(PREFIX + "/")
