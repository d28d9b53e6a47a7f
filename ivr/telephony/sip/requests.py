"""Requests of ours inside a call, repeated until they are answered: UDP loses some.

The library sends a BYE once. One that is lost would leave the caller with a line that is dead.
"""

import asyncio

from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.transaction import T1, T2, TIMER_H
from aiosipua.utils import format_addr

from ivr.telephony.sip.source import Address
from ivr.telephony.sip.wire import Wire


class Requests:
    """Sends requests and waits for their answers."""

    def __init__(self, wire: Wire, advertised: Address) -> None:
        """`advertised` is the address others reach us under."""
        self._wire = wire
        self._advertised = advertised
        self._waiting: dict[str, asyncio.Future[SipResponse]] = {}

    async def send(
        self, dialog: Dialog, method: str, to: Address, headers: dict[str, str] | None = None
    ) -> SipResponse | None:
        """Send a request of a dialogue; return its final answer, None if none comes in 32 s."""
        host, port = self._advertised
        request = dialog.create_request(method, via_host=host, via_port=port)
        request.set_header("Contact", f"<sip:{format_addr(host, port)}>")
        for name, value in (headers or {}).items():
            request.set_header(name, value)
        branch = request.via[0].branch or ""
        answer = self._waiting[branch] = asyncio.get_running_loop().create_future()
        try:
            return await self._repeated(request, to, answer)
        finally:
            del self._waiting[branch]

    async def _repeated(
        self, request: SipRequest, to: Address, answer: "asyncio.Future[SipResponse]"
    ) -> SipResponse | None:
        pause, waited = T1, 0.0
        while waited < TIMER_H:
            self._wire.send(request, to)
            try:
                return await asyncio.wait_for(asyncio.shield(answer), pause)
            except TimeoutError:
                waited, pause = waited + pause, min(2 * pause, T2)
        return None

    def answered(self, response: SipResponse) -> None:
        """Take an answer that has come in."""
        branch = response.via[0].branch if response.via else None
        waiting = self._waiting.get(branch or "")
        if waiting and not waiting.done() and response.status_code >= 200:
            waiting.set_result(response)
