"""Calls over a media stream."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from twilio.request_validator import RequestValidator

from simulator import Malformed, Network, ScriptError, StreamStart, stream
from simulator.audio import SILENCE, read_sound, tone, write_wav
from tests.simulator.conftest import PATIENCE, STREAM
from tests.support.servers import wait_until

pytestmark = pytest.mark.natural_speed

OPENED = {"call": "opened"}
"""The caller waits until the server has the stream's `start`."""


def talk_until_it_is_over(talk):
    while talk.receive():
        """Take in all there is."""


@pytest.fixture
def streaming(hotline):
    """A hotline that opens a stream, and says so when it goes on behind it."""
    hotline.routes["/voice/incoming"] = STREAM + "<Say>after</Say>"
    hotline.on_stream = talk_until_it_is_over
    return hotline


def test_the_stream_opens_as_twilio_does(streaming):
    result = streaming.call(OPENED, "hangup")
    talk = streaming.talks[0]
    assert [m["event"] for m in talk.messages[:2]] == ["connected", "start"]
    start = talk.messages[1]["start"]
    assert start["callSid"] == result.call_sid
    assert start["customParameters"] == {"key": "7"}
    assert result.stream_sids == [start["streamSid"]]
    signature = talk.headers["X-Twilio-Signature"]
    assert RequestValidator("12345").validate("wss://hotline.example/stream", {}, signature)


def test_the_upgrade_may_be_signed_with_a_slash(streaming):
    streaming.call(OPENED, "hangup", sign_stream_with_slash=True)
    signature = streaming.talks[0].headers["X-Twilio-Signature"]
    assert RequestValidator("12345").validate("wss://hotline.example/stream/", {}, signature)


def test_frames_are_numbered_and_20_ms_apart(streaming):
    key = {"keys": "1", "wait": False}
    streaming.call(OPENED, key, {"pause": 0.5}, "hangup")
    media = streaming.talks[0].of("media")
    assert [int(m["media"]["chunk"]) for m in media] == list(range(1, len(media) + 1))
    assert [int(m["media"]["timestamp"]) for m in media] == [20 * i for i in range(len(media))]
    numbered = [m for m in streaming.talks[0].messages if "sequenceNumber" in m]
    assert [int(m["sequenceNumber"]) for m in numbered] == list(range(1, len(numbered) + 1))
    events = [m["event"] for m in streaming.talks[0].messages]
    assert 24 <= events[events.index("dtmf") :].count("media") <= 26, "half a second of frames"


def test_hanging_up_sends_stop(streaming):
    result = streaming.call(OPENED, "hangup")
    assert streaming.talks[0].messages[-1]["event"] == "stop"
    assert (result.ended_by, result.twiml_verbs) == ("caller", ["Connect"])


def test_stop_may_be_missing(streaming):
    streaming.call(OPENED, "hangup", send_stop=False)
    assert not streaming.talks[0].of("stop")


def test_keys_arrive_as_dtmf_between_the_frames(streaming):
    keys = {"keys": "39#", "wait": False, "gap": 0.1}
    streaming.call(OPENED, keys, {"pause": 0.5}, "hangup")
    keys = [m["dtmf"] for m in streaming.talks[0].of("dtmf")]
    assert keys == [{"track": "inbound_track", "digit": digit} for digit in "39#"]


def test_marks_come_back_when_their_audio_is_played(streaming):
    def serve(talk):
        talk.send("mark", mark={"name": "none"})
        talk.play(0.4, mark="first")
        talk.play(0.4, mark="second")
        while talk.receive("mark")["mark"]["name"] != "second":
            """Wait for the last."""
        talk.close()

    streaming.on_stream = serve
    result = streaming.call()
    marks = {e["name"]: e["t"] for e in result.events if e["kind"] == "mark"}
    assert list(marks) == ["none", "first", "second"]
    assert [m["mark"]["name"] for m in streaming.talks[0].of("mark")] == list(marks)
    none, first, second = _media_up_to_marks(streaming.talks[0])
    assert first - none >= 18, "0.4 s are 20 frames, however late each of them is"
    assert second - first >= 18
    assert result.protocol_errors == []


def _media_up_to_marks(talk):
    """How many of the caller's frames came before each mark."""
    events = [m["event"] for m in talk.messages]
    at = [number for number, event in enumerate(events) if event == "mark"]
    return [events[:number].count("media") for number in at]


