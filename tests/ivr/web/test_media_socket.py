"""Calls over a real WebSocket, with everything that can be wrong with what comes in."""

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from simple_websocket import Client, ConnectionClosed, Server
from twilio.request_validator import RequestValidator
from werkzeug.serving import WSGIRequestHandler, make_server

from demo import AUDIO
from ivr.web import media_socket
from simulator import CallOptions, Malformed, Network, StreamStart, parse_script, place_call
from tests.support.hotlines import TOKEN, RunningHotline, ScriptedRecognizer
from tests.support.servers import wait_until

pytestmark = pytest.mark.natural_speed

PRESSES = {"keys": "2", "during_prompt": True}
"""A key once something is to be heard: before there is a line it would be lost."""


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


class LiveHotline(RunningHotline):
    """The hotline behind a real server on loopback."""

    port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def place(self, *steps: object, **options: object):
        result = self.dial(*steps, **options)
        wait_until(lambda: self.services.slots.busy == 0, 60, "the server's end of the call")
        return result

    def dial(self, *steps: object, **options: object):
        """A call beside others."""
        script = parse_script({"name": "caller", "steps": list(steps)}, folder=AUDIO)
        options = {"max_seconds": 180, **options}
        return place_call(self.url, script, auth_token=TOKEN, options=CallOptions(**options))


@contextmanager
def serving(
    folder: Path, recognizer: ScriptedRecognizer | None, **settings: object
) -> Iterator[LiveHotline]:
    """A hotline behind a real server."""
    server = make_server("127.0.0.1", 0, lambda *_: None, threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    hotline = LiveHotline(folder, recognizer, public_url=url, **settings)
    hotline.port = server.server_port
    server.app = hotline.app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield hotline
    server.shutdown()


@pytest.fixture(scope="module")
def live(tmp_path_factory) -> Iterator[LiveHotline]:
    with serving(tmp_path_factory.mktemp("live"), ScriptedRecognizer(), speech_calls=10) as hotline:
        yield hotline


def test_a_question_over_the_wire_is_answered(live):
    live.services.recognizer.texts.append("大病理赔要什么材料")
    result = live.place({"say": "032.wav", "during_prompt": True}, {"pause": 6.0}, "hangup")
    assert result.protocol_errors == []
    assert len(result.latencies) == 1
    assert live.acts(result.call_sid) == ["Said"]
    assert live.call(result.call_sid).outcome == "hung_up"


def test_every_kind_of_broken_message_is_survived_and_the_call_goes_on(live):
    network = Network(malformed=tuple(Malformed), malformed_every=5)
    # Too large a message breaks the stream, each time it is opened again; then there are the keys.
    # None of those streams speaks for so long as the keypad does.
    result = live.place({**PRESSES, "after": 1.5}, "hangup", network=network)
    assert live.acts(result.call_sid) == ["Keyed"]
    assert result.protocol_errors == []


def test_five_percent_of_frames_lost_and_late_is_still_a_call(live):
    live.services.recognizer.texts.append("大病理赔要什么材料")
    result = live.place(
        {"say": "032.wav", "during_prompt": True},
        {"pause": 2.5},
        "hangup",
        network=Network(loss=0.05, jitter=0.06),
    )
    assert live.acts(result.call_sid) == ["Said"]


def test_a_key_pressed_as_the_line_goes_dead_is_kept(live, monkeypatch):
    tried = threading.Event()

    def dead(_socket: Server, _message: str) -> None:
        tried.set()
        raise OSError(errno.EBADF, "Bad file descriptor")

    def begun() -> None:
        """Wait until the hotline speaks; there is nothing to be heard of it."""
        assert tried.wait(60)

    monkeypatch.setattr(Server, "send", dead)
    result = live.place(
        {"call": "begun"}, {"keys": "2", "wait": False}, "hangup", hooks={"begun": begun}
    )
    assert live.acts(result.call_sid) == ["Keyed"]
    assert len(result.stream_sids) == 1
    assert "Gather" not in result.twiml_verbs, "it was the stream that brought the key"


def test_a_stream_that_never_starts_ends_in_the_keypad(live, monkeypatch):
    monkeypatch.setattr(media_socket, "START_SECONDS", 0.5)
    result = live.place(PRESSES, "hangup", stream_start=StreamStart.SILENT)
    assert result.twiml_verbs[:2] == ["Connect", "Redirect"]
    assert "Gather" in result.twiml_verbs
    assert live.acts(result.call_sid) == ["Keyed"]


def test_two_calls_at_once_do_not_hear_each_other(live):
    results = []
    callers = [
        threading.Thread(
            target=lambda key=key: results.append(
                (key, live.place({**PRESSES, "keys": key}, "hangup"))
            )
        )
        for key in "23"
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    asked = {
        key: live.services.conversations.open(result.call_sid).turn.then.prompt
        for key, result in results
    }
    assert asked == {"2": "menu.claims", "3": "member.number"}


def test_webhooks_that_arrive_twice_change_nothing(live):
    from simulator import WebhookTrouble

    result = live.place(
        PRESSES,
        "hangup",
        trouble=WebhookTrouble(duplicate=True, status_out_of_order=True),
    )
    assert live.acts(result.call_sid) == ["Keyed"]
    assert result.protocol_errors == []


def test_a_stream_of_an_unknown_call_is_closed_with_a_reason(live):
    with pytest.raises(ConnectionClosed) as closed:
        _talk(live, '{"event":"start","streamSid":"MZ9","start":{"callSid":"CA' + "9" * 32 + '",'
                    '"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000}}}')  # fmt: skip
    assert "unknown" in closed.value.message
    assert live.services.slots.busy == 0


def test_a_peer_that_talks_nonsense_is_left(live):
    with pytest.raises(ConnectionClosed):
        _talk(live, *["nonsense"] * (media_socket.MAX_BAD_FRAMES + 1))


def _talk(live: LiveHotline, *messages: str) -> None:
    """Open a signed socket, send `messages`, wait until the server has closed it."""
    url = f"ws://127.0.0.1:{live.port}/voice/stream"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    client = Client(url, headers={"X-Twilio-Signature": signature})
    for message in messages:
        client.send(message)
    while True:
        assert client.receive(timeout=60) is not None, "the server neither answers nor closes"
