"""A running media stream, as the activity between the caller and the server's WebSocket."""

from collections import deque
from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np

from simulator import messages
from simulator.audio import FRAME_BYTES, FRAME_SECONDS, SILENCE, encode
from simulator.caller import Act
from simulator.connection import Connection
from simulator.ear import Ear
from simulator.events import Log
from simulator.line import Heard
from simulator.malformed import malformed
from simulator.options import Network, StreamStart
from simulator.playback import PlaybackBuffer

_SAME_SPEECH = 1.0
"""A hole in the server's audio longer than this, seconds, is a pause and not an underrun."""


class MediaStream:
    """Sends the caller's frames and keys, plays what the server sends, echoes its marks."""

    def __init__(
        self,
        connection: Connection,
        encoder: messages.Encoder,
        ear: Ear,
        log: Log,
        *,
        network: Network,
        seed: int,
    ) -> None:
        self.underruns: list[dict[str, Any]] = []
        self._connection = connection
        self._encoder = encoder
        self._ear = ear
        self._log = log
        self._network = network
        self._rng = np.random.default_rng(seed)
        self._playback = PlaybackBuffer()
        self._outbox: deque[tuple[float, str | bytes]] = deque()
        self._broken = cycle(network.malformed)
        self._frames = 0
        self._started = False
        self._dry_since: float | None = None

    def begin(self, mode: StreamStart, parameters: Mapping[str, str]) -> None:
        """Send `connected` and, unless the stream is to stay silent, `start`."""
        self._connection.send(self._encoder.connected())
        if mode is StreamStart.NORMAL:
            self._connection.send(self._encoder.start(parameters))
            self._started = True

    def end(self, *, send_stop: bool) -> None:
        """Finish from Twilio's side: `stop`, then close."""
        if self._connection.closed is None and self._started and send_stop:
            self._connection.send(self._encoder.stop())
        self._connection.close()

    @property
    def done(self) -> bool:
        """Whether the connection is over and all that came before its end is taken in."""
        return self._connection.closed is not None and not self._connection.inbox

    @property
    def more_to_come(self) -> bool:
        """Whether audible audio waits to be played."""
        return self._playback.has_speech

    @property
    def unplayed_seconds(self) -> float:
        """Audio the caller will not hear, because the stream is over."""
        return self._playback.seconds

    def tick(self, act: Act) -> Heard:
        """Run 20 ms of the stream."""
        now = self._log.now()
        if act.drop_socket:
            self._connection.die()
        self._take_in()
        frame, marks = self._playback.pull()
        self._watch_for_holes(frame, now)
        for name in marks:
            self._echo(name, now)
        if self._started:
            self._send_caller(act, now)
        self._flush(now)
        return Heard(frame)

    def _take_in(self) -> None:
        while self._connection.inbox:
            arrived, text = self._connection.inbox.popleft()
            try:
                message = messages.decode(text, self._encoder.stream_sid)
            except messages.InvalidMessageError as error:
                self._log.protocol_error(messages.INVALID_MESSAGE, str(error))
                continue
            if isinstance(message, messages.Media):
                self._playback.add_audio(message.mulaw)
            elif isinstance(message, messages.Mark):
                self._playback.add_mark(message.name)
            else:
                self._clear(arrived)

    def _clear(self, now: float) -> None:
        self._log.add("clear", dropped=round(self._playback.seconds, 3))
        self._dry_since = None
        for name in self._playback.clear():
            self._echo(name, now)
        self._ear.cleared(now)

    def _echo(self, name: str, now: float) -> None:
        self._log.add("mark", name=name)
        self._post(self._encoder.mark(name), now)

    def _send_caller(self, act: Act, now: float) -> None:
        timestamp = round(self._frames * FRAME_SECONDS * 1000)
        self._frames += 1
        if act.key:
            self._post(self._encoder.dtmf(act.key), now)
        if self._network.malformed and self._frames % self._network.malformed_every == 0:
            kind = next(self._broken)
            self._log.add("malformed", what=kind.value)
            self._post(malformed(kind, self._encoder.stream_sid), now)
        if self._rng.random() >= self._network.loss:
            self._post(self._encoder.media(act.said or self._quiet(), timestamp), now)

    def _quiet(self) -> bytes:
        level = self._network.comfort_noise
        if not level:
            return SILENCE
        return encode(self._rng.integers(-level, level + 1, FRAME_BYTES).astype(np.int16))

    def _post(self, message: str | bytes, now: float) -> None:
        """Queue a message behind the one before it, delayed by the network's jitter."""
        due = now + self._rng.random() * self._network.jitter
        if self._outbox:
            due = max(due, self._outbox[-1][0])
        self._outbox.append((due, message))

    def _flush(self, now: float) -> None:
        while self._outbox and self._outbox[0][0] <= now:
            self._connection.send(self._outbox.popleft()[1])

    def _watch_for_holes(self, frame: bytes, now: float) -> None:
        """Note where speech was broken off because the server's next audio came late."""
        if len(frame) == FRAME_BYTES:
            if self._dry_since is not None and now - self._dry_since < _SAME_SPEECH:
                hole = {"at": round(now, 3), "seconds": round(now - self._dry_since, 3)}
                self.underruns.append(hole)
                self._log.add("underrun", **hole)
            self._dry_since = None
        elif self._dry_since is None and self._playback.cut_short:
            self._dry_since = now
