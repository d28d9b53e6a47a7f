"""Who may reach the webhooks: what Twilio has signed, about a call, while there is room."""

import structlog
from flask import Blueprint, Response, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from ivr.capacity.admission import Admission
from ivr.observability.sids import CALL_SID
from ivr.telephony.twilio.signature import SignatureCheck

MAX_A_MINUTE = 60
"""Forged requests of one address that a worker logs in a minute."""

log = structlog.get_logger()


class ForgeryLimiter:
    """Counts forged requests by the address they come from.

    Signed requests are never counted: however many calls come in, none is turned away here.
    """

    def __init__(self) -> None:
        self._limit = RateLimitItemPerMinute(MAX_A_MINUTE)
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def too_many(self, address: str) -> bool:
        """Whether this address has sent too many forged requests lately."""
        return not self._counts.test(self._limit, address)

    def count(self, address: str) -> None:
        """Count one more forged request of this address."""
        self._counts.hit(self._limit, address)


class Gatekeeper:
    """Looks at every request before the webhooks do."""

    def __init__(self, signature: SignatureCheck | None, admission: Admission) -> None:
        """Without `signature` no request is checked."""
        self._signature = signature
        self._admission = admission
        self._forged = ForgeryLimiter()

    def guard(self, blueprint: Blueprint) -> None:
        """Have every request to the blueprint looked at."""
        blueprint.before_request(self._check_signature)
        blueprint.before_request(self._check_call_sid)
        blueprint.before_request(self._check_room)

    def _check_signature(self) -> Response | None:
        """Refuse what Twilio has not signed: webhooks, and the upgrade to a WebSocket."""
        check, remote = self._signature, request.remote_addr or ""
        if check is None or (check.webhook if request.method == "POST" else check.upgrade)(request):
            return None
        if self._forged.too_many(remote):
            return Response("Too many requests without a signature that fits.", 429)
        self._forged.count(remote)
        log.warning("forged or misdirected webhook", path=request.path, remote=request.remote_addr)
        return Response("The X-Twilio-Signature does not fit this URL and these parameters.", 403)

    def _check_call_sid(self) -> Response | None:
        """Every webhook of Twilio names its call."""
        if request.method != "POST" or CALL_SID.fullmatch(request.form.get("CallSid", "")):
            return None
        log.warning("webhook without a call", path=request.path, fields=sorted(request.form)[:20])
        return Response("CallSid is missing or is not one of Twilio's (CA and 32 hex digits).", 400)

    def _check_room(self) -> Response | None:
        """Refuse a stream before it opens: a proxy tries another server, Twilio goes on by keypad."""
        if request.method != "GET" or self._admission.takes_stream():
            return None
        log.info("stream refused", **self._admission.report())
        return Response("No line for speech is free here.", 503, {"Retry-After": "5"})
