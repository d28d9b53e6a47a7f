"""What the caller makes of what is heard: is the hotline speaking, how fast did it react."""

from dataclasses import dataclass
from typing import Any

from simulator.audio import audible
from simulator.events import Log

_BREATH = 0.5
"""Silence that ends a stretch of speech in the log, seconds."""
_STOPPED = 0.3
"""Silence after which an interrupted prompt counts as stopped, seconds."""


@dataclass
class _Waiting:
    act: str
    since: float
    armed: bool
    """False while the prompt from before the act still plays: its sound is no reply."""


class Ear:
    """Listens to one call. All times are seconds since the call began."""

    def __init__(self, log: Log) -> None:
        self.latencies: list[dict[str, Any]] = []
        self.barge_ins: list[dict[str, Any]] = []
        self.more_to_come = False
        """Whether the line knows of more speech: audio in the buffer, a document on its way."""
        self._log = log
        self._last_audible: float | None = None
        self._speaking_since: float | None = None
        self._heard_since_act = False
        self._reply: _Waiting | None = None
        self._interrupted_at: float | None = None

    def hear(self, frame: bytes, now: float) -> None:
        """Take in 20 ms of the hotline's audio; empty for nothing, or for a ringing tone."""
        if audible(frame):
            self._sound(now)
        else:
            self._silence(now)

    def _sound(self, now: float) -> None:
        self._last_audible = now
        self._heard_since_act = True
        if self._speaking_since is None:
            self._speaking_since = now
            self._log.add("heard_start")
        if self._reply is not None and self._reply.armed:
            seconds = round(now - self._reply.since, 3)
            self.latencies.append({"act": self._reply.act, "seconds": seconds, "at": round(now, 3)})
            self._log.add("reply", act=self._reply.act, seconds=seconds)
            self._reply = None

    def _silence(self, now: float) -> None:
        if self._last_audible is None:
            return
        gap = now - self._last_audible
        if gap >= _STOPPED:
            self._arm()
            if self._interrupted_at is not None:
                self._interruption_over("stopped", self._last_audible)
        if gap >= _BREATH and self._speaking_since is not None:
            length = round(self._last_audible - self._speaking_since, 2)
            self._speaking_since = None
            self._log.add("heard_end", seconds=length)

    def cleared(self, now: float) -> None:
        """Note that the server dropped what waited to be played."""
        self._arm()
        self._interruption_over("clear", now)

    def stopped(self) -> None:
        """Note that a key ended a prompt of `<Gather>`."""
        self._arm()
        self._interruption_over("stopped", self._log.now())

    def caller_begins(self, now: float) -> None:
        """The caller starts to speak, or presses a key."""
        self._reply = None
        if self.speaking(now) and self._interrupted_at is None:
            self._interrupted_at = now

    def caller_ends(self, act: str, now: float) -> None:
        """The caller finished speaking, or pressed the last key; a reply is awaited."""
        self._heard_since_act = False
        self._reply = _Waiting(act, now, armed=not self.speaking(now))

    def answer_expected(self) -> None:
        """Something other than the caller's words, such as a killed worker, needs an answer."""
        self._heard_since_act = False

    def speaking(self, now: float) -> bool:
        """Whether the hotline was to be heard just now."""
        return self._last_audible is not None and now - self._last_audible < 0.1

    def speaking_for(self, now: float) -> float:
        """For how many seconds the hotline has been speaking; 0 when it is silent."""
        if self._speaking_since is None or not self._heard_since_act or not self.speaking(now):
            return 0.0
        return now - self._speaking_since

    def finished(self, now: float, quiet: float) -> bool:
        """Whether the hotline has spoken since the caller's last act and is now silent."""
        if not self._heard_since_act or self.more_to_come or self._last_audible is None:
            return False
        return now - self._last_audible >= quiet

    def _arm(self) -> None:
        if self._reply is not None:
            self._reply.armed = True

    def _interruption_over(self, how: str, now: float) -> None:
        if self._interrupted_at is None:
            return
        seconds = round(max(0.0, now - self._interrupted_at), 3)
        self.barge_ins.append({"seconds": seconds, "how": how, "at": round(now, 3)})
        self._log.add("barge_in", seconds=seconds, how=how)
        self._interrupted_at = None
