"""The call while it is answered, as an activity of the caller's line."""

from collections import deque

import numpy as np

from simulator.audio import SILENCE, audible
from simulator.caller import Act
from simulator.ear import Ear
from simulator.events import Log
from simulator.line import Heard
from simulator.options import Dial, DialOutcome, Network
from simulator.sip.agent import Agent
from simulator.sip.rtp import ALAW_TO_ULAW, ULAW_TO_ALAW, RtpSocket, event
from simulator.sip.sdp import Answer

_EVENT_PACKETS, _ENDS = 5, 3
"""Packets of a key while it is held, and at its end."""
LATE = 0.06
"""Seconds behind the earliest packet from which a packet is late: no jitter buffer waits longer."""
_PRIMED = 2
"""Packets held before the first is heard."""


class Talk:
    """Sends the caller's frames and keys, hears the hotline's; ends when the hotline hangs up."""

    def __init__(
        self,
        agent: Agent,
        rtp: RtpSocket,
        answer: Answer,
        ear: Ear,
        log: Log,
        *,
        network: Network,
        dial: Dial,
        seed: int,
    ) -> None:
        self.done = False
        self.transferred = False
        self.packets = 0
        """Packets received."""
        self._agent = agent
        self._rtp = rtp
        self._answer = answer
        self._ear = ear
        self._log = log
        self._network = network
        self._dial = dial
        self._rng = np.random.default_rng(seed)
        self._waiting: deque[bytes] = deque()
        self._primed = False
        self._delays: list[float] = []
        self._key: deque[bytes] = deque()
        self._ringing: float | None = None

    @property
    def more_to_come(self) -> bool:
        """Whether audible audio waits to be heard."""
        return any(audible(frame) for frame in self._waiting)

    @property
    def late_share(self) -> float:
        """Share of the packets that came later than any jitter buffer waits."""
        if not self._delays:
            return 0.0
        earliest = min(self._delays)
        return sum(delay - earliest > LATE for delay in self._delays) / len(self._delays)

    def tick(self, act: Act) -> Heard:
        """Run 20 ms of the call."""
        self._signals()
        self._send(act)
        self._take_in()
        if len(self._waiting) >= _PRIMED:
            self._primed = True
        if not self._primed or not self._waiting:
            self._primed = False
            return Heard()
        return Heard(self._waiting.popleft())

    def _send(self, act: Act) -> None:
        to = (self._answer.host, self._answer.port)
        lost = bool(self._rng.random() < self._network.loss)
        if act.key and self._answer.events is not None:
            held = [event(act.key, 160 * (n + 1)) for n in range(_EVENT_PACKETS)]
            ends = [event(act.key, 160 * _EVENT_PACKETS, end=True)] * _ENDS
            self._key.extend([*held, *ends])
        if self._key:
            payload = self._key.popleft()
            first = len(self._key) % (_EVENT_PACKETS + _ENDS) == _EVENT_PACKETS + _ENDS - 1
            step = (
                0 if len(self._key) % (_EVENT_PACKETS + _ENDS) else 160 * (_EVENT_PACKETS + _ENDS)
            )
            assert self._answer.events is not None
            self._rtp.send(to, self._answer.events, payload, marker=first, step=step, lost=lost)
            return
        audio = act.said or SILENCE
        if self._answer.payload_type == 8:
            audio = audio.translate(ULAW_TO_ALAW)
        self._rtp.send(to, self._answer.payload_type, audio, lost=lost)

    def _take_in(self) -> None:
        for packet in self._rtp.received():
            if packet.payload_type != self._answer.payload_type:
                continue
            self.packets += 1
            self._delays.append(packet.at - packet.timestamp / 8000)
            audio = packet.payload
            self._waiting.append(
                audio.translate(ALAW_TO_ULAW) if packet.payload_type == 8 else audio
            )

    def _signals(self) -> None:
        while message := self._agent.receive(0.0):
            if message.status:
                continue
            if message.method == "BYE":
                self._agent.respond(message, 200)
                self.done = True
            elif message.method == "REFER":
                self._agent.respond(message, 202, "Accepted")
                self._log.add("refer", to=message.header("Refer-To"))
                self._agent.notify(100, "Trying", last=False)
                self._ringing = self._log.now() + self._dial.ring
            elif message.method != "ACK":
                self._agent.respond(message, 200)
        if self._ringing is not None and self._log.now() >= self._ringing:
            self._ringing = None
            self._dialled()

    def _dialled(self) -> None:
        answered = self._dial.outcome is DialOutcome.ANSWERED
        status, reason = {
            DialOutcome.ANSWERED: (200, "OK"),
            DialOutcome.BUSY: (486, "Busy Here"),
            DialOutcome.NO_ANSWER: (480, "Temporarily Unavailable"),
            DialOutcome.FAILED: (503, "Service Unavailable"),
        }[self._dial.outcome]
        self._log.add("dialled", status=self._dial.outcome.value)
        self._agent.notify(status, reason, last=True)
        self.transferred = answered
