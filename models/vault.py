"""The data key: seals what identifies people, and makes blind indexes to find it again.

Receives plain text, emits sealed text (Fernet: AES and HMAC, from `cryptography`). A blind index is
an HMAC under a key of its own: equal values have equal indexes, and nobody without the key can
tell or guess the value.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import ModelsError

KEY_BYTES = 32
INDEX_LENGTH = 32
"""Hex digits of a blind index: 128 bits, far more than there are people."""


class VaultError(ModelsError):
    """A key is malformed, or something was sealed with another key or tampered with."""


class Vault:
    """Seals, opens and indexes personal data."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` as `new_key` makes them: the first seals, all open. Raises `VaultError`.

        Blind indexes come from the last, so that a new key put in front finds everybody.
        """
        if not keys:
            raise VaultError("no data key")
        masters = [_decoded(key) for key in keys]
        self._first = keys[0]
        sealing = [Fernet(urlsafe_b64encode(_derived(master, b"seal"))) for master in masters]
        self._newest = sealing[0]
        self._fernet = MultiFernet(sealing)
        self._index_key = _derived(masters[-1], b"index")

    def seal(self, plain: bytes) -> bytes:
        """Encrypt and authenticate."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt. Raises `VaultError` when the key does not fit or the data was changed."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise VaultError("sealed with another key, or damaged") from error

    def newest(self) -> "Vault":
        """A vault with the newest key alone."""
        return Vault([self._first])

    def resealed(self, sealed: bytes) -> bytes | None:
        """Seal `sealed` data with the newest key; None where it already is. Raises `VaultError`."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self.seal(self.open(sealed))
        return None

    def index(self, kind: str, value: str) -> str:
        """The blind index of a value; the same value of another kind has another index."""
        digest = hmac.digest(self._index_key, f"{kind}\x00{value}".encode(), "sha256")
        return digest.hex()[:INDEX_LENGTH]


def new_key() -> str:
    """A fresh random key, as printable text."""
    return Fernet.generate_key().decode()


def _decoded(key: str) -> bytes:
    try:
        master = urlsafe_b64decode(key.encode())
    except ValueError as error:
        raise VaultError("the data key is not base64") from error
    if len(master) != KEY_BYTES:
        raise VaultError(f"the data key has {len(master)} bytes, not {KEY_BYTES}")
    return master


def _derived(master: bytes, purpose: bytes) -> bytes:
    info = b"hotline-12351 " + purpose
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)
