"""One media stream as a line: what is wrong with its messages ends here."""

import contextlib
from collections.abc import Iterator, Sequence

import structlog
from simple_websocket import ConnectionClosed, Server

from ivr.telephony.line import (
    Clear,
    Event,
    Heard,
    LineClosedError,
    Order,
    Play,
    Played,
    Pressed,
    SetMark,
)
from ivr.telephony.twilio import media
from ivr.telephony.twilio.media import BadFrameError

BAD_FRAMES_LOGGED = 3
_START_TICK = 0.01

log = structlog.get_logger()


class StreamLine:
    """The line of one WebSocket."""

    def __init__(self, ws: Server) -> None:
        self._ws = ws
        self._started: media.Started | None = None
        self._sequence = 0
        self.bad_frames = 0
        """Messages so far that were not of the protocol."""

    def starts(self) -> Iterator[media.Started | None]:
        """What comes until the stream begins: None a hundred times a second, then its start.

        Raises `LineClosedError`.
        """
        while self._started is None:
            message = self._message(_START_TICK)
            if isinstance(message, media.Started):
                self._started = message
            yield self._started

    def receive(self, timeout: float) -> Event | None:
        """See `Line.receive`."""
        match self._message(timeout):
            case media.Media(audio=audio):
                return Heard(audio)
            case media.Dtmf(key=key):
                return Pressed(key)
            case media.Mark(name=name):
                return Played(name)
            case media.Started():
                log.warning("second start on one socket", call=self._call)
        return None

    def send(self, orders: Sequence[Order]) -> None:
        """See `Line.send`."""
        # Once the caller has hung up nothing can be sent, but what came before is still to be read.
        # The system may know of the end before the socket does: then it is an OSError.
        with contextlib.suppress(ConnectionClosed, OSError):
            for order in orders:
                self._ws.send(self._encoded(order))

    def _encoded(self, order: Order) -> str:
        assert self._started is not None
        stream = self._started.stream
        match order:
            case Play(audio=audio):
                return media.encode_media(stream, audio)
            case SetMark(mark=mark):
                return media.encode_mark(stream, mark)
            case Clear():
                return media.encode_clear(stream)

    @property
    def _call(self) -> str:
        return self._started.call if self._started else ""

    def _message(self, timeout: float) -> media.Event | None:
        """The next message that is in order. Raises `LineClosedError` at the stream's end."""
        try:
            text = self._ws.receive(timeout=timeout)
        except ConnectionClosed as closed:
            raise LineClosedError("the socket is closed") from closed
        if text is None:
            return None
        try:
            message = media.decode(text)
            self._check(message)
        except BadFrameError as error:
            self._refuse(error)
            return None
        if isinstance(message, media.Stopped):
            raise LineClosedError("the stream has stopped")
        return message

    def _refuse(self, error: BadFrameError) -> None:
        self.bad_frames += 1
        if self.bad_frames <= BAD_FRAMES_LOGGED:
            log.warning("bad frame", call=self._call, fault=str(error))

    def _check(self, message: media.Event) -> None:
        """Refuse what belongs to another stream or comes a second time. Raises `BadFrameError`."""
        ours = self._started.stream if self._started else ""
        stream = getattr(message, "stream", ours)
        if self._started and not isinstance(message, media.Started) and stream != ours:
            raise BadFrameError(f"stream {stream[:40]!r} is not the stream of this socket")
        if isinstance(message, media.Media):
            if message.sequence <= self._sequence:
                raise BadFrameError(f"sequence number {message.sequence} after {self._sequence}")
            self._sequence = message.sequence
