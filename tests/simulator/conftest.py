"""A hotline written by hand for these tests: it answers webhooks with TwiML and speaks the stream
protocol, so that the simulator is tested against something that is not the product."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed
from twilio.request_validator import RequestValidator
from werkzeug.serving import WSGIRequestHandler, make_server

from simulator import CallOptions, CallResult, parse_script, place_call
from simulator.audio import SILENCE, tone, write_wav
from tests.support.servers import wait_until

TOKEN = "12345"
PATIENCE = 60
"""Seconds after which what ought to come is given up."""
PUBLIC = "https://hotline.example"
STREAM = (
    '<Connect><Stream url="wss://hotline.example/stream">'
    '<Parameter name="key" value="7"/></Stream></Connect>'
)


@dataclass
class Request:
    path: str
    form: dict[str, str]
    headers: dict[str, str]
    signed: bool


class Talk:
    """The server's end of one media stream."""

    def __init__(self, socket: Any, headers: dict[str, str]) -> None:
        self.headers = headers
        self.messages: list[dict[str, Any]] = []
        self.raw_errors = 0
        self.over = threading.Event()
        self._socket = socket
        self.sid = ""

    def receive(self, *events: str) -> dict[str, Any] | None:
        """Return the next message of one of these kinds; None when the stream is over."""
        try:
            while True:
                try:
                    message = json.loads(self._socket.receive(timeout=10))
                except (ValueError, TypeError):
                    self.raw_errors += 1
                    continue
                if not isinstance(message, dict):
                    self.raw_errors += 1
                    continue
                self.messages.append(message)
                if message["event"] == "start":
                    self.sid = message["streamSid"]
                if message["event"] in events:
                    return message
        except ConnectionClosed:
            return None

    def send(self, event: str, **body: Any) -> None:
        self._socket.send(json.dumps({"event": event, "streamSid": self.sid, **body}))

    def send_text(self, text: str) -> None:
        self._socket.send(text)

    def play(self, seconds: float, mark: str = "") -> None:
        """Send a tone all at once, and a mark behind it."""
        self.send("media", media={"payload": base64.b64encode(tone(300, seconds)).decode()})
        if mark:
            self.send("mark", mark={"name": mark})

    def close(self) -> None:
        self._socket.close()

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == event]

    def is_open(self) -> bool:
        return bool(self.of("start"))


@dataclass
class HandServer:
    """Routes give TwiML without <Response>, a (status, body) pair, or a function of the form."""

    url: str = ""
    routes: dict[str, Any] = field(default_factory=dict)
    on_stream: Callable[[Talk], None] = lambda talk: None
    requests: list[Request] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)

    def forms(self, path: str) -> list[dict[str, str]]:
        return [item.form for item in self.requests if item.path == path]

    def statuses(self) -> list[str]:
        return [form["CallStatus"] for form in self.forms("/voice/status")]

    def call(self, *steps: Any, **options: Any) -> CallResult:
        """Place a call with a short-spoken hotline and an impatient caller."""
        settings = {
            "public_origin": PUBLIC,
            "say_seconds_per_char": 0.02,
            "max_seconds": 120.0,
            "hooks": {"opened": self._next_stream()},
        }
        script = parse_script({"steps": list(steps), "quiet": 0.3, "name": "test"})
        chosen = CallOptions(**{**settings, **options})
        result = place_call(self.url, script, auth_token=TOKEN, options=chosen)
        wait_until(lambda: len(self.talks) >= len(result.stream_sids), PATIENCE, "a stream")
        assert all(talk.over.wait(PATIENCE) for talk in self.talks)
        return result

    def _next_stream(self) -> Callable[[], None]:
        """The step `call: opened` waits for the call's first stream, the next such for its second.

        The caller's clock runs while a stream is being opened: without this a pause measures that.
        """
        number = count(len(self.talks))

        def opened() -> None:
            wanted = next(number)
            wait_until(
                lambda: [talk.is_open() for talk in self.talks[wanted : wanted + 1]] == [True],
                PATIENCE,
                "the stream's start",
            )

        return opened


def _app(server: HandServer) -> Flask:
    app = Flask(__name__)
    sock = Sock(app)
    validator = RequestValidator(TOKEN)

    @sock.route("/stream")
    def stream(socket: Any) -> None:
        talk = Talk(socket, dict(request.headers))
        server.talks.append(talk)
        try:
            if talk.receive("start"):
                server.on_stream(talk)
        finally:
            talk.over.set()

    @app.route("/<path:path>", methods=["GET", "POST"])
    def webhook(path: str) -> Response:
        form, headers = request.form.to_dict(), dict(request.headers)
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        public = f"{PUBLIC}/{path}{query}"
        signed = validator.validate(public, form, headers.get("X-Twilio-Signature", ""))
        server.requests.append(Request(f"/{path}", form or request.args.to_dict(), headers, signed))
        answer = server.routes.get(f"/{path}", "")
        answer = answer(form) if callable(answer) else answer
        if isinstance(answer, Response):
            return answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return Response(f"<Response>{body}</Response>", status, content_type="text/xml")

    return app


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def hotline() -> Iterator[HandServer]:
    server = HandServer()
    http = make_server("127.0.0.1", 0, _app(server), threaded=True, request_handler=_Quiet)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield server
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """Half a second of something audible, between silences, as a caller's recording."""
    path = tmp_path / "speech.wav"
    write_wav(path, SILENCE * 5 + tone(500, 0.5) + SILENCE * 10)
    return path
