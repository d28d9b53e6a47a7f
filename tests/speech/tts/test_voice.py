"""What the voice does with phrases: cache, recordings, pack, threads."""

import logging
import threading
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from speech.audio.loudness import TARGET_LEVEL, active_level
from speech.audio.telephone import to_floats, ulaw_to_pcm
from speech.tts.pack import PromptPack
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError
from speech.tts.voice import Phrase, Voice
from tests.support.voices import ToneSynthesizer

GREETING = [Phrase("您好，"), Phrase("请说。"), Phrase("再见")]


def said(voice: Voice, phrases: Sequence[Phrase]) -> list[bytes]:
    return list(voice.speak(phrases))


def cache_files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache").rglob("*.ulaw"))


def record(path: Path, rate: int, channels: int, seconds: float, amplitude: float) -> None:
    """A 16-bit WAV of a tone between half seconds of silence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = amplitude * np.sin(np.arange(int(rate * seconds)) * 2 * np.pi * 300 / rate)
    samples = np.pad(tone, rate // 2)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes((np.repeat(samples, channels) * 32767).astype("<i2").tobytes())


def test_phrases_come_in_order_with_pauses_between(voice: Voice) -> None:
    first, second, third = said(voice, GREETING)
    assert len(first) == 800 * 3
    assert second.startswith(b"\xff" * 1600)
    assert len(second) == 1600 + 800 * 3
    assert len(third) == 3200 + 800 * 2, "a sentence is followed by a longer pause than a comma"


def test_a_phrase_is_rendered_once(voice: Voice, tones: ToneSynthesizer) -> None:
    again = said(voice, GREETING)
    assert said(voice, GREETING) == again
    assert tones.texts == ["您好，", "请说。", "再见"]


def test_another_process_finds_the_cache(
    voice: Voice, tones: ToneSynthesizer, tmp_path: Path
) -> None:
    said(voice, GREETING)
    mute = Voice(ToneSynthesizer(), tmp_path / "cache", pack=PromptPack(tmp_path / "none"))
    assert mute.has(GREETING[0])
    assert mute.render_all(GREETING, progress=False).cached == 3
    mute.close()


def test_another_voice_does_not_use_this_ones_cache(voice: Voice, tmp_path: Path) -> None:
    other = Voice(ToneSynthesizer("two"), tmp_path / "cache", pack=PromptPack(tmp_path / "none"))
    said(voice, GREETING)
    assert not other.has(GREETING[0])
    other.close()


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 5000])
def test_a_damaged_cache_file_is_rendered_again(
    voice: Voice, tones: ToneSynthesizer, tmp_path: Path, damage: bytes
) -> None:
    whole = said(voice, GREETING[:1])
    cache_files(tmp_path)[0].write_bytes(damage)
    assert said(voice, GREETING[:1]) == whole
    assert len(tones.texts) == 2


def test_no_temporary_files_remain(voice: Voice, tmp_path: Path) -> None:
    said(voice, GREETING)
    assert {file.suffix for file in (tmp_path / "cache").rglob("*.*")} == {".ulaw"}


def test_concurrent_calls_share_one_rendering(voice: Voice, tones: ToneSynthesizer) -> None:
    tones.gate.clear()
    heard: list[list[bytes]] = []
    callers = [
        threading.Thread(target=lambda: heard.append(said(voice, GREETING))) for _ in range(8)
    ]
    for caller in callers:
        caller.start()
    tones.gate.set()
    for caller in callers:
        caller.join(10)
    assert len(heard) == 8
    assert all(audio == heard[0] for audio in heard)
    assert sorted(tones.texts) == sorted(["您好，", "请说。", "再见"])


def test_later_phrases_are_rendered_while_the_first_plays(
    voice: Voice, tones: ToneSynthesizer
) -> None:
    playing = voice.speak(GREETING)
    next(playing)
    voice.request(GREETING[2]).result(10)
    assert tones.texts == ["您好，", "请说。", "再见"], "nobody asked for the rest yet"


def test_cached_phrases_do_not_wait_for_the_renderer(voice: Voice, tones: ToneSynthesizer) -> None:
    said(voice, GREETING[:1])
    tones.gate.clear()
    pending = voice.request(Phrase("慢慢来"))
    assert next(voice.speak(GREETING[:1]))
    assert not pending.done()
    tones.gate.set()


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2)])
def test_a_recording_replaces_the_rendering(
    voice: Voice, tones: ToneSynthesizer, tmp_path: Path, rate: int, channels: int
) -> None:
    record(tmp_path / "recordings" / "hello.wav", rate, channels, 1.0, 0.01)
    (audio,) = said(voice, [Phrase("您好", "hello")])
    assert tones.texts == []
    assert 0.95 <= len(audio) / 8000 <= 1.15, "silence is trimmed"
    assert active_level(to_floats(ulaw_to_pcm(audio)), 8000) == pytest.approx(TARGET_LEVEL, abs=1)


def test_a_new_recording_is_heard_at_once(voice: Voice, tmp_path: Path) -> None:
    target = tmp_path / "recordings" / "hello.wav"
    record(target, 8000, 1, 1.0, 0.1)
    (before,) = said(voice, [Phrase("您好", "hello")])
    record(target, 8000, 1, 2.0, 0.1)
    (after,) = said(voice, [Phrase("您好", "hello")])
    assert len(after) > len(before) * 1.5


@pytest.mark.parametrize("content", [b"", b"not a sound file"])
def test_a_bad_recording_is_reported_and_not_used(
    voice: Voice, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    target = tmp_path / "recordings" / "hello.wav"
    target.parent.mkdir()
    target.write_bytes(content)
    with caplog.at_level(logging.ERROR):
        assert said(voice, [Phrase("您好", "hello")]) == said(voice, [Phrase("您好")])
    assert "hello.wav" in caplog.text


def test_a_recording_name_cannot_leave_the_folder(voice: Voice, tmp_path: Path) -> None:
    record(tmp_path / "secret.wav", 8000, 1, 1.0, 0.1)
    assert said(voice, [Phrase("您好", "../secret")]) == said(voice, [Phrase("您好")])


def test_render_all_counts_and_goes_on_after_a_failure(voice: Voice, tmp_path: Path) -> None:
    record(tmp_path / "recordings" / "hello.wav", 8000, 1, 1.0, 0.1)
    phrases = [*GREETING, Phrase("坏"), Phrase("您好", "hello"), GREETING[0]]
    report = voice.render_all(phrases, progress=False)
    assert (report.rendered, report.cached, report.overridden) == (3, 0, 1)
    assert len(report.failed) == 1
    assert "坏" in report.failed[0]
    again = voice.render_all(phrases, progress=False)
    assert (again.rendered, again.cached, again.overridden) == (0, 3, 1)
    assert again.audio_seconds == pytest.approx(report.audio_seconds)


def test_a_text_that_cannot_be_spoken_is_an_error(voice: Voice) -> None:
    speaking = voice.speak([GREETING[0], Phrase("坏")])
    assert next(speaking)
    with pytest.raises(SynthesisError, match="坏"):
        next(speaking)


def test_the_pack_replaces_rendering(voice: Voice, tones: ToneSynthesizer, tmp_path: Path) -> None:
    size = voice.write_pack(GREETING, tmp_path / "prompts.zip")
    assert size < 20_000
    pack = PromptPack(tmp_path / "prompts.zip")
    assert len(pack) == 3
    fresh = ToneSynthesizer()
    other = Voice(fresh, tmp_path / "elsewhere", pack=pack)
    report = other.render_all(GREETING, progress=False)
    assert (report.packed, report.rendered) == (3, 0)
    assert fresh.texts == []
    assert len(said(other, GREETING)[0]) == pytest.approx(800 * 3, abs=160)
    other.close()


def test_what_is_in_the_pack_is_ready_without_being_unpacked(voice: Voice, tmp_path: Path) -> None:
    voice.write_pack(GREETING[:1], tmp_path / "prompts.zip")
    other = Voice(ToneSynthesizer(), tmp_path / "new", pack=PromptPack(tmp_path / "prompts.zip"))
    assert [other.has(phrase) for phrase in GREETING[:2]] == [True, False]
    assert not (tmp_path / "new").exists()
    other.close()


def test_without_an_engine_the_pack_still_speaks(voice: Voice, tmp_path: Path) -> None:
    voice.write_pack(GREETING[:1], tmp_path / "prompts.zip")
    mute = Voice(None, tmp_path / "elsewhere", pack=PromptPack(tmp_path / "prompts.zip"))
    speaking = mute.speak(GREETING)
    assert next(speaking)
    with pytest.raises(VoiceUnavailableError, match="请说"):
        next(speaking)
    mute.close()
