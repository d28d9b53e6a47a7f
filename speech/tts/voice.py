"""The hotline's voice: phrases in, telephone audio out.

What is said comes, in this order, from a human recording, from the cache of rendered prompts, from
the pack that ships with the code, or from the synthesizer. Missing phrases are rendered in the
background while earlier ones play.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from speech.audio import LINE_RATE
from speech.audio.loudness import normalise, trim
from speech.audio.sound_files import SoundFileError, encode_opus, load_sound
from speech.audio.telephone import pcm_to_ulaw, to_floats, to_pcm, ulaw_to_pcm
from speech.tts.cache import PromptCache
from speech.tts.clips import (
    clip_phrases,
    count_phrases,
    date_phrases,
    melody,
    number_phrases,
    ordinal_phrases,
)
from speech.tts.lexicon import lexicon_of
from speech.tts.pack import PACK, PromptPack, write_pack
from speech.tts.phrase import Phrase
from speech.tts.synthesizer import SynthesisError, Synthesizer, VoiceUnavailableError
from speech.tts.text_normalization import is_syllable, read

__all__ = [
    "Phrase",
    "RenderReport",
    "Voice",
    "clip_phrases",
    "count_phrases",
    "date_phrases",
    "number_phrases",
    "ordinal_phrases",
]

log = logging.getLogger(__name__)
RENDERING_VERSION = "1"
"""Raised when reading, level or trimming change, so that old renderings are not used."""
SYLLABLE_VERSION = "2"
"""`RENDERING_VERSION` for single syllables, which have a pace of their own."""
_PAUSES = {"。": 0.4, "？": 0.4, "！": 0.4, "；": 0.3, "：": 0.25, "，": 0.2, "、": 0.15}
_CLIP_PAUSE, _PLAIN_PAUSE = 0.02, 0.08
_SILENT = b"\xff"


@dataclass
class RenderReport:
    """What `Voice.render_all` did, in numbers of phrases."""

    rendered: int = 0
    cached: int = 0
    packed: int = 0
    """Taken from the pack that ships with the code."""
    overridden: int = 0
    """Human recordings used instead."""
    failed: tuple[str, ...] = ()
    """A sentence for each phrase that has no sound."""
    audio_seconds: float = 0.0


class Voice:
    """Speaks phrases. One object serves all calls and threads of a process."""

    def __init__(
        self,
        synthesizer: Synthesizer | None,
        cache_dir: Path,
        recordings_dir: Path | None = None,
        pack: PromptPack | None = None,
    ) -> None:
        """Without a `synthesizer` only recordings, cache and pack can be heard.

        `pack` None is the one that ships with the code. Renderings are made one at a time.
        """
        self._synthesizer = synthesizer
        self._cache = PromptCache(cache_dir)
        self._recordings = recordings_dir
        self._pack = PromptPack() if pack is None else pack
        self._workers = ThreadPoolExecutor(1, thread_name_prefix="voice")
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[bytes]] = {}
        self._recorded_audio: dict[tuple[Path, int], bytes | None] = {}
        self.identity = self._pack.identity
        """Engine and voice that renderings are made by, e.g. 'kokoro/jf_alpha@1'."""
        if synthesizer is not None:
            self.identity = f"{synthesizer.name}/{synthesizer.voice}"

    def speak(self, phrases: Sequence[Phrase]) -> Iterator[bytes]:
        """Yield each phrase's 8 kHz mu-law audio in order, the pause before it included.

        Rendering of all missing phrases starts with the first `next`. Raises `SynthesisError` or
        `VoiceUnavailableError` when the turn comes to a phrase that has no sound.
        """
        waiting = [self.request(phrase) for phrase in phrases]
        for place, audio in enumerate(waiting):
            pause = _pause(phrases[place - 1], phrases[place]) if place else b""
            yield pause + audio.result()

    def request(self, phrase: Phrase) -> "Future[bytes]":
        """Return the phrase's mu-law audio to come; already there if recorded or cached."""
        ready: Future[bytes] = Future()
        audio = self._recorded(phrase) or self._cache.get(self.key(phrase))
        if audio is not None:
            ready.set_result(audio)
            return ready
        return self._rendering(phrase)

    def has(self, phrase: Phrase) -> bool:
        """Whether the phrase can be heard at once. Changes nothing: the pack is not unpacked."""
        key = self.key(phrase)
        return bool(self._recorded(phrase) or self._cache.get(key) or key in self._pack)

    def key(self, phrase: Phrase) -> str:
        """The name of the phrase's rendering in cache and pack."""
        spoken = read(phrase.text)
        version = SYLLABLE_VERSION if is_syllable(spoken) else RENDERING_VERSION
        parts = [self.identity, version, lexicon_of(spoken), spoken]
        parts += ["clip" if phrase.clip else "phrase"]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def render_all(self, phrases: Sequence[Phrase], progress: bool = True) -> RenderReport:
        """Make every phrase ready to be heard at once; a failure does not stop the others."""
        report = RenderReport()
        failed = []
        todo = {}
        unique = list(dict.fromkeys(phrases))
        with ThreadPoolExecutor(os.cpu_count()) as unpacking:
            for phrase, (kind, length) in zip(
                unique, unpacking.map(self._ready, unique), strict=True
            ):
                if not length:
                    todo[self._rendering(phrase)] = phrase
                    continue
                setattr(report, kind, getattr(report, kind) + 1)
                report.audio_seconds += length / LINE_RATE
        for done in tqdm(
            as_completed(todo), "rendering prompts", len(todo), disable=not progress or not todo
        ):
            try:
                report.audio_seconds += len(done.result()) / LINE_RATE
                report.rendered += 1
            except (SynthesisError, VoiceUnavailableError) as error:
                failed.append(f"{todo[done].text}: {error}")
        report.failed = tuple(failed)
        return report

    def write_pack(self, phrases: Sequence[Phrase], path: Path = PACK) -> int:
        """Write `phrases` as the pack `path`; return its size in bytes.

        What the old pack holds is kept, so that few changed texts take little time. Recordings are
        left out: they ship as files. Raises what the synthesizer raises.
        """
        unique = {self.key(phrase): phrase for phrase in phrases}
        progress = tqdm(unique.items(), "packing prompts", len(unique))
        return write_pack(path, self.identity, ((k, self._opus(k, p)) for k, p in progress))

    def close(self) -> None:
        """Stop the renderings that have not begun."""
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _ready(self, phrase: Phrase) -> tuple[str, int]:
        """Where the phrase's audio is, now in the cache if it was in the pack, and its length; 0: nowhere."""
        recorded = self._recorded(phrase)
        if recorded:
            return "overridden", len(recorded)
        cached = self._cache.get(self.key(phrase))
        if cached:
            return "cached", len(cached)
        return "packed", len(self._unpacked(phrase) or b"")

    def _stored(self, phrase: Phrase) -> bytes | None:
        return self._cache.get(self.key(phrase)) or self._unpacked(phrase)

    def _rendering(self, phrase: Phrase) -> "Future[bytes]":
        """The one rendering of this phrase that is under way, started if need be."""
        key = self.key(phrase)
        with self._lock:
            known = self._under_way.get(key)
            if known is not None:
                return known
            future = self._workers.submit(self._make, phrase)
            self._under_way[key] = future
        future.add_done_callback(lambda _: self._under_way.pop(key, None))
        return future

    def _make(self, phrase: Phrase) -> bytes:
        # Another thread may have finished the same phrase between the look-up and this moment.
        audio = self._stored(phrase)
        if audio is None:
            audio = _mulaw(self._render(phrase))
            self._cache.put(self.key(phrase), audio)
        return audio

    def _opus(self, key: str, phrase: Phrase) -> bytes:
        packed = self._pack.opus(key)
        return packed or encode_opus(to_floats(ulaw_to_pcm(self._rendering(phrase).result())))

    def _unpacked(self, phrase: Phrase) -> bytes | None:
        """The phrase from the pack, moved to the cache."""
        try:
            samples = self._pack.get(self.key(phrase))
        except SoundFileError:
            log.exception("the pack of prompts is damaged")
            return None
        if samples is None:
            return None
        audio = _mulaw(samples)
        self._cache.put(self.key(phrase), audio)
        return audio

    def _render(self, phrase: Phrase) -> np.ndarray:
        if self._synthesizer is None:
            raise VoiceUnavailableError(
                f"no voice engine is installed and there is no recording of {phrase.text!r}; "
                "run 'hotline doctor'"
            )
        text = melody(phrase) if phrase.clip else phrase.text
        return to_floats(self._synthesizer.synthesize(read(text)))

    def _recorded(self, phrase: Phrase) -> bytes | None:
        """The human recording of the phrase; read again when the file has changed."""
        if self._recordings is None or phrase.recording != Path(phrase.recording).name:
            return None
        path = self._recordings / f"{phrase.recording}.wav"
        try:
            version = (path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            return None
        if version not in self._recorded_audio:
            self._recorded_audio[version] = _load_recording(path)
        return self._recorded_audio[version]


def _load_recording(path: Path) -> bytes | None:
    """A recording brought to the prompts' level; a bad one is reported and not used."""
    try:
        samples = trim(normalise(load_sound(path), LINE_RATE), LINE_RATE)
    except SoundFileError as error:
        log.error("recording not used, the rendered voice speaks instead: %s", error)
        return None
    if not samples.size:
        log.error("recording not used, it is silent: %s", path)
        return None
    return _mulaw(samples)


def _mulaw(samples: np.ndarray) -> bytes:
    return pcm_to_ulaw(to_pcm(samples))


def _pause(before: Phrase, after: Phrase) -> bytes:
    """Silence between two phrases, by the punctuation between them."""
    seconds = _PAUSES.get(before.text.rstrip()[-1:])
    if seconds is None:
        seconds = _CLIP_PAUSE if before.clip and after.clip else _PLAIN_PAUSE
    return _SILENT * int(LINE_RATE * seconds)
