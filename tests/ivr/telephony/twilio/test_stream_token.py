"""Media streams: who saw one go by cannot open another."""

import json
from xml.etree import ElementTree

import pytest
from simple_websocket import Client, ConnectionClosed
from twilio.request_validator import RequestValidator

from ivr.storage.call_store import StreamTakenError
from ivr.telephony.twilio.stream_token import VALID_SECONDS, BadTokenError, StreamTokens
from models.vault import Vault, new_key
from tests.ivr.web.test_media_socket import live
from tests.support.hotlines import TOKEN
from tests.support.world import CALLER, open_records

__all__ = ["live"]

CALL, OTHER = "CA" + "1" * 32, "CA" + "2" * 32


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passes(clock) -> StreamTokens:
    return StreamTokens(Vault([new_key()]), clock)


def test_a_pass_opens_the_stream_it_was_issued_for(passes, clock):
    given = passes.issue(CALL, 1)
    passes.check(given, CALL, 1)
    clock.now += VALID_SECONDS - 1
    passes.check(given, CALL, 1)


def test_it_opens_no_other_call_no_later_stream_and_nothing_after_a_minute(passes, clock):
    given = passes.issue(CALL, 1)
    with pytest.raises(BadTokenError, match="not for this call"):
        passes.check(given, OTHER, 1)
    with pytest.raises(BadTokenError, match="used"):
        passes.check(given, CALL, 2)
    clock.now += VALID_SECONDS + 1
    with pytest.raises(BadTokenError, match="too late"):
        passes.check(given, CALL, 1)


@pytest.mark.parametrize(
    "made_up", ["", "1", "1.2", "1.2.3.4", "x.y.z", "1.9999999999.", "1.9999999999.é", "1" * 5000 + ".1.x"]
)  # fmt: skip
def test_what_is_made_up_opens_nothing(passes, made_up):
    with pytest.raises(BadTokenError):
        passes.check(made_up, CALL, 1)


def test_neither_number_nor_time_can_be_changed(passes):
    number, until, seal = passes.issue(CALL, 1).split(".")
    for changed in (f"2.{until}.{seal}", f"{number}.{int(until) + 999}.{seal}"):
        with pytest.raises(BadTokenError, match="not for this call"):
            passes.check(changed, CALL, 2)


def test_of_two_streams_at_the_same_moment_one_begins(engine, tmp_path, monkeypatch):
    """Two workers read the call before either has counted its stream."""
    one, two = (open_records(engine, tmp_path) for _ in range(2))
    one.calls.announce("CA1", CALLER, "12351")
    stale = two.calls.get("CA1")
    assert one.calls.stream_started("CA1", "whisper") == 1
    monkeypatch.setattr(two.calls, "get", lambda _sid: stale)
    with pytest.raises(StreamTakenError):
        two.calls.stream_started("CA1", "whisper")
    assert one.calls.get("CA1").streams == 1


def test_over_the_wire_a_stream_opens_once(live, sid):
    """The carrier opens its stream; whoever repeats all it sent, signature included, is refused."""
    given = _pass(live, sid)
    first = _open(live, sid, given)
    assert json.loads(first.receive(timeout=60))["event"] == "media"
    with pytest.raises(ConnectionClosed) as refused:
        _hear(_open(live, sid, given))
    assert "used" in refused.value.message
    first.close()
    with pytest.raises(ConnectionClosed) as without:
        _hear(_open(live, sid, ""))
    assert "no pass" in without.value.message


def _pass(live, sid: str) -> str:
    """The pass in the TwiML of a call that comes in."""
    url, form = f"{live.url}/voice/incoming", {"CallSid": sid, "From": CALLER}
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    answer = live.client.post(
        "/voice/incoming", data=form, headers={"X-Twilio-Signature": signature}
    )
    return ElementTree.fromstring(answer.data).find(".//Parameter").get("value")


def _open(live, sid: str, given: str) -> Client:
    url = f"ws://127.0.0.1:{live.port}/voice/stream"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    client = Client(url, headers={"X-Twilio-Signature": signature})
    start = {
        "callSid": sid,
        "customParameters": {"pass": given},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
    }
    client.send(json.dumps({"event": "start", "streamSid": "MZ1", "start": start}))
    return client


def _hear(client: Client) -> None:
    while client.receive(timeout=60) is not None:
        pass
    raise AssertionError("the stream is neither served nor closed")
