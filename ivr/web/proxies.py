"""Who is asking, when a proxy passes requests on: what it says of them counts only if we trust it.

Receives requests as the web server has them; emits them with the asker's address and scheme.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from werkzeug.middleware.proxy_fix import ProxyFix

from ivr.config import networks

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FORWARDED = "hotline.forwarded"
"""Marks, in the environment, a request that was passed on by somebody we do not trust."""
HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
)

log = structlog.get_logger()


class TrustedProxies:
    """Middleware in front of the application."""

    def __init__(self, app: "WSGIApplication", trusted: list[networks.Network]) -> None:
        # The last address in X-Forwarded-For is the one our proxy saw; those before it anybody
        # may have written. Host and port come from the settings, never from a header.
        self._behind_proxy = ProxyFix(app, x_for=1, x_proto=1, x_host=0)
        self._direct = app
        self._trusted = trusted
        self._warned = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """See PEP 3333."""
        if networks.includes(self._trusted, environ.get("REMOTE_ADDR", "")):
            return self._behind_proxy(environ, start_response)
        passed_on = [name for name in HEADERS if environ.pop(name, None)]
        if passed_on:
            environ[FORWARDED] = True
            self._warn(environ.get("REMOTE_ADDR", ""), passed_on)
        return self._direct(environ, start_response)

    def _warn(self, remote: str, passed_on: list[str]) -> None:
        if not self._warned:
            self._warned = True
            log.warning(
                "a proxy that is not trusted: set HOTLINE_TRUSTED_PROXIES if it is ours",
                remote=remote,
                headers=passed_on,
            )
