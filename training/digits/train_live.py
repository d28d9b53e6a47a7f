"""Trains the network that follows digits while they are said, and writes it as ONNX.

    pip install -e '.[train]'
    python -m training.digits.train_live --speech var/digits/speech1 var/digits/morph1 --minutes 25

Sends the speech of `synth` and `morph` over random telephone lines first, then trains for a fixed time
on one core. A few utterances are kept aside and tell how it goes.
"""

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from speech.digits.features import BANDS, SILENCE, log_mel
from speech.digits.live import CONTEXT, LIVE, MEMORY, STRIDE
from speech.digits.tokens import BLANK, CLASSES
from training.digits import corpus, schedule
from training.digits.augment import RATE, telephone
from training.digits.slim import slim

BATCH = 24
ASIDE = 200
_LOSS = nn.CTCLoss(BLANK, zero_infinity=True)
_WIDTH = 144


@dataclass(frozen=True)
class Heard:
    """One utterance as it came over a line."""

    rows: np.ndarray
    """Features (n, BANDS), float16."""
    classes: tuple[int, ...]


class Live(nn.Module):
    """Rows (batch, n, BANDS) and memory to log probabilities (batch, m, CLASSES) and memory.

    m = (n - CONTEXT - 1) // STRIDE + 1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.spectrum = nn.Sequential(
            nn.Conv2d(1, 24, (7, 5), stride=(STRIDE, 2), padding=(0, 2)), nn.BatchNorm2d(24), nn.ReLU(),
            nn.Conv2d(24, 32, (3, 3), stride=(1, 2), padding=(0, 1)), nn.BatchNorm2d(32), nn.ReLU(),
        )  # fmt: skip
        self.inward = nn.Linear(32 * BANDS // 4, _WIDTH)
        self.steps = nn.ModuleList(_step() for _ in range(2))
        self.memory = nn.GRU(_WIDTH, MEMORY, batch_first=True)
        self.out = nn.Linear(MEMORY, CLASSES)
        self.drop = nn.Dropout(0.15)

    def forward(self, rows: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        seen = self.spectrum(rows.unsqueeze(1)).transpose(1, 2).flatten(2)
        heard = torch.relu(self.inward(self.drop(seen))).transpose(1, 2)
        for step in self.steps:
            heard = heard[:, :, 2:-2] + step(heard)
        remembered, state = self.memory(self.drop(heard.transpose(1, 2)), state)
        return self.out(self.drop(remembered)).log_softmax(-1), state


def _step() -> nn.Module:
    return nn.Sequential(
        nn.Conv1d(_WIDTH, _WIDTH, 5, groups=_WIDTH),
        nn.Conv1d(_WIDTH, _WIDTH, 1),
        nn.BatchNorm1d(_WIDTH),
        nn.ReLU(),
    )


def heard_over_lines(
    spoken: Sequence[corpus.Spoken], count: int, chance: np.random.Generator
) -> list[Heard]:
    """So many utterances, each over a line of its own."""
    found: list[Heard] = []
    while len(found) < count:
        babble = corpus.babble(spoken, chance)
        for _ in range(20):
            one = corpus.pick(spoken, chance)
            rows = log_mel(telephone(corpus.floats(one), chance, babble)).astype(np.float16)
            if len(rows) // STRIDE > corpus.needed(one.classes) + 2:
                found.append(Heard(rows, one.classes))
        if len(found) % 1000 < 20:
            print(f"{len(found)} of {count} heard", flush=True)
    return found


def hush(seconds: float, chance: np.random.Generator, babble: np.ndarray) -> Heard:
    """A line on which nobody speaks, or people far away."""
    still = chance.standard_normal(int(RATE * seconds)).astype(np.float32) * 1e-3
    return Heard(log_mel(telephone(still, chance, babble)).astype(np.float16), ())


def varied(one: Heard, chance: np.random.Generator) -> np.ndarray:
    """Its rows at another tempo and level, with bands and moments missing."""
    rows = one.rows.astype(np.float32)
    count = int(len(rows) * math.exp(chance.normal(0, 0.1)))
    if count // STRIDE > corpus.needed(one.classes) + 2:
        rows = schedule.at_tempo(rows, count)
    rows = np.maximum(rows + chance.normal(0, 0.15), SILENCE).astype(np.float32)
    for _ in range(chance.integers(0, 3)):
        band = chance.integers(BANDS - 4)
        rows[:, band : band + chance.integers(1, 5)] = rows.mean()
    for _ in range(chance.integers(0, 3)):
        at = chance.integers(len(rows))
        rows[at : at + chance.integers(1, 8)] = SILENCE
    return rows


def collate(
    rows: Sequence[np.ndarray], classes: Sequence[tuple[int, ...]]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows between silence, their lengths in output frames, all labels, and how many each."""
    edge = CONTEXT // 2
    padded = np.full((len(rows), max(map(len, rows)) + CONTEXT, BANDS), SILENCE, np.float32)
    for place, one in enumerate(rows):
        padded[place, edge : edge + len(one)] = one
    return (
        torch.from_numpy(padded),
        torch.tensor([(len(one) - 1) // STRIDE + 1 for one in rows]),
        torch.tensor([c for said in classes for c in said]),
        torch.tensor([len(said) for said in classes]),
    )


def train(examples: list[Heard], minutes: float, seed: int, out: Path) -> None:
    """Train for so many minutes and write `out`."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(examples))
    aside = [examples[n] for n in order[:ASIDE]]
    rest = sorted((examples[n] for n in order[ASIDE:]), key=lambda one: len(one.rows))
    net = Live()
    schedule.train(
        net,
        lambda: _batches(rest, chance),
        lambda some: _loss(net, [varied(one, chance) for one in some], some),
        lambda: _loss(net, [one.rows.astype(np.float32) for one in aside], aside).item(),
        schedule.Course(minutes, warm_steps=150),
    )
    _export(net, out)


def _batches(examples: list[Heard], chance: np.random.Generator) -> Iterator[list[Heard]]:
    """Batches alike in length within each, in random order; `examples` are in order of length."""
    for start in chance.permutation(range(0, len(examples) - BATCH + 1, BATCH)):
        yield examples[start : start + BATCH]


def _loss(net: Live, rows: Sequence[np.ndarray], said: Sequence[Heard]) -> torch.Tensor:
    padded, frames, labels, counts = collate(rows, [one.classes for one in said])
    logp, _ = net(padded, padded.new_zeros(1, len(rows), MEMORY))
    return _LOSS(logp.transpose(0, 1), labels, frames, counts)


def _export(net: Live, out: Path) -> None:
    net.eval()
    torch.onnx.export(
        net,
        (torch.zeros(1, CONTEXT + 31, BANDS), torch.zeros(1, 1, MEMORY)),
        str(out),
        input_names=["rows", "state"],
        output_names=["logp", "state_out"],
        dynamic_axes={"rows": {1: "n"}, "logp": {1: "m"}},
        dynamo=False,
    )
    slim(out)


def main() -> None:
    """Train and export."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--speech", type=Path, nargs="+", required=True, help="folders of synth")
    options.add_argument("--out", type=Path, default=LIVE)
    options.add_argument("--examples", type=int, default=9000)
    options.add_argument("--minutes", type=float, default=25)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance = np.random.default_rng(given.seed)
    spoken = corpus.read(given.speech)
    examples = heard_over_lines(spoken, given.examples, chance)
    babble = corpus.babble(spoken, chance)
    examples += [hush(chance.uniform(0.5, 3), chance, babble) for _ in range(given.examples // 50)]
    train(examples, given.minutes, given.seed, given.out)


if __name__ == "__main__":
    main()
