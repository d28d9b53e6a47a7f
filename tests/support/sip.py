"""A hotline with a SIP door on loopback, and telephones to call it with."""

import queue
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from demo import AUDIO
from ivr.config import networks
from ivr.dialog.acts import Ask
from ivr.telephony.line import Event, Heard, LineClosedError
from ivr.telephony.sip.door import SipDoor
from ivr.telephony.sip.options import SipOptions
from ivr.telephony.sip.sip_line import SipLine
from simulator import CallOptions, CallResult, parse_script
from simulator.sip import Agent, RtpSocket, place_sip_call, sdp
from simulator.sip.message import Message
from speech.audio.telephone import ulaw_to_pcm
from tests.support.hotlines import RunningHotline, ScriptedRecognizer
from tests.support.servers import wait_until

Outcome = TypeVar("Outcome")
LOOPBACK = "127.0.0.1"
PATIENCE = 30.0
"""Seconds until what ought to come is given up, on a busy machine too."""
_CALL_SECONDS = 600
"""Longest call: one that nobody ends."""
_STEADY = 5
"""Packets from which on they are no leftovers."""


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


class SipHotline(RunningHotline):
    """The hotline of other tests, with a trunk."""

    def __init__(self, folder: Path, recognizer: ScriptedRecognizer | None, **settings) -> None:
        given = {"sip_port": free_udp_port(), "workers": 1, "speech_calls": 10, **settings}
        super().__init__(folder, recognizer, **given)
        self.door.open()

    @property
    def door(self):
        assert self.services.sip is not None
        return self.services.sip

    @property
    def address(self) -> tuple[str, int]:
        return LOOPBACK, self.door.port

    def place(self, *steps: object, **options: object) -> CallResult:
        """A call by script over SIP, and nothing left of it afterwards."""
        result = place_over_sip(self.door.port, *steps, **options)
        self.rests()
        return result

    def rests(self) -> None:
        """Wait until no call goes on."""
        wait_until(lambda: self.door.calls == 0, PATIENCE, "the hotline's end of the call")
        wait_until(lambda: self.services.slots.busy == 0, PATIENCE, "the slot of the call")

    def asked(self, sid: str) -> str:
        """What the caller is being asked."""
        then = self.services.conversations.open(sid).turn.then
        return then.prompt if isinstance(then, Ask) else type(then).__name__

    @contextmanager
    def phone(self, **given: object) -> Iterator["Telephone"]:
        telephone = Telephone(Agent(self.address, **given))
        try:
            yield telephone
        finally:
            telephone.close()
        self.rests()


def place_over_sip(port: int, *steps: object, **options: object) -> CallResult:
    """A call by script over SIP."""
    script = parse_script({"name": "caller", "steps": list(steps)}, folder=AUDIO)
    given = CallOptions(**{"max_seconds": 40, **options})
    return place_sip_call((LOOPBACK, port), script, options=given)


class Telephone:
    """One call, step by step."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.rtp = RtpSocket()
        self.audio: sdp.Answer | None = None

    def close(self) -> None:
        self.agent.close()
        self.rtp.close()

    def offer(self, **given: object) -> str:
        return sdp.offer(self.rtp.port, **given)

    def calls(self, offered: str = "", headers=()) -> Message:
        """Be answered. Raises `RefusedError`."""
        answered = self.agent.call(offered or self.offer(), headers)
        self.audio = sdp.answer(answered.body)
        return answered

    @property
    def far(self) -> tuple[str, int]:
        assert self.audio is not None
        return self.audio.host, self.audio.port

    def speaks(self, payload: bytes, rtp: RtpSocket | None = None, **given: object) -> None:
        """Send one packet of audio."""
        assert self.audio is not None
        (rtp or self.rtp).send(self.far, self.audio.payload_type, payload, **given)

    def silent(self, seconds: float) -> None:
        """Let time pass as a telephone does: a packet of silence each 20 ms."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.speaks(b"\xd5" * 160)
            time.sleep(0.02)

    def hears(self, seconds: float = 0.3) -> list:
        """The packets that come meanwhile."""
        self.rtp.received()
        time.sleep(seconds)
        return self.rtp.received()

    def goes_on_hearing(self, rtp: RtpSocket | None = None) -> bool:
        """Whether more and more packets come, on a busy machine some seconds later."""
        heard = rtp or self.rtp
        heard.received()
        packets: list = []
        ends = time.monotonic() + PATIENCE
        while len(packets) <= _STEADY and time.monotonic() < ends:
            time.sleep(0.05)
            packets += heard.received()
        return len(packets) > _STEADY

    def hears_all(self, packets: int, silence: bytes) -> list:
        """What comes until so many packets of speech have, and one of silence behind them."""
        heard: list = []
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            heard += self.rtp.received()
            spoken = [packet for packet in heard if packet.payload != silence]
            if len(spoken) >= packets and heard[-1].payload == silence:
                break
            time.sleep(0.02)
        return heard


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    wait_until(true, seconds, "what was expected")


