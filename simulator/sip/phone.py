"""A telephone on SIP as a simulated call uses it, and the simulator's own."""

from typing import Protocol

from simulator.ear import Ear
from simulator.events import Log
from simulator.line import Activity
from simulator.options import CallOptions, Dial
from simulator.sip import sdp
from simulator.sip.agent import Agent
from simulator.sip.rtp import RtpSocket
from simulator.sip.talk import Talk


class Conversation(Activity, Protocol):
    """The call while it is answered."""

    transferred: bool
    """Whether the hotline has handed the call over."""

    @property
    def late_share(self) -> float:
        """Share of the hotline's packets that came late; 0 where the telephone does not tell."""


class Phone(Protocol):
    """One telephone, for one call."""

    @property
    def name(self) -> str:
        """What the hotline's register of calls calls this call, once it is answered."""

    def ring(self) -> None:
        """Call until answered. Raises `RefusedError` or `TimeoutError`."""

    def converse(self, ear: Ear, log: Log, dial: Dial, options: CallOptions) -> Conversation:
        """What is to be run on the caller's line, once answered."""

    def hang_up(self) -> None:
        """End the call. Raises `TimeoutError` where nobody takes notice."""


class OwnPhone:
    """The simulator's own signalling and audio."""

    def __init__(self, agent: Agent, laws: tuple[str, ...]) -> None:
        self._agent = agent
        self._laws = laws
        self._rtp = RtpSocket()

    @property
    def name(self) -> str:
        """See `Phone`."""
        return self._agent.name

    def ring(self) -> None:
        """See `Phone`."""
        answered = self._agent.call(sdp.offer(self._rtp.port, self._laws))
        self._answer = sdp.answer(answered.body)

    def converse(self, ear: Ear, log: Log, dial: Dial, options: CallOptions) -> Conversation:
        """See `Phone`."""
        return Talk(
            self._agent,
            self._rtp,
            self._answer,
            ear,
            log,
            network=options.network,
            dial=dial,
            seed=options.seed,
        )

    def hang_up(self) -> None:
        """See `Phone`."""
        self._agent.bye()

    def close(self) -> None:
        """Give the ports back."""
        self._agent.close()
        self._rtp.close()
