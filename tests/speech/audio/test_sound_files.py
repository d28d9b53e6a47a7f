"""Sound files people send: a small one costs no gigabyte."""

import io
import resource
import time
from collections.abc import Callable

import av
import numpy as np
import pytest

from speech.audio import LINE_RATE
from speech.audio.sound_files import encode_opus, load_sound

HOUR = 3600
PACKET = 960
"""20 ms, as Opus counts time."""


@pytest.fixture(scope="module")
def silence() -> bytes:
    """An hour of nothing, in less than a megabyte: a minute that is encoded once and repeated."""
    minute = io.BytesIO(encode_opus(np.zeros(60 * LINE_RATE, np.float32)))
    hour = io.BytesIO()
    with av.open(minute) as source, av.open(hour, "w", format="ogg") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        sounds = [bytes(packet) for packet in source.demux(audio=0) if packet.size]
        for number, sound in enumerate(sounds * (HOUR // 60)):
            packet = av.Packet(sound)
            packet.stream, packet.time_base = stream, stream.time_base
            packet.pts = packet.dts = number * PACKET
            target.mux(packet)
    return hour.getvalue()


def test_of_a_long_sound_only_the_beginning_is_decoded(silence):
    assert len(silence) < 2 << 20
    before = resource.getrusage(resource.RUSAGE_SELF)
    samples = load_sound(silence, max_seconds=30)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert len(samples) == 30 * LINE_RATE
    assert after.ru_maxrss - before.ru_maxrss < 20 * 1024, "kilobytes; an hour would be 115,000"


def test_an_hour_is_an_hour(silence):
    with av.open(io.BytesIO(silence)) as file:
        assert file.duration == pytest.approx(HOUR * av.time_base, rel=0.001)


@pytest.mark.parametrize("seconds", [1, 30])
def test_no_more_is_decoded_than_is_wanted(silence, seconds):
    short = encode_opus(np.zeros(30 * LINE_RATE, np.float32))
    load_sound(short)  # what is done once in a process
    assert len(load_sound(silence, seconds)) == seconds * LINE_RATE
    usual = computing(lambda: load_sound(short))
    assert computing(lambda: load_sound(silence, seconds)) < 10 * usual, "an hour would be 120"


def computing(done: Callable[[], object]) -> float:
    """Seconds a core works for it; what else it works for does not count."""
    began = time.thread_time()
    done()
    return time.thread_time() - began


def test_a_short_one_is_whole():
    short = encode_opus(np.zeros(2 * LINE_RATE, np.float32))
    assert abs(len(load_sound(short, 30)) - 2 * LINE_RATE) < LINE_RATE / 10
    assert abs(len(load_sound(short)) - 2 * LINE_RATE) < LINE_RATE / 10


@pytest.mark.parametrize("seconds", [0.5, 29, 30, 31])
def test_a_short_sound_is_decoded_to_its_end(seconds):
    sound = encode_opus(np.sin(np.arange(int(seconds * LINE_RATE)) / 5).astype(np.float32))
    samples = load_sound(sound, max_seconds=30)
    assert len(samples) == pytest.approx(min(seconds, 30) * LINE_RATE, abs=LINE_RATE * 0.05)
    assert len(load_sound(sound)) == pytest.approx(seconds * LINE_RATE, abs=LINE_RATE * 0.05)
