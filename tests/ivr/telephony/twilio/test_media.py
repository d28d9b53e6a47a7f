"""The stream protocol's codec on messages as Twilio sends them."""

import base64
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.telephony.twilio import media
from ivr.telephony.twilio.media import BadFrameError, decode

START = {
    "event": "start",
    "sequenceNumber": "1",
    "streamSid": "MZ1",
    "start": {
        "accountSid": "AC1",
        "callSid": "CA1",
        "streamSid": "MZ1",
        "tracks": ["inbound"],
        "customParameters": {"a": "b"},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
    },
}
MEDIA = {
    "event": "media",
    "sequenceNumber": "4",
    "streamSid": "MZ1",
    "media": {"track": "inbound", "chunk": "2", "timestamp": "40", "payload": "/////w=="},
}


def message(template: dict, **changed) -> str:
    return json.dumps({**template, **changed})


def test_every_event_of_the_protocol_is_read():
    assert decode('{"event":"connected","protocol":"Call","version":"1.0.0"}') == media.Connected()
    assert decode(message(START)) == media.Started("MZ1", "CA1", {"a": "b"})
    assert decode(message(MEDIA)) == media.Media(4, 40, b"\xff" * 4, "MZ1")
    dtmf = {"event": "dtmf", "streamSid": "MZ1", "sequenceNumber": "5"}
    pressed = {"track": "inbound_track", "digit": "#"}
    assert decode(message(dtmf, dtmf=pressed)) == media.Dtmf("#", "MZ1")
    assert decode(message(dtmf, event="mark", mark={"name": "m"})) == media.Mark("m", "MZ1")
    assert decode(message(dtmf, event="stop", stop={"callSid": "CA1"})) == media.Stopped()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("nonsense", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        ("[" * 9000, "not JSON"),
        ("[1]", "not a JSON object"),
        ("{}", "unknown event"),
        (message(MEDIA, event="surprise"), "unknown event 'surprise'"),
        (message(MEDIA, media={}), "bad media message"),
        (message(MEDIA, media=None), "bad media message"),
        (message(MEDIA, sequenceNumber="four"), "bad media message"),
        (message(MEDIA, media={"timestamp": "1", "payload": "?"}), "not base64"),
        (message(MEDIA, media={"timestamp": "1", "payload": "A" * 20000}), "longer than a second"),
        (message(START, start={}), "bad start message"),
        (message(MEDIA, event="dtmf", dtmf={"digit": "12"}), "not on a telephone"),
    ],
)
def test_a_broken_message_is_refused_with_the_reason(broken, says):
    with pytest.raises(BadFrameError, match=says):
        decode(broken)


def test_other_audio_formats_are_refused():
    wrong = json.loads(message(START))
    wrong["start"]["mediaFormat"]["sampleRate"] = 16000
    with pytest.raises(BadFrameError, match="sample rate"):
        decode(json.dumps(wrong))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from(["event", "media", "start", "payload", "dtmf"]), x)
        ),
    )
)
def test_nothing_makes_the_decoder_fail_in_another_way(anything):
    with contextlib.suppress(BadFrameError):
        decode(json.dumps(anything))


def test_what_we_send_has_exactly_twilios_fields():
    assert json.loads(media.encode_media("MZ1", b"\x01")) == {
        "event": "media",
        "streamSid": "MZ1",
        "media": {"payload": base64.b64encode(b"\x01").decode()},
    }
    assert json.loads(media.encode_mark("MZ1", "m")) == {
        "event": "mark",
        "streamSid": "MZ1",
        "mark": {"name": "m"},
    }
    assert json.loads(media.encode_clear("MZ1")) == {"event": "clear", "streamSid": "MZ1"}
