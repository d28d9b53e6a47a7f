"""Sends synthesised speech over random telephone lines and keeps what Whisper's encoder makes of it.

    python -m training.digits.encode --speech var/digits/speech1 --out var/digits/states1 --minutes 5

Several utterances share one look of the encoder, as if they were said one after the other. Writes
`states.npy` (float16 rows), `examples.npz` (lengths and classes), which `states_head` reads.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.audio import LINE_RATE
from speech.audio.telephone import to_pcm
from speech.digits.encoder import FRAME_SECONDS, Encoder
from training.digits import corpus
from training.digits.augment import telephone

_LOOK = 13 * LINE_RATE
"""Samples of 8 kHz that fit into one look."""
_GAP = (0.1, 0.8)
_ALONE = 0.35
"""Share of looks at a single utterance."""
_BEFORE, _BEHIND = 2, 3
"""Frames of the neighbourhood that go with an utterance."""


@dataclass(frozen=True)
class Placed:
    """An utterance in a look, in samples of 8 kHz."""

    start: int
    end: int
    classes: tuple[int, ...]


Pick = Callable[[Sequence[corpus.Spoken], np.random.Generator], corpus.Spoken]
"""Chooses the next utterance."""


def look(
    spoken: Sequence[corpus.Spoken], chance: np.random.Generator, pick: Pick = corpus.pick
) -> tuple[np.ndarray, list[Placed]]:
    """One to several utterances over one line each, and where they are."""
    sound = np.zeros(_LOOK, np.float32)
    placed: list[Placed] = []
    at = int(LINE_RATE * chance.uniform(0, 0.4))
    alone = chance.random() < _ALONE
    babble = corpus.babble(spoken, chance)
    while not (alone and placed):
        one = pick(spoken, chance)
        heard = telephone(corpus.floats(one), chance, babble)
        if at + len(heard) > _LOOK:
            break
        sound[at : at + len(heard)] += heard
        placed.append(Placed(at, at + len(heard), one.classes))
        at += len(heard) + int(LINE_RATE * chance.uniform(*_GAP))
    return sound[: placed[-1].end if placed else 0], placed


def examples(
    encoder: Encoder,
    spoken: Sequence[corpus.Spoken],
    chance: np.random.Generator,
    pick: Pick = corpus.pick,
) -> Iterator[tuple[np.ndarray, tuple[int, ...]]]:
    """Endless utterances as states and classes."""
    while True:
        sound, placed = look(spoken, chance, pick)
        if not placed:
            continue
        states = encoder.states(to_pcm(sound))
        for one in placed:
            first = round(one.start / LINE_RATE / FRAME_SECONDS) - _BEFORE
            last = round(one.end / LINE_RATE / FRAME_SECONDS) + _BEHIND
            yield states[max(0, first) : last].astype(np.float16), one.classes


def write(endless: Iterator[tuple[np.ndarray, tuple[int, ...]]], out: Path, minutes: float) -> None:
    """Write what comes of `endless` examples in so many minutes."""
    rows, classes = [], []
    began = time.monotonic()
    for states, said in endless:
        rows.append(states)
        classes.append(said)
        if time.monotonic() - began > minutes * 60:
            break
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "states.npy", np.concatenate(rows))
    np.savez(
        out / "examples.npz",
        lengths=[len(states) for states in rows],
        counts=[len(said) for said in classes],
        classes=np.concatenate([np.array(said, np.int64) for said in classes]),
    )
    print(f"{len(rows)} utterances in {out}")


def arguments(doc: str | None) -> argparse.Namespace:
    """What an encoding is told on the command line."""
    options = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    options.add_argument("--speech", type=Path, nargs="+", required=True, help="folders of synth")
    options.add_argument("--whisper", type=Path, default=Path("var/weights/whisper-base"))
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args()


def main() -> None:
    """Encode for so many minutes."""
    given = arguments(__doc__)
    chance = np.random.default_rng(given.seed)
    endless = examples(Encoder(given.whisper), corpus.read(given.speech), chance)
    write(endless, given.out, given.minutes)


if __name__ == "__main__":
    main()
