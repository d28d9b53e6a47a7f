"""Trains the head that hears digits in the states of Whisper's encoder, and writes it as ONNX.

    pip install -e '.[train]'
    python -m training.digits.encode --speech var/digits/speech1 --out var/digits/states1 --minutes 5
    python -m training.digits.train_head --states var/digits/states1 --minutes 10

A fixed time on one core. A few utterances are kept aside and tell how it goes.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from speech.digits.encoder import WIDTH
from speech.digits.head import HEADS
from speech.digits.tokens import BLANK, CLASSES
from training.digits import schedule, states_head
from training.digits.corpus import needed
from training.digits.states_head import Utterance

BATCH = 24
_LOSS = nn.CTCLoss(BLANK, zero_infinity=True)
_INNER, _MEMORY = 192, 128

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


class Head(nn.Module):
    """States (batch, frames, WIDTH) to log probabilities (batch, frames, CLASSES)."""

    def __init__(self) -> None:
        super().__init__()
        self.inward = nn.Linear(WIDTH, _INNER)
        self.norm = nn.LayerNorm(_INNER)
        self.beside = nn.Conv1d(_INNER, _INNER, 5, padding=2)
        self.memory = nn.GRU(_INNER, _MEMORY, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * _MEMORY, CLASSES)
        self.drop = nn.Dropout(0.2)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        inner = torch.relu(self.norm(self.inward(self.drop(states))))
        inner = inner + torch.relu(self.beside(inner.transpose(1, 2)).transpose(1, 2))
        remembered, _ = self.memory(self.drop(inner))
        return self.out(self.drop(remembered)).log_softmax(-1)


def read(folders: Sequence[Path]) -> list[Utterance]:
    """All utterances of folders written by `encode` that are long enough for their digits."""
    return [
        one
        for one in states_head.examples(folders)
        if len(one.states) > needed(one.classes.tolist()) + 2
    ]


def varied(one: Utterance, chance: np.random.Generator) -> np.ndarray:
    """Its states at another tempo, with parts missing."""
    states = one.states.astype(np.float32)
    frames = int(len(states) * math.exp(chance.normal(-0.05, 0.15)))
    if frames > needed(one.classes.tolist()) + 2:
        states = schedule.at_tempo(states, frames)
    states = states + chance.normal(0, 0.05, (1, WIDTH)).astype(np.float32) * states.std()
    for _ in range(chance.integers(0, 3)):
        at = chance.integers(len(states))
        states[at : at + chance.integers(1, 5)] = 0
    return states * (chance.random((1, WIDTH)) > 0.05)


def collate(states: Sequence[np.ndarray], classes: Sequence[np.ndarray]) -> Batch:
    """States padded with nothing, their lengths, all labels, and how many each."""
    padded = np.zeros((len(states), max(map(len, states)), WIDTH), np.float32)
    for place, one in enumerate(states):
        padded[place, : len(one)] = one
    return (
        torch.from_numpy(padded),
        torch.tensor([len(one) for one in states]),
        torch.from_numpy(np.concatenate(classes).astype(np.int64)),
        torch.tensor([len(one) for one in classes]),
    )


def train(utterances: list[Utterance], minutes: float, seed: int, out: Path) -> None:
    """Train for so many minutes and write `out`."""
    torch.manual_seed(seed)
    head = Head()

    def loss(states: Sequence[np.ndarray], said: Sequence[Utterance]) -> torch.Tensor:
        padded, frames, labels, counts = collate(states, [one.classes for one in said])
        return _LOSS(head(padded).transpose(0, 1), labels, frames, counts)

    plan = states_head.Plan(
        minutes, seed, size=BATCH, loose=60, varied=varied, loss=loss, loss_aside=loss
    )
    states_head.train(head, utterances, plan)
    states_head.export(head, out, {"states": {1: "m"}, "logp": {1: "m"}})


def main() -> None:
    """Train and export."""
    given = states_head.arguments(__doc__, HEADS[0])
    utterances = read(given.states)
    print(f"{len(utterances)} utterances, {sum(len(one.classes) for one in utterances)} syllables")
    train(utterances, given.minutes, given.seed, given.out)


if __name__ == "__main__":
    main()