def test_clear_gives_marks_back_at_once_and_silences_the_line(streaming, tmp_path):
    def serve(talk):
        talk.play(60, mark="end")
        talk.receive("dtmf")
        talk.send("clear")
        talk.receive("mark")
        talk.play(0.2, mark="after")
        talk.receive("mark")
        talk.close()

    streaming.on_stream = serve
    step = {"keys": "1", "during_prompt": True, "after": 0.3}
    result = streaming.call(step, out_dir=tmp_path)
    assert result.seconds < 50
    assert [barge["how"] for barge in result.barge_ins] == ["clear"]
    assert len(read_sound(tmp_path / f"{result.call_sid}-heard.wav")) < 50 * 8000


def test_both_sides_are_kept(streaming, speech, tmp_path):
    def serve(talk):
        talk.play(0.4, mark="greeting")
        talk.receive("mark")
        talk.receive("dtmf")
        talk.close()

    streaming.on_stream = serve
    steps = ({"say": str(speech)}, {"keys": "1", "wait": False})
    result = streaming.call(*steps, out_dir=tmp_path)
    assert tone(300, 0.4) in read_sound(tmp_path / f"{result.call_sid}-heard.wav")
    sent = b"".join(_payload(m) for m in streaming.talks[0].of("media"))
    assert tone(500, 0.5) in sent


def _payload(message):
    return base64.b64decode(message["media"]["payload"])


def test_reply_latency_leaves_out_the_recordings_trailing_silence(streaming, tmp_path):
    def serve(talk):
        talk.play(0.3, mark="greeting")
        while _payload(talk.receive("media")) == SILENCE:
            """Wait until the caller speaks."""
        while _payload(talk.receive("media")) != SILENCE:
            """Wait until the caller has spoken."""
        threading.Event().wait(0.7)
        talk.play(0.3, mark="reply")
        while talk.receive("mark")["mark"]["name"] != "reply":
            """Wait until it is heard."""
        talk.close()

    streaming.on_stream = serve
    recording = tmp_path / "speech.wav"
    write_wav(recording, SILENCE * 5 + tone(500, 0.5) + SILENCE * 50 * 60)
    result = streaming.call({"say": str(recording)})
    [reply] = result.latencies
    assert reply["act"] == "speech.wav"
    assert reply["seconds"] > 0.65, "from the last that was to be heard"
    kinds = [event["kind"] for event in result.events]
    assert "reply" in kinds
    assert "said_end" not in kinds, "the reply came into the trailing silence"


def test_the_call_goes_on_when_the_server_closes(streaming):
    speaking = threading.Event()

    def serve(talk):
        talk.play(30.0)
        assert speaking.wait(PATIENCE)
        talk.close()

    def heard(kind, _):
        if kind == "heard_start":
            speaking.set()

    streaming.on_stream = serve
    result = streaming.call(on_event=heard)
    assert result.twiml_verbs == ["Connect", "Say"]
    end = next(e for e in result.events if e["kind"] == "stream_end")
    # Which of its threads notices first is the scheduler's choice, and whether the server still
    # takes the answer to its close.
    reasons = ("closed by the server", "sending failed", "connection lost: [Errno")
    assert end["reason"].startswith(reasons)
    assert end["unplayed_seconds"] > 3


def test_the_call_goes_on_when_the_connection_dies(streaming):
    streaming.routes["/voice/incoming"] = STREAM.replace("<Connect>", '<Connect action="/resume">')
    streaming.routes["/resume"] = STREAM + "<Hangup/>"
    result = streaming.call(OPENED, "drop_socket", OPENED, "hangup")
    assert result.twiml_verbs == ["Connect", "Connect"]
    assert len(set(result.stream_sids)) == 2
    assert [talk.of("stop") != [] for talk in streaming.talks] == [False, True]


def test_a_hook_runs_while_the_line_goes_on(streaming):
    ran = threading.Event()
    result = streaming.call({"call": "kill_worker"}, "hangup", hooks={"kill_worker": ran.set})
    assert ran.is_set()
    assert result.ok


def test_hanging_up_while_the_stream_is_opening_leaves_nothing_open(streaming):
    assert streaming.call("hangup").ended_by == "caller"


def test_an_unknown_hook_is_told_before_the_call(streaming):
    with pytest.raises(ScriptError, match="kill_worker"):
        streaming.call({"call": "kill_worker"})
    assert not streaming.requests


@pytest.mark.parametrize(
    "message",
    [
        "{",
        '{"event": "clear", "streamSid": "MZ0"}',
        '{"event": "stop", "streamSid": "MZ0"}',
    ],
)
def test_violations_of_the_protocol_are_noted(streaming, message):
    def serve(talk):
        talk.send_text(message)
        talk.receive("dtmf")
        talk.close()

    streaming.on_stream = serve
    result = streaming.call(OPENED, {"keys": "1", "wait": False})
    assert [error["code"] for error in result.protocol_errors] == [31951]
    assert not result.ok


