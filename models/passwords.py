"""Passwords of staff: hashed with Argon2id, checked at the same cost whether or not there is one."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import ModelsError

MIN = 10
MAX = 200
"""Longer ones would only make the server work."""

_hasher = PasswordHasher()


class PasswordError(ModelsError, ValueError):
    """The password cannot be taken; says why."""


def hashed(password: str) -> str:
    """What is kept instead of the password. Raises `PasswordError`."""
    if not MIN <= len(password) <= MAX:
        raise PasswordError(f"a password has {MIN} to {MAX} characters")
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password; with nothing kept (no such user) it takes just as long."""
    nobody = _nobodys()
    try:
        right = _hasher.verify(kept or nobody, password[:MAX])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


@cache
def _nobodys() -> str:
    """What would be kept of nobody's password: made at the first sign-in, whoever's it is, for it
    takes as long as a sign-in, and most commands need none."""
    return _hasher.hash("nobody has this password")
