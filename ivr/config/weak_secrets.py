"""Secrets anybody could guess, named before they are relied on."""

import re
from urllib.parse import urlsplit

from ivr.config.settings import Settings

MIN = 16
"""Characters of a token; Twilio's have 32."""
MIN_KINDS = 6
"""Different characters in one: `xxxxxxxxxxxxxxxx` is a placeholder."""
_PLACEHOLDER = re.compile(
    "change.?me|your.?(auth|token|key)|placeholder|example|default|password|secret", re.I
)
_GUESSED = ("postgres", "hotline", "admin", "root", "test", "12351", "123456")
"""Passwords of databases that are tried first."""


def weak(settings: Settings) -> list[str]:
    """Secrets anybody could guess, one sentence each. On a trial machine all are good enough."""
    if settings.local:
        return []
    faults = []
    for name in ("twilio_auth_token", "metrics_token", "sip_password"):
        secret = getattr(settings, name).get_secret_value()
        if secret and _weak(secret):
            faults.append(
                f"HOTLINE_{name.upper()} is a placeholder or can be guessed: set the real one, "
                f"{MIN} characters or more."
            )
    if _guessed(settings.database):
        faults.append("HOTLINE_DATABASE_URL has a password that is tried first: set another.")
    return faults


def _weak(secret: str) -> bool:
    few = len(secret) < MIN or len(set(secret)) < MIN_KINDS
    return few or _PLACEHOLDER.search(secret) is not None


def _guessed(url: str) -> bool:
    """Whether a database elsewhere is opened by a password everybody knows."""
    parts = urlsplit(url)
    if not parts.hostname or parts.hostname in ("localhost", "127.0.0.1", "::1"):
        return False
    password = (parts.password or "").lower()
    return password in _GUESSED or _PLACEHOLDER.search(password) is not None
