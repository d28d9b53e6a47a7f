"""Sends short answers and everything else over random telephone lines, and through Whisper's encoder.

    python -m training.answers.encode --speech var/answers/speech1 --out var/answers/states1 --minutes 10

Writes a folder as `training.digits.encode` does, with the labels of `training.answers.labels`.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from speech.answers.kinds import Kind
from speech.digits.encoder import Encoder
from training.answers import sounds
from training.answers.labels import KINDS, UNHEARD, label
from training.digits import encode
from training.digits.corpus import Spoken

_PROMPTS, _NOBODY = 0.14, 0.06
"""Shares of all examples that are pieces of our own prompts, and that nobody speaks in."""


def read(folders: Sequence[Path]) -> list[Spoken]:
    """All whole utterances of folders of `synth` and `morph`, labelled."""
    found = []
    for labels in sorted(path for folder in folders for path in folder.rglob("speech.jsonl")):
        sound = np.memmap(labels.with_name("speech.raw"), "<i2", "r")
        for line in labels.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            end = row["start"] + row["samples"]
            if end <= len(sound):
                found.append(
                    Spoken(sound[row["start"] : end], label(Kind(row["kind"]), row["text"]))
                )
    return found


class Mixed:
    """Picks answers, and between them what is on the line besides."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._prompts = sounds.prompts(chance)
        self._nobody = sounds.nobody(chance)

    def __call__(self, spoken: Sequence[Spoken], chance: np.random.Generator) -> Spoken:
        """The next utterance or sound."""
        style = chance.random()
        if style < _PROMPTS:
            return Spoken(_pcm(next(self._prompts)), (KINDS.index(Kind.OTHER), UNHEARD))
        if style < _PROMPTS + _NOBODY:
            return Spoken(_pcm(next(self._nobody)), (KINDS.index(Kind.SILENCE),))
        return spoken[int(chance.integers(len(spoken)))]


def _pcm(sound: np.ndarray) -> np.ndarray:
    return (np.clip(sound, -1, 1) * 32767).astype("<i2")


def main() -> None:
    """Encode for so many minutes."""
    given = encode.arguments(__doc__)
    chance = np.random.default_rng(given.seed)
    endless = encode.examples(Encoder(given.whisper), read(given.speech), chance, Mixed(chance))
    encode.write(endless, given.out, given.minutes)


if __name__ == "__main__":
    main()
