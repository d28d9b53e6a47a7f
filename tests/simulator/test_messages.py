import base64
import json

import pytest

from simulator.malformed import malformed
from simulator.messages import Clear, Encoder, InvalidMessageError, Mark, Media, decode
from simulator.options import Malformed

SID = "MZ1"


def text(event: str, **body: object) -> str:
    return json.dumps({"event": event, "streamSid": SID, **body})


def payload(audio: bytes) -> dict[str, str]:
    return {"payload": base64.b64encode(audio).decode()}


def test_accepts_what_twilio_documents():
    assert decode(text("media", media=payload(b"\xff\x00")), SID) == Media(b"\xff\x00")
    assert decode(text("mark", mark={"name": "m"}), SID) == Mark("m")
    assert decode(text("clear"), SID) == Clear()


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (b"\x00\x01", "binary"),
        (text("stop"), "unknown event"),
        (text("dtmf", dtmf={"digit": "1"}), "unknown event"),
        (json.dumps({"event": "clear"}), "streamSid"),
        (json.dumps({"event": "clear", "streamSid": "MZ2"}), "not this stream"),
        (text("clear", sequenceNumber="1"), "sequenceNumber"),
        (text("media"), "missing"),
        (text("media", media="abc"), "not an object"),
        (text("media", media={**payload(b"x"), "track": "outbound"}), "track"),
        (text("media", media={"payload": "no base64!"}), "base64"),
        (text("media", media={"payload": ""}), "empty"),
        (text("media", media={"payload": 7}), "not a string"),
        (text("media", media=payload(b"RIFF\x00\x00")), "header"),
        (text("mark", mark={}), "name"),
        (text("mark", mark={"name": 3}), "not a string"),
    ],
)
def test_refuses_what_twilio_warns_of(message, fault):
    with pytest.raises(InvalidMessageError, match=fault):
        decode(message, SID)


def test_twilios_side_has_all_documented_fields():
    encoder = Encoder("AC1", "CA1", SID)
    connected, start, media, dtmf, mark, stop = (
        json.loads(message)
        for message in (
            encoder.connected(),
            encoder.start({"key": "7"}),
            encoder.media(b"\xff" * 160, 0),
            encoder.dtmf("5"),
            encoder.mark("end"),
            encoder.stop(),
        )
    )
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start == {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": SID,
        "start": {
            "accountSid": "AC1",
            "callSid": "CA1",
            "streamSid": SID,
            "tracks": ["inbound"],
            "customParameters": {"key": "7"},
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        },
    }
    assert media["media"] == {
        "track": "inbound",
        "chunk": "1",
        "timestamp": "0",
        **payload(b"\xff" * 160),
    }
    assert dtmf["dtmf"] == {"track": "inbound_track", "digit": "5"}
    assert mark["mark"] == {"name": "end"}
    assert stop["stop"] == {"accountSid": "AC1", "callSid": "CA1"}
    numbers = [message["sequenceNumber"] for message in (start, media, dtmf, mark, stop)]
    assert numbers == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("kind", Malformed)
def test_every_malformed_message_can_be_made(kind):
    assert malformed(kind, SID)


def test_malformed_messages_differ():
    assert len({malformed(kind, SID) for kind in Malformed}) == len(Malformed)
