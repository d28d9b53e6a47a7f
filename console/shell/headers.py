"""HTTPS and the headers that tell browsers what a page may do: Talisman, for the console's pages.

Everything else is for machines and gets the strictest policy there is.
"""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_talisman import Talisman

from console.shell.session import in_console

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""No inline scripts, no inline styles, nothing from elsewhere."""
NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""For answers outside the console: should a browser show one, it loads and runs nothing."""
PERMISSIONS = dict.fromkeys(("camera", "geolocation", "payment", "usb"), "()") | {
    "microphone": "(self)"  # the softphone's
}


class Guard(Talisman):
    """Talisman that leaves the telephone's addresses alone."""

    def __init__(self, app: Flask, force_https: bool) -> None:
        """Without `force_https` pages may come by HTTP: on a trial machine."""
        self._https = force_https
        super().__init__(
            app,
            content_security_policy=POLICY,
            frame_options="DENY",
            referrer_policy="same-origin",
            permissions_policy=PERMISSIONS,
            session_cookie_secure=False,  # the cookie's own settings are in `session`
        )

    def _force_https(self) -> ResponseReturnValue | None:
        if not in_console(request.path) or not self._https:
            return None
        return super()._force_https()

    def _set_response_headers(self, response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if in_console(request.path):
            response.headers.setdefault("Cache-Control", "no-store")
            return super()._set_response_headers(response)
        if response.mimetype != "text/xml":  # Twilio reads no policies
            response.headers["Content-Security-Policy"] = NOTHING
        return response
