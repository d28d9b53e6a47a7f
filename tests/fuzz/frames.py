"""A grammar of Twilio's stream messages, and of everything that is nearly one."""

import base64
import json
from typing import Any

from hypothesis import strategies as st

STREAM = "MZ1"
Message = str | bytes

_numbers = st.one_of(
    st.integers(-5, 50).map(str),
    st.integers(-(10**20), 10**20),
    st.sampled_from(["", "x", "1e9", "9" * 5000, None, True, [], {}, 0.5]),
)
_streams = st.sampled_from([STREAM, STREAM, STREAM, "MZ2", "", None, 7, "x" * 3000])
_audio = st.one_of(
    st.binary(min_size=160, max_size=160),
    st.sampled_from([b"", b"\xff" * 160, b"\x00" * 160, b"\xff", b"\xff" * 8000, b"\xff" * 8001]),
    st.binary(max_size=2000),
)
_payloads = st.one_of(
    _audio.map(lambda audio: base64.b64encode(audio).decode()),
    st.sampled_from(["?", "====", "A", "AA=A", "\u0000", "声音", None, 5, ["AAAA"], "A" * 200_000]),
)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def _event(kind: str, body: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"event": st.just(kind), "sequenceNumber": _numbers, "streamSid": _streams, kind: body}
    )


media = _event("media", st.fixed_dictionaries({"timestamp": _numbers, "payload": _payloads}))
dtmf = _event(
    "dtmf",
    st.fixed_dictionaries(
        {"digit": st.sampled_from([*"0123456789*#", "12", "", "A", "９", None, 5, "#" * 900])}
    ),
)
mark = _event(
    "mark",
    st.fixed_dictionaries({"name": st.sampled_from(["heard-1", "heard-2", "", "x" * 900, None])}),
)
start = _event(
    "start",
    st.fixed_dictionaries(
        {
            "callSid": st.sampled_from(["CA" + "9" * 32, "", None, "x'--", "CA1"]),
            "mediaFormat": st.sampled_from(
                [{"encoding": "audio/x-mulaw", "sampleRate": 8000}, {}, None, {"encoding": "pcm"}]
            ),
            "customParameters": st.sampled_from(
                [{}, {"pass": "1.2.3"}, None, [], "x", {"pass": None}]
            ),
        }
    ),
)
stop = st.just({"event": "stop", "streamSid": STREAM, "stop": {}})
connected = st.just({"event": "connected", "protocol": "Call", "version": "1.0.0"})

valid_json = st.one_of(media, media, dtmf, dtmf, mark, start, connected, stop)
_nonsense = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=60),
    _anything.map(json.dumps),
    st.sampled_from(
        ["", "{", "null", "[]", '{"event":', '{"event":null}', "[" * 9000, "\ufeff{}", "NaN"]
    ),
    st.just('{"event":"media","media":{"payload":"' + "A" * 70_000 + '"}}'),
)


@st.composite
def message(draw: st.DrawFn) -> Message:
    """One message: a good one, one with a piece missing or changed, a torn one, or none at all."""
    how = draw(st.integers(0, 9))
    if how == 0:
        return draw(_nonsense)
    body = dict(draw(valid_json))
    if how == 1:
        body.pop(draw(st.sampled_from(sorted(body))))
    if how == 2:
        body[draw(st.sampled_from(sorted(body)))] = draw(_anything)
    text = json.dumps(body)
    if how == 3:
        return text[: draw(st.integers(0, len(text)))]
    return text.encode() if how == 4 else text


conversations = st.lists(message(), min_size=1, max_size=25)
