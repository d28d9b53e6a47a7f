"""Audio and keys over RTP, with everything a network does to them."""

import struct
import time

import numpy as np
import pytest

from ivr.telephony.line import Clear, Heard, LineClosedError, Play, Played, Pressed, SetMark
from simulator.sip import RtpSocket
from simulator.sip.rtp import event
from speech.audio.telephone import alaw_to_pcm, pcm_to_alaw, pcm_to_ulaw, to_pcm, ulaw_to_pcm
from tests.support.sip import events_of, loud
from tests.support.tones import keyed

TONE = 0.3 * np.sin(2 * np.pi * 400 * np.arange(160) / 8000)
A_TONE, U_TONE = pcm_to_alaw(to_pcm(TONE)), pcm_to_ulaw(to_pcm(TONE))
A_SILENCE = b"\xd5" * 160


@pytest.fixture
def call(door, phone):
    """An answered call: the caller's telephone, and the line to it."""
    phone.calls()
    line = door.line()
    yield phone, line
    line.hang_up()


def keys(line, seconds: float = 0.4) -> str:
    return "".join(e.key for e in events_of(line, seconds) if isinstance(e, Pressed))


def press(
    phone, key: str, *, ends: int = 3, held: int = 3, payload_type: int | None = None
) -> None:
    """One key, as a telephone sends it: all packets of one timestamp, so many ends."""
    kind = phone.audio.events if payload_type is None else payload_type
    for n in range(held):
        payload = event(key, 160 * (n + 1))
        phone.rtp.send(phone.far, kind, payload, marker=n == 0, step=0)
    for _ in range(ends):
        phone.rtp.send(phone.far, kind, event(key, 160 * held, end=True), step=0)
    phone.rtp.timestamp += 160 * (held + ends)


def test_what_the_caller_says_is_heard_in_either_law(door):
    for laws, tone in ((("PCMA",), A_TONE), (("PCMU",), U_TONE)):
        with door.phone() as phone:
            phone.calls(phone.offer(laws=laws))
            line = door.line()
            for _ in range(10):
                phone.speaks(tone)
                time.sleep(0.01)
            heard = loud(events_of(line))
            assert 8 <= len(heard) <= 13
            level = np.abs(np.frombuffer(ulaw_to_pcm(heard[4]), "<i2")).max()
            assert level == pytest.approx(0.3 * 32767, rel=0.05)
            line.hang_up()


def test_what_we_say_is_heard_the_right_way_up_and_silence_behind_it(call):
    phone, line = call
    phone.rtp.received()
    line.send([Play(U_TONE * 10), SetMark("end")])
    packets = phone.hears(0.5)
    spoken = [p for p in packets if p.payload != A_SILENCE]
    sent, heard = ulaw_to_pcm(U_TONE), alaw_to_pcm(spoken[0].payload)
    assert len(spoken) == 10
    assert np.corrcoef(np.frombuffer(sent, "<i2"), np.frombuffer(heard, "<i2"))[0, 1] > 0.99
    assert len(packets) > len(spoken), "the line is never dead"
    steps = {b.timestamp - a.timestamp for a, b in zip(packets, packets[1:], strict=False)}
    assert steps == {160}
    assert Played("end") in events_of(line, 0.1)


def test_it_takes_as_long_as_it_is(call):
    phone, line = call
    takes = (
        seconds_of(phone, line) for _ in range(5)
    )  # a machine that stops for a moment catches up
    assert any(0.15 < seconds < 0.3 for seconds in takes)


def seconds_of(phone, line) -> float:
    """How long 200 ms of a tone are on the way."""
    phone.rtp.received()
    line.send([Play(U_TONE * 10)])
    spoken = [p for p in phone.hears(0.5) if p.payload != A_SILENCE]
    return spoken[-1].at - spoken[0].at


def test_what_is_cleared_is_not_heard_and_its_marks_are_told_at_once(call):
    phone, line = call
    line.send([Play(U_TONE * 100), SetMark("end")])
    time.sleep(0.1)
    line.send([Clear()])
    assert Played("end") in events_of(line, 0.1)
    assert all(p.payload == A_SILENCE for p in phone.hears(0.2)[2:])