@pytest.mark.parametrize(
    "url", ["wss://hotline.example/stream?key=7", "https://hotline.example/stream"]
)
def test_stream_urls_twilio_refuses(streaming, url):
    streaming.routes["/voice/incoming"] = f'<Connect><Stream url="{url}"/></Connect>'
    streaming.on_stream = lambda talk: talk.close()
    result = streaming.call()
    assert [error["code"] for error in result.protocol_errors][0] == 31920


def test_a_failed_handshake_falls_through_and_is_reported(streaming):
    stream = '<Stream url="wss://hotline.example/nothing" statusCallback="/stream-status"/>'
    streaming.routes["/voice/incoming"] = f"<Connect>{stream}</Connect><Say>after</Say>"
    result = streaming.call()
    assert [error["code"] for error in result.protocol_errors] == [31920]
    assert result.twiml_verbs == ["Connect", "Say"]
    assert [x["StreamEvent"] for x in streaming.forms("/stream-status")] == ["stream-error"]


def test_a_stream_that_never_starts(hotline):
    hotline.routes["/voice/incoming"] = STREAM
    hooks = {"connected": lambda: wait_until(lambda: _connected(hotline), PATIENCE, "the stream")}
    steps = ({"call": "connected"}, {"pause": 0.4}, "hangup")
    result = hotline.call(*steps, stream_start=StreamStart.SILENT, hooks=hooks)
    assert [m["event"] for m in hotline.talks[0].messages] == ["connected"]
    assert result.ended_by == "caller"


def _connected(hotline):
    return [talk for talk in hotline.talks if talk.of("connected")]


def test_a_stream_that_is_never_opened(streaming):
    result = streaming.call(stream_start=StreamStart.REFUSED)
    assert streaming.talks == []
    assert result.twiml_verbs == ["Connect", "Say"]


def test_malformed_messages_are_sent_in_between(streaming):
    network = Network(malformed=list(Malformed), malformed_every=2)
    result = streaming.call(OPENED, {"pause": 0.5}, "hangup", network=network)
    sent = [event["what"] for event in result.events if event["kind"] == "malformed"]
    assert set(sent) == set(Malformed)
    assert streaming.talks[0].raw_errors >= 3


def test_lost_frames_leave_holes_in_time_only(streaming):
    streaming.call(OPENED, {"pause": 1}, "hangup", network=Network(loss=0.5), seed=3)
    media = [m["media"] for m in streaming.talks[0].of("media")]
    frames = int(media[-1]["timestamp"]) // 20 + 1
    assert frames > 40
    assert 0.1 * frames < len(media) < 0.9 * frames
    assert [int(m["chunk"]) for m in media] == list(range(1, len(media) + 1))
    assert int(media[-1]["timestamp"]) > 20 * len(media)


def test_jitter_keeps_the_order(streaming):
    network = Network(jitter=0.1, comfort_noise=8)
    hooks = {"thirty": lambda: wait_until(lambda: _thirty_came(streaming), PATIENCE, "30 frames")}
    streaming.call({"call": "thirty"}, "hangup", network=network, hooks=hooks)
    media = [m["media"] for m in streaming.talks[0].of("media")]
    assert [int(m["chunk"]) for m in media] == list(range(1, len(media) + 1))
    assert len({m["payload"] for m in media}) > 5


def _thirty_came(hotline):
    return [talk for talk in hotline.talks if len(talk.of("media")) >= 30]


def test_a_hole_in_the_servers_speech_is_noted(streaming, monkeypatch):
    def serve(talk):
        talk.send("mark", mark={"name": "begin"})
        talk.play(0.3)
        talk.receive("mark")
        for _ in range(30):
            talk.receive("media"), "15 frames while it plays, 15 more in silence"
        talk.play(0.3, mark="end")
        talk.receive("mark")
        talk.close()

    monkeypatch.setattr(stream, "_SAME_SPEECH", 60.0)  # a stall is no pause of the server's
    streaming.on_stream = serve
    assert len(streaming.call().underruns) == 1


def test_calls_at_the_same_time_do_not_mix(streaming):
    def serve(talk):
        talk.play(0.2, mark=talk.sid)
        talk.receive("mark")
        talk.close()

    streaming.on_stream = serve
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: streaming.call(), range(4)))
    assert len({result.call_sid for result in results}) == 4
    for result in results:
        marks = [event["name"] for event in result.events if event["kind"] == "mark"]
        assert marks == result.stream_sids


def test_the_result_is_json(streaming):
    result = streaming.call(OPENED, "hangup")
    assert json.loads(json.dumps(result.to_dict()))["ok"] is True
