"""The SIP door of a process: an event loop in a thread of its own, and a thread for each call."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from aiortp.clock import MediaClock
from aiortp.port_allocator import PortAllocator
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest
from aiosipua.sdp import SdpMessage

from ivr.capacity import draining
from ivr.telephony.line import AnnouncedCall, CallLine, Door
from ivr.telephony.sip import identity, offer
from ivr.telephony.sip.digest import Digest
from ivr.telephony.sip.gate import Gate
from ivr.telephony.sip.leg import Leg
from ivr.telephony.sip.media import MediaSession
from ivr.telephony.sip.offer import NoCommonCodecError
from ivr.telephony.sip.options import SipOptions
from ivr.telephony.sip.server import BUSY_SECONDS, CallServer
from ivr.telephony.sip.sip_line import SipLine
from ivr.telephony.sip.source import Address
from ivr.telephony.sip.wire import Wire

FRAME_SECONDS = 0.02
START_SECONDS = 10.0
STOP_SECONDS = 5.0
BYE_SECONDS = 1.0
"""How long a closing door waits for answers to its good-byes."""
_NO_PORT_YET = 9
"""Stands in an answer until the audio's port is known."""

log = structlog.get_logger()


class SipDoor:
    """Takes calls; each is served by `serve` in a thread of its own."""

    def __init__(
        self,
        options: SipOptions,
        takes_caller: Callable[[], bool],
        serve: Callable[[CallLine], None],
    ) -> None:
        """`takes_caller` is asked at each call whether it may be answered, and returns at once."""
        self._options = options
        self._takes_caller = takes_caller
        self._serve = serve
        self._gate = Gate(options)
        self._legs: dict[str, Leg] = {}
        """By Call-ID: two calls of one are refused."""
        self._lines: dict[str, SipLine] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ports = PortAllocator(options.media_ports)
        self._loop: asyncio.AbstractEventLoop
        self._server: CallServer
        self._clock = MediaClock(FRAME_SECONDS, self._tick)
        self._thread: threading.Thread | None = None
        self._stopped = False
        self.port = 0
        """The port it listens on; 0 until it is open."""

    @property
    def calls(self) -> int:
        """Calls that go on."""
        return len(self._legs)

    def report(self) -> dict[str, int]:
        """For `/health`: port 0 is a door that is not open."""
        return {"port": self.port, "calls": self.calls}

    def open(self) -> None:
        """Begin to listen, if it does not; where no port is free, nothing happens but a line of log."""
        if self.port or self._stopped:
            return
        if self._thread is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="sip", daemon=True)
            self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(START_SECONDS)
        except OSError as error:
            log.warning("SIP door stays shut", fault=str(error))
        else:
            log.info("SIP door open", host=self._options.host, port=self.port)

    def stop(self) -> None:
        """End all calls and close the door for good."""
        if self._stopped or self._thread is None:
            self._stopped = True
            return
        self._stopped = True
        if self.port:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(STOP_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_SECONDS)
        self._loop.close()

    async def _listen(self) -> None:
        ports = range(self._options.port, self._options.port + self._options.ports)
        for port in ports:
            try:
                self._server = await self._server_on(port)
            except OSError as error:
                log.debug("port taken", port=port, fault=str(error))
                continue
            self.port = self._server.transport.local_addr[1]
            self._clock.start()
            return
        raise OSError(f"no UDP port of {ports.start} to {ports.stop - 1} is free")

    async def _server_on(self, port: int) -> CallServer:
        options = self._options
        wire = Wire(local_addr=(options.host, port), gate=self._gate)
        digest = Digest(options.user, options.password) if options.password else None
        advertised = (options.advertised, port) if options.public_host else None
        server = CallServer(wire, self._gate, digest, advertised)
        server.on_invite = self._invited
        server.on_reinvite = lambda call: self._with_leg(call, Leg.reinvited)
        server.on_bye = lambda call, request: self._with_leg(call, Leg.ended)
        server.on_ack_timeout = lambda call: self._with_leg(call, Leg.unacknowledged)
        server.on_session_expired = lambda call: self._with_leg(call, Leg.ended)
        server.on_update = self._updated
        server.on_options = self._pinged
        server.on_transfer_progress = self._told_of_transfer
        await server.start()
        return server

    async def _close(self) -> None:
        await self._clock.stop()
        legs = list(self._legs.values())
        self._legs.clear()
        farewells = [self._loop.create_task(leg.hang_up()) for leg in legs]
        if farewells:
            await asyncio.wait(farewells, timeout=BYE_SECONDS)
        await asyncio.gather(*(leg.close() for leg in legs), *self._closing)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._server.stop()

    # What comes in

    def _invited(self, call: IncomingCall) -> None:
        if not ("timer" in _tokens(call.invite) or call.invite.get_header("session-expires")):
            call.session_interval = None  # the library would end the call of who knows no timers
        if draining.draining():
            self._turn_away(call, 503, "going down", Retry_After=BUSY_SECONDS)
        elif not self._takes_caller():
            self._turn_away(call, 486, "all lines busy")
        else:
            self._begin(self._welcome(call))

    def _turn_away(self, call: IncomingCall, status: int, why: str, **headers: str) -> None:
        log.warning("call turned away", status=status, fault=why)
        reasons = {486: "Busy Here", 488: "Not Acceptable Here", 503: "Service Unavailable"}
        self._server.refuse(call.invite, status, reasons.get(status, "Error"), **headers)
        call.dialog.terminate()
        self._server.forget(call)

    async def _welcome(self, call: IncomingCall) -> None:
        """Answer a call and begin to talk. Whatever goes wrong, the caller gets an answer."""
        try:
            leg = await self._leg(call)
        except NoCommonCodecError as error:
            self._turn_away(call, 488, str(error))
        except (OSError, RuntimeError) as error:
            self._turn_away(call, 503, f"no port for audio: {error}", Retry_After=BUSY_SECONDS)
        except Exception as error:  # noqa: BLE001 - else the caller would hear 100 for ever
            log.error("call failed", fault=repr(error), exc_info=error)
            self._turn_away(call, 500, repr(error))
        else:
            self._take(call, leg)

    async def _leg(self, call: IncomingCall) -> Leg:
        asked = call.sdp_offer or offer.read(call.invite.text)
        host, source = self._options.advertised, call.source_addr[0]
        agreed = offer.agree(asked, host, _NO_PORT_YET, "0")
        media = await MediaSession.open(self._options.host, self._ports, agreed, source)
        assert agreed.answer.audio is not None
        agreed.answer.audio.port = media.port
        return Leg(call, self._server, media, agreed, host)

    def _take(self, call: IncomingCall, leg: Leg) -> None:
        if not leg.waits:  # cancelled meanwhile
            self._give_back(leg)
            return
        invite = call.invite
        facts = AnnouncedCall(
            call=identity.call_name(call.dialog),
            caller=identity.caller(invite, self._options.identity),
            called=identity.called(invite),
            door=Door.SIP,
        )
        line = SipLine(facts, leg, self._loop)
        self._legs[call.call_id] = leg
        self._lines[facts.call] = line
        # The library makes sip: of tel:, and turns round the way the call came (RFC 3261, 12.1.1).
        call.dialog.route_set = list(invite.get_header_values("record-route"))
        call.dialog.remote_uri = identity.address_in(invite.get_header("from") or "")
        call.dialog.local_uri = identity.address_in(invite.get_header("to") or "")
        leg.answer()
        log.info("call answered", call=facts.call, sip_call=call.call_id[:80])
        threading.Thread(
            target=self._talk, args=(line, call.call_id), name=facts.call, daemon=True
        ).start()

    def _talk(self, line: SipLine, call_id: str) -> None:
        try:
            self._serve(line)
        finally:
            line.hang_up()
            with contextlib.suppress(RuntimeError):  # the door is closed
                self._loop.call_soon_threadsafe(self._over, line, call_id)

    def _over(self, line: SipLine, call_id: str) -> None:
        self._lines.pop(line.facts.call, None)
        if leg := self._legs.pop(call_id, None):
            self._give_back(leg)

    def _give_back(self, leg: Leg) -> None:
        """Close a call's audio, also where the door is closed meanwhile."""
        task = self._loop.create_task(leg.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _with_leg(self, call: IncomingCall, do: Callable[[Leg], None]) -> None:
        if leg := self._legs.get(call.call_id):
            do(leg)

    def _updated(self, call: IncomingCall, request: SipRequest) -> SdpMessage | None:
        leg = self._legs.get(call.call_id)
        if leg is None or not request.body:
            return None
        try:
            return leg.offered_anew(offer.read(request.text))
        except NoCommonCodecError as error:
            log.warning("change refused", fault=str(error))
            return None

    def _told_of_transfer(self, call_id: str, status: int, _reason: str) -> None:
        if leg := self._legs.get(call_id):
            leg.progress(status)

    def _pinged(self, request: SipRequest, _from: Address) -> None:
        """Tell whoever sends us calls whether to go on."""
        if draining.draining():
            self._server.refuse(request, 503, "Service Unavailable")
        else:
            self._server.refuse(request, 200, "OK", Allow=ALLOWED, Accept="application/sdp")

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)  # the loop alone would let it be collected
        task.add_done_callback(self._tasks.discard)

    def _tick(self) -> None:
        now = time.monotonic()
        for line in list(self._lines.values()):
            line.tick(now)


ALLOWED = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, NOTIFY"


def _tokens(request: SipRequest) -> set[str]:
    return {value.strip().lower() for value in request.get_header_values("supported")}
