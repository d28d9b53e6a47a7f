from simulator.audio import FRAME_BYTES, tone
from simulator.playback import PlaybackBuffer


def test_plays_in_order_across_messages_of_any_size():
    buffer = PlaybackBuffer()
    for piece in (b"a" * 100, b"b" * 100, b"c" * 200):
        buffer.add_audio(piece)
    assert buffer.pull() == (b"a" * 100 + b"b" * 60, [])
    assert buffer.pull() == (b"b" * 40 + b"c" * 120, [])
    assert buffer.pull() == (b"c" * 80, [])
    assert buffer.pull() == (b"", [])


def test_a_mark_is_due_when_the_audio_before_it_is_played():
    buffer = PlaybackBuffer()
    buffer.add_audio(b"a" * 2 * FRAME_BYTES)
    buffer.add_mark("first")
    buffer.add_audio(b"b" * FRAME_BYTES)
    buffer.add_mark("second")
    buffer.add_mark("third")
    assert [buffer.pull()[1] for _ in range(3)] == [[], ["first"], ["second", "third"]]


def test_a_mark_without_audio_is_due_at_once():
    buffer = PlaybackBuffer()
    buffer.add_mark("now")
    assert buffer.pull() == (b"", ["now"])


def test_clear_drops_the_audio_and_gives_back_the_marks():
    buffer = PlaybackBuffer()
    buffer.add_audio(tone(300, 1.0))
    buffer.add_mark("end")
    buffer.pull()
    assert buffer.has_speech
    assert buffer.seconds == 0.98
    assert buffer.clear() == ["end"]
    assert (buffer.seconds, buffer.has_speech) == (0, False)
    assert buffer.pull() == (b"", [])


def test_audio_that_runs_dry_without_a_mark_is_cut_short():
    buffer = PlaybackBuffer()
    assert not buffer.cut_short
    buffer.add_audio(b"a" * FRAME_BYTES)
    buffer.pull()
    assert buffer.cut_short
    buffer.add_mark("end")
    buffer.pull()
    assert not buffer.cut_short