def test_a_key_is_told_once_under_the_payload_type_the_offer_chose(door):
    for kind in (96, 101, 127):
        with door.phone() as phone:
            phone.calls(phone.offer(events=kind))
            assert phone.audio.events == kind
            line = door.line()
            press(phone, "7")
            press(phone, "7")
            press(phone, "#")
            assert keys(line) == "77#"
            line.hang_up()


def test_a_key_whose_ends_are_all_lost_is_told(call):
    phone, line = call
    press(phone, "1", ends=0)
    press(phone, "2", ends=0, held=1)
    press(phone, "3", held=0, ends=1)
    assert keys(line) == "123"


def test_where_no_telephone_events_are_offered_keys_are_heard_as_tones(door, phone):
    phone.calls(phone.offer(events=None))
    assert phone.audio.events is None
    line = door.line()

    def heard() -> str:
        for key in ("5", "5", "#"):
            for _ in range(10):
                phone.speaks(pcm_to_alaw(keyed(key)))
                time.sleep(0.015)
            phone.silent(0.4)
        return keys(line)

    # On a busy machine packets come in bunches and some are dropped: then a press may fall in two.
    assert any(heard() == "55#" for _ in range(5))
    line.hang_up()


def test_late_packets_of_a_key_are_no_second_press(call):
    phone, line = call
    late = phone.rtp.packet(phone.audio.events, event("4", 480, end=True))
    press(phone, "4")
    press(phone, "5")
    phone.rtp.send_raw(phone.far, late)
    assert keys(line) == "45"


def test_a_key_held_too_long_for_one_event_is_one_press(call):
    phone, line = call
    kind = phone.audio.events
    phone.rtp.send(phone.far, kind, event("6", 65535), marker=True, step=65535)
    phone.rtp.send(phone.far, kind, event("6", 160), step=0)
    phone.rtp.send(phone.far, kind, event("6", 320, end=True), step=480)
    assert keys(line) == "6"


def test_what_is_no_key_of_a_telephone_is_passed_over(call):
    phone, line = call
    for code in (12, 16, 255):
        phone.rtp.send(phone.far, phone.audio.events, bytes([code, 10, 0, 160]), marker=True)
    phone.rtp.send(phone.far, phone.audio.events, b"\x01", marker=True)
    press(phone, "8")
    assert keys(line) == "8"


def test_lost_repeated_and_reordered_packets_are_smoothed_over(call):
    phone, line = call
    packets = []
    for number in range(30):
        packets.append(phone.rtp.packet(8, A_TONE))
        phone.rtp.sequence += 1
        phone.rtp.timestamp += 160
        if number in (7, 19):
            packets.pop()
    packets[10], packets[11] = packets[11], packets[10]
    packets.insert(15, packets[14])
    for packet in packets:
        phone.rtp.send_raw(phone.far, packet)
        time.sleep(0.015)
    heard = loud(events_of(line, 0.4))
    assert 28 <= len(heard) <= 33


def test_the_jitter_buffer_holds_back_no_more_than_60_ms(call):
    phone, line = call
    events_of(line, 0.1)
    for _ in range(5):
        phone.speaks(A_TONE)
        time.sleep(0.02)
    assert loud(events_of(line, 0.02)), "100 ms after the first packet the caller is heard"


@pytest.mark.parametrize("milliseconds", [10, 30, 40, 60])
def test_packets_of_another_length_than_ours_are_heard_in_full(call, milliseconds):
    phone, line = call
    size = milliseconds * 8
    audio = A_TONE * 30
    for at in range(0, len(audio), size):
        phone.speaks(audio[at : at + size], step=size)
        time.sleep(milliseconds / 1200)
    assert 27 <= len(loud(events_of(line, 0.3))) <= 34


def test_audio_from_elsewhere_is_not_heard_and_draws_nothing_away(call):
    phone, line = call
    phone.silent(0.1)
    stranger = RtpSocket("127.0.0.2")
    stranger.ssrc = phone.rtp.ssrc
    for _ in range(10):
        stranger.send(phone.far, 8, A_TONE)
        time.sleep(0.01)
    assert loud(events_of(line, 0.2)) == []
    assert stranger.received() == []
    assert phone.goes_on_hearing(), "what we say still goes where it went"
    stranger.close()


