"""One call as it is signalled: answered, held, handed over, ended; in the event loop's thread."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import structlog
from aiosipua.dialog import DialogState
from aiosipua.headers import parse_uri
from aiosipua.incoming_call import IncomingCall
from aiosipua.sdp import SdpMessage

from ivr.telephony.sip.media import MediaSession
from ivr.telephony.sip.offer import Agreed, NoCommonCodecError, agree
from ivr.telephony.sip.server import CallServer

RINGING, SUCCESS = range(180, 200), range(200, 300)

log = structlog.get_logger()


class Leg:
    """Our end of one caller's dialogue and audio."""

    def __init__(
        self, call: IncomingCall, server: CallServer, media: MediaSession, agreed: Agreed, host: str
    ) -> None:
        """`host` is where our audio is, as others see it."""
        self._call = call
        self._server = server
        self.media = media
        self._agreed = agreed
        self._host = host
        self._session = str(uuid4().int >> 96)
        self._version = 0
        self._over = self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._handing_over = self._rings = False
        self.on_transfer: Callable[[bool], None] = lambda answered: None
        self.on_end: Callable[[], None] = lambda: None

    @property
    def listens(self) -> bool:
        """Whether the far end wants to hear us: not while it holds the call."""
        return self._agreed.listens

    @property
    def tells_keys(self) -> bool:
        """Whether keys come as telephone-events; else they are tones in the audio."""
        return self._agreed.digits_type is not None

    @property
    def waits(self) -> bool:
        """Whether the caller has been neither answered nor refused."""
        return self._call.dialog.state is DialogState.EARLY

    def answer(self) -> None:
        """Take the call."""
        self._call.accept(self._agreed.answer)

    def offered_anew(self, offer: SdpMessage | None) -> SdpMessage:
        """Our answer to another offer in the call; without one, what was agreed on before.

        Raises `NoCommonCodecError`; then all stays as it was.
        """
        if offer is not None:
            agreed = agree(offer, self._host, self.media.port, self._session, self._agreed.law)
            if agreed.payload_type != self._agreed.payload_type:
                raise NoCommonCodecError("the codec has another payload type now")
            self._agreed = agreed
            self.media.agree(agreed)
        self._version += 1
        self._agreed.answer.origin.session_version = str(self._version)
        return self._agreed.answer

    def reinvited(self) -> None:
        """Answer a re-INVITE: the call is held, taken up again, or moved."""
        try:
            self._call.accept(self.offered_anew(self._call.sdp_offer))
        except NoCommonCodecError as error:
            log.warning("change refused", fault=str(error))
            self._server.refuse(self._call.invite, 488, "Not Acceptable Here")

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something that takes a while beside all else, unless all is given back."""
        if self._closed:
            return
        task = asyncio.get_running_loop().create_task(work())
        self._tasks.add(task)  # the loop alone would let it be collected
        task.add_done_callback(self._tasks.discard)

    async def refer(self, target: str) -> None:
        """Ask the far end to call `target` instead of us; `on_transfer` tells what came of it.

        `target` is an address, or a number that the far end reaches.
        """
        self._handing_over = True
        answer = await self._server.requests.send(
            self._call.dialog,
            "REFER",
            self._call.source_addr,
            {"Refer-To": f"<{self._address(target)}>"},
        )
        if answer is None or answer.status_code not in SUCCESS:
            status = answer.status_code if answer else 0
            log.warning("hand-over refused", status=status)
            self._handing_over = False
            self.on_transfer(False)

    def _address(self, target: str) -> str:
        if target.startswith(("sip:", "sips:", "tel:")):
            return target
        far = parse_uri(self._call.dialog.remote_target)
        return f"sip:{target}@{far.host}{f':{far.port}' if far.port else ''}"

    def progress(self, status: int) -> None:
        """The far end tells how its call to the person goes."""
        self._rings = status in RINGING
        if self._handing_over and status >= 200:
            self._handing_over = False
            self.on_transfer(status in SUCCESS)

    def ended(self) -> None:
        """The far end has ended the call."""
        if self._handing_over and not self._rings:  # it tells no more: the call is where we sent it
            self._handing_over = False
            self.on_transfer(True)
        self._over = True
        self.on_end()

    def unacknowledged(self) -> None:
        """Our answer was never acknowledged: whether the far end is there nobody knows."""
        self.begin(self.hang_up)

    async def hang_up(self) -> None:
        """End the call, if it is not over."""
        if self._over:
            return
        self._over = True
        self.on_end()
        dialog = self._call.dialog
        if self.waits:
            self._call.reject(503)
            return
        self._server.forget(self._call)
        dialog.terminate()
        await self._server.requests.send(dialog, "BYE", self._call.source_addr)

    async def close(self) -> None:
        """Give back what the call took."""
        self._closed = True
        self._server.forget(self._call)
        await self.media.close()
