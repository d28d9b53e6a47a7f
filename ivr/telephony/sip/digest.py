"""Digest authentication of callers (RFC 3261, 22; RFC 7616): MD5, as trunks have it.

Nonces carry their time and a seal of their own, for one host: nothing is stored.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Callable

from aiosipua.auth import SipDigestAuth, build_credentials
from aiosipua.headers import AuthChallenge, parse_auth, stringify_auth
from aiosipua.message import SipRequest

VALID_SECONDS = 60
REALM = "12351"


class Digest:
    """Asks for one user's password."""

    def __init__(self, user: str, password: str, clock: Callable[[], float] = time.time) -> None:
        self._known = SipDigestAuth(user, password)
        self._clock = clock
        self._secret = os.urandom(16)

    def challenge(self, host: str) -> str:
        """The value of WWW-Authenticate for who asks from `host`."""
        at = f"{int(self._clock())}"
        params = {
            "realm": REALM,
            "nonce": f"{at}.{self._seal(at, host)}",
            "algorithm": "MD5",
            "qop": "auth",
        }
        return stringify_auth(AuthChallenge("Digest", params))

    def knows(self, request: SipRequest, host: str) -> bool:
        """Whether the request, from `host`, proves that its sender knows the password."""
        given = parse_auth(request.get_header("authorization") or "", credentials=True).params
        if given.get("username") != self._known.username or not self._fresh(
            given.get("nonce", ""), host
        ):
            return False
        asked = {"realm": REALM, "nonce": given["nonce"], "algorithm": "MD5"}
        if given.get("qop"):
            asked["qop"] = "auth"
        try:
            count = int(given.get("nc", "1"), 16)
        except ValueError:
            return False
        expected = build_credentials(
            self._known,
            AuthChallenge("Digest", asked),
            request.method,
            given.get("uri", ""),
            nonce_count=count,
            cnonce=given.get("cnonce", ""),
        )
        if expected is None:
            return False
        response = given.get("response", "")
        return hmac.compare_digest(expected.params["response"].encode(), response.encode())

    def _fresh(self, nonce: str, host: str) -> bool:
        at, _, seal = nonce.partition(".")
        if not (at.isascii() and at.isdecimal()):
            return False
        if not hmac.compare_digest(seal.encode(), self._seal(at, host).encode()):
            return False
        return 0 <= self._clock() - int(at) <= VALID_SECONDS

    def _seal(self, at: str, host: str) -> str:
        """Shows that a nonce is ours, of that time and for that host."""
        return hmac.new(self._secret, f"{at}/{host}".encode(), hashlib.sha256).hexdigest()[:32]
