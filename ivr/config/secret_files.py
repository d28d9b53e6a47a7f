"""Secrets read from files, as Docker, Kubernetes and systemd hand them over.

Receives settings as they were given; emits them with the contents of the files.
"""

from pathlib import Path
from typing import Any

FROM_FILES = ("twilio_auth_token", "metrics_token", "database_url", "sip_password")
"""Settings that may be given as <NAME>_FILE. The data key's file is read by `ivr/config/data_key.py`."""


def read_into(given: dict[str, Any]) -> dict[str, Any]:
    """Fill in what files hold. Raises `ValueError`: no such file, an empty one, or given twice."""
    filled = dict(given)
    for name in FROM_FILES:
        path = given.get(f"{name}_file")
        if not path:
            continue
        shown = f"HOTLINE_{name.upper()}"
        if given.get(name):
            raise ValueError(f"{shown} and {shown}_FILE are both set: keep one")
        filled[name] = _content(Path(path), shown)
    return filled


def _content(path: Path, shown: str) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{shown}_FILE: {path} cannot be read: {error}") from error
    if not text:
        raise ValueError(f"{shown}_FILE: {path} is empty")
    return text
