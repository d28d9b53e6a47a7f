"""The signalling of all calls: aiosipua's server, with what it lets through or leaves open mended.

Everything here runs in the thread of the door's event loop.
"""

import structlog
from aiosipua.dialog import DialogState, create_dialog_from_request
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest, SipResponse
from aiosipua.uas import SipUAS

from ivr.telephony.sip.digest import Digest
from ivr.telephony.sip.gate import Gate
from ivr.telephony.sip.requests import Requests
from ivr.telephony.sip.source import Address
from ivr.telephony.sip.wire import Wire

SESSION_SECONDS = 1800
"""A call whose far end is gone ends by then (RFC 4028)."""
USER_AGENT = "hotline-12351"
BUSY_SECONDS = "5"
"""Retry-After of a caller who comes too soon."""

log = structlog.get_logger()


class CallServer(SipUAS):
    """Lets in who may call, answers what is wrong clearly, and forgets calls that are over."""

    def __init__(
        self, wire: Wire, gate: Gate, digest: Digest | None, advertised: Address | None
    ) -> None:
        super().__init__(
            wire,
            user_agent=USER_AGENT,
            advertised_addr=advertised,
            session_expires=SESSION_SECONDS,
        )
        self._gate = gate
        self._digest = digest
        self.requests: Requests

    async def start(self) -> None:
        """Listen. Raises `OSError` where the port is taken."""
        await super().start()
        assert isinstance(self.transport, Wire)
        self.requests = Requests(self.transport, self.advertised_addr or self.transport.local_addr)

    def forget(self, call: IncomingCall) -> None:
        """The call is over, by our doing; the library would keep it for ever."""
        call._stop_retransmissions()
        self._remove_invite_transaction(call.invite)
        if self.get_call(call.call_id) is call:
            del self._calls[call.call_id]

    def refuse(self, request: SipRequest, status: int, reason: str, **headers: str) -> None:
        """Answer a request with a status and nothing more; `Retry_After` is Retry-After."""
        # The library's own way gives a request of a call a second tag.
        answer = create_dialog_from_request(request).create_response(request, status, reason)
        answer.set_header("User-Agent", USER_AGENT)
        for name, value in headers.items():
            answer.set_header(name.replace("_", "-"), value)
        self.transport.send_reply(answer)

    def _send_error(
        self,
        request: SipRequest,
        status_code: int,
        reason: str,
        *,
        extra_headers: dict[str, str] | None = None,
    ) -> None:
        self.refuse(request, status_code, reason, **(extra_headers or {}))

    def _on_message(self, msg: SipRequest | SipResponse, addr: Address) -> None:
        """Nothing a message does may leave its sender without an answer."""
        if isinstance(msg, SipResponse):
            self.requests.answered(msg)
            return
        try:
            if self._may_pass(msg, addr[0]):
                super()._on_message(msg, addr)
        except Exception as error:  # noqa: BLE001 - else the caller would hear nothing for ever
            self._failed(msg, addr, error)

    def _failed(self, request: SipRequest, addr: Address, error: Exception) -> None:
        malformed = isinstance(error, ValueError | IndexError)
        log.error(
            "request failed", method=request.method[:20], host=addr[0], fault=repr(error)[:200]
        )
        call = self.get_call(request.call_id or "")
        if call and request.method == "INVITE" and call.invite is request:
            self.forget(call)
        if request.method != "ACK":
            self.refuse(
                request,
                400 if malformed else 500,
                "Bad Request" if malformed else "Server Internal Error",
            )

    def _may_pass(self, request: SipRequest, host: str) -> bool:
        """Whether the library may see it; what may not has been answered."""
        if not self._gate.admits(host):
            if request.method != "ACK" and self._gate.answers_stranger(host):
                self.refuse(request, 403, "Forbidden")
            return False
        if request.method == "CANCEL":
            return not self._comes_too_late(request)
        if request.method != "INVITE":
            return True
        tagged = request.to_addr is not None and bool(request.to_addr.tag)
        return self._in_call(request) if tagged else self._may_call(request, host)

    def _comes_too_late(self, cancel: SipRequest) -> bool:
        """Whether the call is answered: then it goes on. The library would forget it."""
        call = self.get_call(cancel.call_id or "")
        answered = call is not None and call.dialog.state is DialogState.CONFIRMED
        if answered:
            self.refuse(cancel, 200, "OK")
        return answered

    def _in_call(self, request: SipRequest) -> bool:
        if self.get_call(request.call_id or "") is None:
            self.refuse(request, 481, "Call/Transaction Does Not Exist")
            return False
        return True

    def _may_call(self, request: SipRequest, host: str) -> bool:
        if self.get_call(request.call_id or "") is not None:
            log.warning("two calls of one Call-ID", host=host)
            self.refuse(request, 482, "Loop Detected")
            return False
        if self._digest and not self._digest.knows(request, host):
            self.refuse(request, 401, "Unauthorized", WWW_Authenticate=self._digest.challenge(host))
            return False
        if self._gate.too_many_calls(host):
            log.warning("too many calls a minute", host=host)
            self.refuse(request, 503, "Service Unavailable", Retry_After=BUSY_SECONDS)
            return False
        return True