def test_audio_goes_back_where_it_comes_from_whatever_port_was_offered(door, phone):
    """A telephone behind a NAT offers a port nobody can reach it at."""
    offered = phone.offer().replace(f"m=audio {phone.rtp.port}", "m=audio 9")
    phone.calls(offered)
    line = door.line()
    assert phone.hears(0.1) == []
    phone.silent(0.1)
    assert phone.goes_on_hearing()
    line.hang_up()


def test_a_call_that_is_held_is_not_spoken_to_until_it_is_taken_up(call):
    phone, line = call
    phone.agent.send(phone.agent.request("INVITE", body=phone.offer(more=("a=sendonly",))))
    held = phone.agent.final()
    phone.agent.ack(held)
    assert "a=recvonly" in held.body
    assert phone.hears(0.2)[2:] == []
    assert [e for e in events_of(line, 0.3) if isinstance(e, Heard)], (
        "silence is heard: time goes on"
    )
    phone.agent.send(phone.agent.request("INVITE", body=phone.offer()))
    taken_up = phone.agent.final()
    phone.agent.ack(taken_up)
    assert "a=sendrecv" in taken_up.body
    assert phone.goes_on_hearing()


def test_a_call_that_moves_is_spoken_to_at_its_new_address(call):
    phone, line = call
    phone.silent(0.1)
    moved = RtpSocket()
    offered = phone.offer().replace(f"m=audio {phone.rtp.port}", f"m=audio {moved.port}")
    phone.agent.send(phone.agent.request("INVITE", body=offered))
    phone.agent.ack(phone.agent.final())
    assert phone.goes_on_hearing(moved)
    for _ in range(10):
        phone.speaks(A_TONE, moved)
        time.sleep(0.01)
    assert loud(events_of(line, 0.2))
    moved.close()


def test_a_change_we_cannot_follow_is_refused_and_the_call_goes_on(call):
    phone, line = call
    phone.agent.send(phone.agent.request("INVITE", body=phone.offer(laws=("PCMU",))))
    refused = phone.agent.final()
    assert refused.status == 488
    phone.agent.ack(refused)
    phone.agent.to_tag = refused.header("To").split("tag=")[1]
    assert phone.goes_on_hearing()
    press(phone, "1")
    assert keys(line) == "1"


def test_an_update_refreshes_and_changes_as_a_new_invite_does(call):
    phone, _line = call
    phone.agent.send(phone.agent.request("UPDATE"))
    assert phone.agent.final(method="UPDATE").status == 200
    phone.agent.send(phone.agent.request("UPDATE", body=phone.offer(more=("a=inactive",))))
    answered = phone.agent.final(method="UPDATE")
    assert answered.status == 200
    assert "a=inactive" in answered.body


def test_packets_that_are_none_change_nothing(call):
    phone, line = call
    broken = [
        b"",
        b"\x80",
        b"\x80\x08" * 3,
        b"\0" * 200,
        b"\xff" * 1400,
        b"\x80\x08" + b"x" * 3000,
        b"\x9f\x08" + b"\0" * 20,
        b"\x90\x08" + b"\0" * 10 + b"\xbe\xde\xff\xff",
        b"\xa0\x08" + b"\0" * 10 + b"\xff",
        struct.pack("!BBHII", 0x80, 8, 1, 1, phone.rtp.ssrc),
        b"\x81\xc9\0\x07",
        b"\x80\xc8\0\x01" + b"\0" * 4,
    ]
    for data in broken * 3:
        phone.rtp.send_raw(phone.far, data)
    assert loud(events_of(line, 0.1)) == []
    press(phone, "9")
    assert keys(line) == "9"


def test_a_sender_that_is_silent_to_save_packets_is_heard_as_silence(call):
    phone, line = call
    phone.speaks(A_TONE)
    phone.rtp.send(phone.far, 13, b"\x46")
    heard = [e for e in events_of(line, 1.0) if isinstance(e, Heard)]
    assert 40 <= len(heard) <= 75, "time goes on at its pace, on a busy machine a little late"


def test_a_line_that_is_gone_says_so_and_takes_orders_without_a_word(door, phone):
    phone.calls()
    line = door.line()
    phone.agent.bye()
    line.ended.wait(2)
    events_of(line, 0.2)
    with pytest.raises(LineClosedError):
        line.receive(0.01)
    line.send([Play(U_TONE), Clear()])
    line.hang_up()
