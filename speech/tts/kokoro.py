"""Kokoro-82M, a small neural voice that speaks Mandarin, run by onnxruntime on the CPU.

Text becomes phonemes (`speech.tts.phonemes`), phonemes and a style vector become 24 kHz speech,
which leaves here at 8 kHz. A voice is a table of style vectors, one per phoneme count; several may
be blended. Two official Mandarin tables ship in `speech/tts/voices`; the Japanese ones come with
the weights.
"""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import soxr

from speech.audio import LINE_RATE
from speech.audio.loudness import normalise, trim
from speech.audio.telephone import to_pcm
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError
from speech.tts.text_normalization import is_syllable

MODEL_RATE = 24000
DEFAULT_VOICE = "zf_xiaobei"
DEFAULT_SPEED = 0.9
"""A tenth slower than natural: many callers are old, and the line is narrow."""
_SYLLABLE_SPEED = 4 / 3
"""Times the usual pace for a syllable alone: drawn out, it falls into two, and 四 is heard as 四一."""
_STYLE_SIZE = 256
_MAX = 200
"""Phonemes spoken at once: far below the model's 510, because long sentences are read hastily."""
_PAUSE_SECONDS = {".": 0.35, "?": 0.35, "!": 0.35, ";": 0.3, ",": 0.2}


class Kokoro:
    """The model with one voice. `synthesize` may be called from several threads.

    The model is loaded by the first text, a hundred megabytes: most servers render nothing.
    """

    name = "kokoro"

    def __init__(
        self,
        model: Path,
        vocabulary: Path,
        voices: Sequence[Path],
        voice: str = DEFAULT_VOICE,
        *,
        speed: float = DEFAULT_SPEED,
    ) -> None:
        """Speak with the ONNX `model`, its `vocabulary` (JSON) and the style tables in `voices`.

        `voice` names one table or a blend such as 'zf_xiaobei*2+zm_yunxi'; `speed` 1 is natural.
        Raises `VoiceUnavailableError`.
        """
        for file in (model, vocabulary, *voices):
            if not file.is_file():
                raise VoiceUnavailableError(f"Kokoro lacks the file {file}")
        self.voice = f"{voice}@{speed:g}"
        self._speed = speed
        tables = {name: rows for file in voices for name, rows in load_styles(file).items()}
        self._styles = blend(tables, voice)
        self._tokens: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
        self._model = model

    def synthesize(self, text: str) -> bytes:
        """Speak normalised `text`; see `Synthesizer.synthesize`."""
        # The segmenter's dictionaries take 60 MB that a process which renders nothing does without.
        from speech.tts.phonemes import phonemes

        pace = self._speed * _SYLLABLE_SPEED if is_syllable(text) else self._speed
        spoken = []
        for piece in split_phonemes(phonemes(text)):
            spoken += [self._infer(piece, pace), _silence(piece)]
        samples = np.concatenate(spoken[:-1]) if spoken else np.zeros(0, np.float32)
        samples = soxr.resample(samples, MODEL_RATE, LINE_RATE)
        samples = trim(normalise(samples, LINE_RATE), LINE_RATE)
        if not samples.size or not np.isfinite(samples).all():
            raise SynthesisError(f"Kokoro made no sound of {text!r}")
        return to_pcm(samples)

    def _infer(self, piece: str, pace: float) -> np.ndarray:
        tokens = [self._tokens[symbol] for symbol in piece if symbol in self._tokens]
        style = self._styles[min(len(tokens), len(self._styles)) - 1]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style.reshape(1, _STYLE_SIZE),
            "speed": np.array([pace], dtype=np.float32),
        }
        spoken = _session(self._model).run(None, inputs)[0]
        return trim(np.asarray(spoken, np.float32).ravel(), MODEL_RATE)


def split_phonemes(spoken: str, longest: int = _MAX) -> list[str]:
    """Cut a phoneme string after sentences, and after commas where a sentence is too long."""
    pieces: list[str] = []
    for sentence in re.findall("[^.?!]+[.?!]?", spoken):
        current = ""
        for part in re.findall("[^,;]+[,;]?", sentence):
            if current and len(current) + len(part) > longest:
                pieces.append(current.strip())
                current = ""
            current += part
        pieces.append(current.strip())
    return [piece for piece in pieces if piece.strip(".,;?! ")]


def load_styles(file: Path) -> dict[str, np.ndarray]:
    """Read style tables by name: a .npz of several, or one .bin/.npy/.pt named after its voice.

    Each is float32 of shape (phoneme counts, 256). Raises `VoiceUnavailableError`.
    """
    try:
        if file.suffix == ".npz":
            with np.load(file) as tables:
                return {name: _table(tables[name]) for name in tables.files}
        if file.suffix == ".npy":
            return {file.stem: _table(np.load(file))}
        raw = _tensor_bytes(file) if file.suffix == ".pt" else file.read_bytes()
        return {file.stem: _table(np.frombuffer(raw, "<f4"))}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise VoiceUnavailableError(f"{file} is not a Kokoro voice: {error}") from error


def blend(tables: dict[str, np.ndarray], recipe: str) -> np.ndarray:
    """Mix tables by a recipe such as 'zf_xiaobei*2+zm_yunxi'. Raises `VoiceUnavailableError`."""
    mixed, total = None, 0.0
    for part in recipe.split("+"):
        name, _, weight = part.strip().partition("*")
        if name not in tables:
            known = ", ".join(sorted(tables))
            raise VoiceUnavailableError(f"Kokoro has no voice {name!r}; it has {known}")
        share = float(weight or 1)
        rows = tables[name] * share
        mixed = rows if mixed is None else mixed + rows
        total += share
    assert mixed is not None
    return (mixed / total).astype(np.float32)


@cache
def _session(model: Path) -> onnxruntime.InferenceSession:
    """Loaded once: several voices of a process share the model."""
    return onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])


def _table(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values, dtype=np.float32).reshape(-1, _STYLE_SIZE)


def _tensor_bytes(file: Path) -> bytes:
    """The raw floats of the one tensor in a PyTorch file, which is a zip archive; no code is run."""
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        return archive.read(next(n for n in archive.namelist() if n.endswith("/data/0")))


def _silence(piece: str) -> np.ndarray:
    seconds = _PAUSE_SECONDS.get(piece[-1], 0.1)
    return np.zeros(int(MODEL_RATE * seconds), np.float32)
