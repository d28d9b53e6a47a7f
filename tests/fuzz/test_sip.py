"""The SIP door, with messages and packets of all kinds: it answers or stays silent, and goes on.

On loopback alone. Afterwards the door must still take a call, and a call that went on must not have
noticed.
"""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.telephony.line import Pressed
from simulator.sip import sdp
from simulator.sip.rtp import event
from tests.fuzz.effort import counts, effort
from tests.support.sip import OpenDoor, Telephone, events_of, events_until

HEADERS = (
    "Via", "From", "To", "Call-ID", "CSeq", "Contact", "Content-Length", "Content-Type", "Max-Forwards",
    "Record-Route", "Session-Expires", "Min-SE", "Supported", "Require", "Authorization", "Privacy",
    "P-Asserted-Identity", "RAck", "Refer-To", "Event",
)  # fmt: skip
METHODS = (
    "INVITE",
    "ACK",
    "BYE",
    "CANCEL",
    "OPTIONS",
    "UPDATE",
    "PRACK",
    "NOTIFY",
    "REFER",
    "INFO",
    "X",
)
odd = st.one_of(
    st.text(max_size=60).map(lambda text: text.replace("\r", "").replace("\n", "")),
    st.sampled_from(["", ";", "<", "sip:", "<sip:@>;tag=", "-1 INVITE", "99999999999999999999 BYE",
                     "SIP/2.0/UDP ;branch=", "SIP/2.0/UDP [::1]:x;rport=x", "a" * 3000, "0", "1e9"]),
)  # fmt: skip
bodies = st.one_of(
    st.just(""),
    st.text(max_size=300),
    st.lists(st.tuples(st.sampled_from("vosctma"), odd).map("=".join), max_size=12).map(
        "\r\n".join
    ),
    st.integers(-5, 70000).map(sdp.offer),
)


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with OpenDoor(calls_a_minute=1_000_000) as door:
        yield door


@pytest.fixture(scope="module")
def going_on(door: OpenDoor) -> Iterator[tuple[Telephone, object]]:
    """A call that must notice nothing."""
    with door.phone(host="127.0.0.8") as phone:
        phone.calls()
        yield phone, door.line()


@effort(small=40, share=0.25)
@given(
    method=st.sampled_from(METHODS),
    changed=st.dictionaries(st.sampled_from(HEADERS), st.one_of(st.none(), odd), max_size=4),
    body=bodies,
    known=st.booleans(),
)
def test_whatever_is_signalled_is_survived(
    door, going_on, *, method: str, changed: dict[str, str | None], body: str, known: bool
):
    with door.phone(host="127.0.0.7") as phone:
        if known:  # as if it belonged to the call that goes on
            phone.agent.call_id = going_on[0].agent.call_id
        message = phone.agent.request(method, body=body)
        kept = [h for h in message.headers if h[0] not in changed]
        message.headers = kept + [
            (name, value) for name, value in changed.items() if value is not None
        ]
        phone.agent.send(message)
        answer = phone.agent.receive(0.02)
        counts["SIP " + method, "answered" if answer else "silent"] += 1
        while not door._lines.empty():
            door._lines.get().hang_up()


@effort(small=60, share=0.25)
@given(
    head=st.binary(max_size=16),
    kind=st.sampled_from([0, 8, 13, 101, 200, 201, 203, 205]),
    rest=st.binary(max_size=400),
)
def test_whatever_comes_as_audio_is_survived(going_on, head, kind, rest):
    phone, line = going_on
    for data in (
        head + rest,
        bytes([0x80, kind & 0xFF]) + rest,
        bytes([0xB7, 0x80 | kind & 0x7F]) + rest,
    ):
        phone.rtp.send_raw(phone.far, data)
    assert not line.ended.is_set()


def test_afterwards_the_call_goes_on_and_others_are_taken(door, going_on):
    phone, line = going_on
    events_of(line, 0.1)
    phone.rtp.ssrc += 1
    phone.rtp.send(phone.far, phone.audio.events, event("5", 160), marker=True)
    assert Pressed("5") in events_until(line, lambda events: Pressed("5") in events)
    with door.phone() as another:
        another.calls()
        assert another.agent.bye().status == 200
    assert phone.agent.bye().status == 200
    assert door.errors == []
