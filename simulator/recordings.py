"""Files of `<Record>`, served and deleted as at Twilio: with credentials, and not at once there."""

import base64
import tempfile
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from simulator.audio import write_wav

_LINGER = 3.0
"""Seconds the host stays after the call for files not yet fetched."""


class RecordingHost:
    """A small HTTP server on loopback. Use as a context manager."""

    def __init__(self, account_sid: str, auth_token: str, delay: float) -> None:
        """Files appear `delay` seconds after the recording; before that they are not found."""
        self._account_sid = account_sid
        self._delay = delay
        self._files: dict[str, tuple[float, bytes]] = {}
        self._fetched: set[str] = set()
        credentials = base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        handler = partial(_Handler, self._files, self._fetched, f"Basic {credentials}")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "RecordingHost":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        until = time.monotonic() + _LINGER
        while set(self._files) - self._fetched and time.monotonic() < until:
            time.sleep(0.05)
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        """What its URLs begin with."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def held(self) -> list[str]:
        """Ids of the recordings still there."""
        return [resource.rpartition("/")[2] for resource in self._files]

    def add(self, recording_sid: str, mulaw: bytes) -> str:
        """Take a recording in; return its URL, which like Twilio's has no file extension."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "recording.wav"
            write_wav(path, mulaw)
            content = path.read_bytes()
        resource = f"/2010-04-01/Accounts/{self._account_sid}/Recordings/{recording_sid}"
        self._files[resource] = (time.monotonic() + self._delay, content)
        return f"{self.origin}{resource}"


class _Handler(BaseHTTPRequestHandler):
    def __init__(
        self,
        files: dict[str, tuple[float, bytes]],
        fetched: set[str],
        authorization: str,
        *args: object,
    ) -> None:
        self._files = files
        self._fetched = fetched
        self._authorization = authorization
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
        ready, content = self._files.get(self.path.removesuffix(".wav"), (float("inf"), b""))
        if self.headers.get("Authorization") != self._authorization:
            self.send_error(401)
        elif time.monotonic() < ready:
            self.send_error(404)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "audio/x-wav")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self._fetched.add(self.path.removesuffix(".wav"))

    def do_DELETE(self) -> None:  # noqa: N802 - the name is the base class's
        """Delete a recording; what is not there, or no more, is not found."""
        resource = self.path.removesuffix(".json")
        if self.headers.get("Authorization") != self._authorization:
            self.send_error(401)
        elif self._files.pop(resource, None) is None:
            self.send_error(404)
        else:
            self.send_response(204)
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: the call's log tells what matters."""
