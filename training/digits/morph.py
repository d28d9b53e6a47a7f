"""Gives synthesised speech to other speakers: another pitch, vocal tract, melody, breath and pace.

    python -m training.digits.morph var/digits/speech1 --out var/digits/speech1b --seed 5

Takes speech apart and together again with the WORLD vocoder. Reads and writes folders like `synth`.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pyworld

from training.digits.synth import RATE

_PERIOD = 5.0
"""Milliseconds between two frames of the analysis."""
_FFT = 1024
_HASTIEST = 0.18
"""Seconds per syllable; quicker speech is left out."""


def morphed(speech: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """`speech` (16 kHz) as somebody else would say it, from a deep man to a child."""
    speech = speech.astype(np.float64)
    rough, times = pyworld.dio(speech, RATE, frame_period=_PERIOD)
    pitch = pyworld.stonemask(speech, rough, times, RATE)
    envelope = pyworld.cheaptrick(speech, pitch, times, RATE, fft_size=_FFT)
    breath = pyworld.d4c(speech, pitch, times, RATE, fft_size=_FFT)
    voiced = pitch > 0
    if voiced.any():
        middle = float(np.median(pitch[voiced]))
        wanted = float(np.exp(chance.uniform(np.log(85), np.log(290))))
        melody = np.exp(chance.normal(0, 0.35))
        pitch[voiced] = wanted * (pitch[voiced] / middle) ** melody
        # Deep voices have long vocal tracts, more or less.
        tract = (wanted / middle) ** chance.uniform(0.1, 0.35) * np.exp(chance.normal(0, 0.06))
        envelope = _stretched(envelope, float(np.clip(tract, 0.76, 1.25)))
    breath = np.clip(breath ** np.exp(chance.normal(0, 0.4)), 0, 1)
    pace = _PERIOD * np.exp(chance.normal(0.08, 0.15))
    return pyworld.synthesize(pitch, envelope, breath, RATE, pace).astype(np.float32)


def _stretched(envelope: np.ndarray, factor: float) -> np.ndarray:
    """The spectral envelope with all formants multiplied by `factor`."""
    bins = np.arange(envelope.shape[1])
    logs = np.log(envelope)
    moved = np.stack([np.interp(bins / factor, bins, row) for row in logs])
    return np.ascontiguousarray(np.exp(moved))


def morph(folder: Path, out: Path, seed: int) -> None:
    """Write every utterance of `folder` as said by another speaker."""
    chance = np.random.default_rng(seed)
    out.mkdir(parents=True, exist_ok=True)
    source = np.memmap(folder / "speech.raw", "<i2", "r")
    lines = (folder / "speech.jsonl").read_text(encoding="utf-8").splitlines()
    with (out / "speech.raw").open("wb") as sound, (out / "speech.jsonl").open("w") as labels:
        for line in lines:
            row = json.loads(line)
            whole = row["start"] + row["samples"] <= len(source)
            if not whole or row["samples"] < _HASTIEST * RATE * len(row["said"]):
                continue
            piece = source[row["start"] : row["start"] + row["samples"]]
            speech = morphed(np.asarray(piece, np.float32) / 32768, chance)
            loudest = float(np.abs(speech).max())
            if not np.isfinite(loudest) or loudest < 1e-3:
                continue
            pcm = (speech * (0.7 / loudest) * 32767).astype("<i2")
            row |= {"start": sound.tell() // 2, "samples": pcm.size}
            sound.write(pcm.tobytes())
            labels.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    """Morph a folder."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    morph(given.folder, given.out, given.seed)


if __name__ == "__main__":
    main()
