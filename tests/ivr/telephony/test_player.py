"""Pacing of what the caller hears."""

import threading
from collections.abc import Iterator

from ivr.telephony.player import FRAME, GOES_BACK, LEAD, Player


def pulled(player: Player, source: Iterator[bytes]) -> None:
    """Play `source`, all of which the player's thread has pulled."""
    for thread in pulling(player, source):
        thread.join(60)
        assert not thread.is_alive()


def pulling(player: Player, source: Iterator[bytes]) -> list[threading.Thread]:
    """Play `source`; the thread that pulls it."""
    before = set(threading.enumerate())
    player.play(source)
    new = set(threading.enumerate()) - before
    return [thread for thread in new if "_pull" in thread.name]


def started(*chunks: bytes) -> Player:
    player = Player()
    pulled(player, iter(chunks))
    return player


def test_frames_are_sent_a_little_ahead_of_time_and_never_in_a_flood():
    player = started(b"x" * 8000)
    first = player.due(100.0)
    assert len(first) * FRAME / 8000 <= LEAD + 0.03
    assert len(player.due(100.5)) == 25
    assert player.due(100.5) == []


def test_all_audio_arrives_in_order_and_the_player_is_then_free():
    player = started(b"a" * 200, b"b" * 200)
    sent = b"".join(player.due(0.0) + player.due(1.0) + player.due(2.0))
    assert sent == b"a" * 200 + b"b" * 200
    assert not player.busy


def test_stop_drops_what_is_left():
    player = started(b"x" * 8000)
    player.due(0.0)
    player.stop()
    assert player.due(5.0) == []
    assert not player.busy


def test_audio_that_comes_late_is_not_rushed():
    first, late = threading.Event(), threading.Event()

    def slow():
        yield b"a" * FRAME
        first.set()
        late.wait(60)
        yield b"b" * 8000

    player = Player()
    threads = pulling(player, slow())
    assert first.wait(60)
    assert len(player.due(0.0)) == 1
    late.set()
    for thread in threads:
        thread.join(60)
    assert player.due(3.0)
    assert len(player.due(3.1)) <= 6


def test_a_voice_that_fails_ends_the_piece():
    def failing():
        yield b"a" * FRAME
        raise RuntimeError("no voice")

    player = Player()
    pulled(player, failing())
    player.due(0.0)
    player.due(1.0)
    assert not player.busy


def test_what_was_held_goes_on_a_little_before_where_it_stopped():
    player = started(bytes(range(250)) * 64)
    heard = b"".join(player.due(0.0) + player.due(0.8))
    player.hold()
    assert not player.busy
    assert player.due(5.0) == []
    player.go_on()
    again = b"".join(player.due(9.0))
    back = round(GOES_BACK * 8000)
    assert again.startswith((heard[-back:])[:160])
    rest = b"".join(frame for at in range(10, 14) for frame in player.due(float(at)))
    assert heard[:-back] + again + rest == bytes(range(250)) * 64


def test_what_was_held_and_then_dropped_is_never_heard():
    player = started(b"x" * 8000)
    player.due(0.0)
    player.hold()
    pulled(player, iter([b"y" * 320]))
    assert set(b"".join(player.due(1.0))) == {ord("y")}