def first_good(
    attempt: Callable[[], Outcome], good: Callable[[Outcome], bool], attempts: int = 20
) -> Outcome:
    """The first outcome that is good: a machine that stops for a moment spoils some."""
    seen = []
    for _ in range(attempts):
        seen.append(attempt())
        if good(seen[-1]):
            return seen[-1]
    raise AssertionError(f"none of {attempts} is good: {seen}")


class OpenDoor:
    """A SIP door alone: the test itself is what talks on its lines."""

    def __init__(self, **options: object) -> None:
        given = {
            "host": LOOPBACK,
            "port": free_udp_port(),
            "trunks": networks.parse("127.0.0.0/8"),
            "media_ports": (21000 + 2 * random.randrange(9000), 60000),
            **options,
        }
        self.takes_caller = True
        self.door = SipDoor(SipOptions(**given), lambda: self.takes_caller, self._serve)
        self.errors: list[str] = []
        """What nothing in the event loop dealt with."""
        self.talking = threading.Lock()
        """Held by a test's thread that talks on a line: the call's own would hang up meanwhile."""
        self.door.open()
        self.door._loop.set_exception_handler(lambda _, what: self.errors.append(str(what)))
        self._lines: queue.Queue[SipLine] = queue.Queue()

    def _serve(self, line: SipLine) -> None:
        self._lines.put(line)
        line.ended.wait(_CALL_SECONDS)
        with self.talking:
            pass

    def __enter__(self) -> "OpenDoor":
        return self

    def __exit__(self, *_: object) -> None:
        self.door.stop()

    @property
    def address(self) -> tuple[str, int]:
        return LOOPBACK, self.door.port

    def line(self) -> SipLine:
        """The next call's line."""
        return self._lines.get(timeout=PATIENCE)

    @contextmanager
    def phone(self, **given: object) -> Iterator[Telephone]:
        telephone = Telephone(Agent(self.address, **given))
        try:
            yield telephone
        finally:
            telephone.close()


def events_of(line: SipLine, seconds: float = 0.5) -> list[Event]:
    """What comes over a line meanwhile; ends early where the line does."""
    found: list[Event] = []
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            if event := line.receive(left):
                found.append(event)
    except LineClosedError:
        pass
    return found


def events_until(
    line: SipLine, enough: Callable[[list[Event]], object], seconds: float = PATIENCE
) -> list[Event]:
    """What comes over a line until it is enough, and for a moment more, as too much may come too."""
    found: list[Event] = []
    until = time.monotonic() + seconds
    try:
        while not enough(found) and (left := until - time.monotonic()) > 0:
            if event := line.receive(left):
                found.append(event)
    except LineClosedError:
        pass
    return found + events_of(line, 0.2)


def waiting(line: SipLine) -> list[Event]:
    """What has come over a line and nobody has taken yet."""
    found: list[Event] = []
    while event := line.receive(0.0):
        found.append(event)
    return found


def over(line: SipLine, within: float = PATIENCE) -> bool:
    """Whether the line is known to be gone in so many seconds."""
    until = time.monotonic() + within
    try:
        while time.monotonic() < until:
            line.receive(0.01)
    except LineClosedError:
        return True
    return False


def loud(events: list[Event], peak: int = 1000) -> list[bytes]:
    """The pieces of audio in which there is something to hear."""
    heard = [event.audio for event in events if isinstance(event, Heard)]
    return [audio for audio in heard if max(abs(s) for s in samples(audio)) > peak]


def samples(ulaw: bytes) -> list[int]:
    return np.frombuffer(ulaw_to_pcm(ulaw), "<i2").astype(int).tolist()
