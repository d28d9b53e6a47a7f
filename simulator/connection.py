"""The stream's WebSocket: a signed upgrade, a thread that receives, a death without a close."""

import socket
import struct
import threading
from collections import deque
from contextlib import suppress

import websocket
from websocket import ABNF

from simulator.errors import SimulatorError
from simulator.events import Log

_SEND_TIMEOUT = 30.0


class HandshakeError(SimulatorError):
    """The server did not accept the WebSocket (Twilio's error 31920)."""


class Connection:
    """An open WebSocket. `inbox` holds what came in: (seconds since the call began, message)."""

    def __init__(self, url: str, signature: str, log: Log) -> None:
        """Connect. Raises HandshakeError."""
        try:
            self._socket = websocket.create_connection(
                url,
                timeout=_SEND_TIMEOUT,
                header={"X-Twilio-Signature": signature, "User-Agent": "Twilio.TmeWs/1.0"},
                suppress_origin=True,
                sockopt=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
                http_no_proxy=["*"],
            )
        except (websocket.WebSocketException, OSError, ValueError) as error:
            raise HandshakeError(str(error)) from error
        self.inbox: deque[tuple[float, str | bytes]] = deque()
        self.closed: str | None = None
        """Why the connection is over, once it is."""
        self._log = log
        assert self._socket.sock is not None
        self._tcp: socket.socket = self._socket.sock
        self._closing = False
        self._receiver = threading.Thread(target=self._receive, daemon=True)
        self._receiver.start()

    def send(self, message: str | bytes) -> None:
        """Send a message, bytes as a binary one; a dead connection is only noted."""
        opcode = ABNF.OPCODE_BINARY if isinstance(message, bytes) else ABNF.OPCODE_TEXT
        try:
            self._socket.send(message, opcode)
        except (websocket.WebSocketException, OSError) as error:
            self._over(f"sending failed: {error or type(error).__name__}")

    def close(self) -> None:
        """Close in good order, waiting a second for the server's part of it."""
        if self.closed is None:
            self._closing = True
            try:
                self._socket.send_close()
            except (websocket.WebSocketException, OSError):
                self._over("closing failed")
            self._receiver.join(timeout=1)
        self._over("closed by us")
        self._release()

    def die(self) -> None:
        """End the connection without a closing handshake."""
        self._over("connection died")
        self._release()

    def _release(self) -> None:
        """Give the socket back; shutting it down first wakes the receiver."""
        with suppress(OSError):
            self._tcp.shutdown(socket.SHUT_RDWR)
        self._receiver.join(timeout=2)
        self._tcp.close()

    def _over(self, reason: str) -> None:
        if self.closed is None:
            self.closed = reason

    def _receive(self) -> None:
        while self.closed is None:
            try:
                opcode, data = self._socket.recv_data()
            except websocket.WebSocketTimeoutException:
                continue
            except (websocket.WebSocketException, OSError, AttributeError) as error:
                self._over(f"connection lost: {error or type(error).__name__}")
                return
            if opcode == ABNF.OPCODE_CLOSE:
                code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else 1005
                self._over("closed by us" if self._closing else f"closed by the server ({code})")
                return
            self.inbox.append((self._log.now(), _text_or_bytes(opcode, data)))


def _text_or_bytes(opcode: int, data: bytes) -> str | bytes:
    return data.decode("utf-8", "replace") if opcode == ABNF.OPCODE_TEXT else data
