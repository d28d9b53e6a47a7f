"""Trains the head that hears digits in the states of Whisper's encoder, and writes it as ONNX.

    pip install -r requirements-train.txt
    python -m speech.digits.encode --speech var/digits/speech1 --out var/digits/states1 --minutes 5
    python -m speech.digits.train_head --states var/digits/states1 --minutes 10

A fixed time on one core. A few utterances are kept aside and tell how it goes.
"""

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from speech.digits.corpus import needed
from speech.digits.head import HEADS
from speech.digits.slim import slim
from speech.digits.states import WIDTH
from speech.digits.tokens import BLANK, CLASSES

BATCH = 24
ASIDE = 200
_TOP_RATE = 2e-3
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


@dataclass(frozen=True)
class Utterance:
    """One utterance as the encoder heard it."""

    states: np.ndarray
    classes: np.ndarray


def read(folders: Sequence[Path]) -> list[Utterance]:
    """All utterances of folders written by `encode` that are long enough for their digits."""
    found = []
    for folder in folders:
        rows = np.load(folder / "states.npy", mmap_mode="r")
        told = np.load(folder / "examples.npz")
        ends = np.cumsum(told["lengths"])
        labels = np.split(told["classes"], np.cumsum(told["counts"])[:-1])
        for end, length, said in zip(ends, told["lengths"], labels, strict=True):
            if length > needed(said.tolist()) + 2:
                found.append(Utterance(rows[end - length : end], said))
    return found


def varied(one: Utterance, chance: np.random.Generator) -> np.ndarray:
    """Its states at another tempo, with parts missing."""
    states = one.states.astype(np.float32)
    frames = int(len(states) * math.exp(chance.normal(-0.05, 0.15)))
    if frames > needed(one.classes.tolist()) + 2:
        places = np.linspace(0, len(states) - 1, frames)
        below = places.astype(int)
        share = (places - below)[:, None].astype(np.float32)
        above = np.minimum(below + 1, len(states) - 1)
        states = states[below] * (1 - share) + states[above] * share
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
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(utterances))
    aside = [utterances[n] for n in order[:ASIDE]]
    rest = [utterances[n] for n in order[ASIDE:]]
    head = Head()
    optimiser = torch.optim.AdamW(head.parameters(), lr=_TOP_RATE, weight_decay=0.02)
    loss_of = nn.CTCLoss(BLANK, zero_infinity=True)
    began, step, done = time.monotonic(), 0, 0.0
    while done < 1:
        for some in _batches(rest, chance):
            done = (time.monotonic() - began) / 60 / minutes
            for group in optimiser.param_groups:
                group["lr"] = _rate(step, done)
            states, frames, labels, counts = collate(
                [varied(one, chance) for one in some], [one.classes for one in some]
            )
            loss = loss_of(head(states).transpose(0, 1), labels, frames, counts)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 2.0)
            optimiser.step()
            step += 1
            if done >= 1:
                break
        print(f"{step} {min(done, 1):.0%} aside {_aside(head, aside, loss_of):.3f}", flush=True)
    _export(head, out)


def _batches(utterances: list[Utterance], chance: np.random.Generator) -> list[list[Utterance]]:
    """Batches alike in length within each, in random order."""
    order = sorted(utterances, key=lambda one: len(one.states) + chance.integers(60))
    cut = [order[at : at + BATCH] for at in range(0, len(order) - BATCH + 1, BATCH)]
    return [cut[n] for n in chance.permutation(len(cut))]


def _rate(step: int, done: float) -> float:
    warm = min(1.0, (step + 1) / 100)
    return _TOP_RATE * warm * max(0.02, 0.5 * (1 + math.cos(math.pi * min(done, 1))))


def _aside(head: Head, aside: Sequence[Utterance], loss_of: nn.CTCLoss) -> float:
    head.eval()
    with torch.no_grad():
        states, frames, labels, counts = collate(
            [one.states for one in aside], [one.classes for one in aside]
        )
        loss = loss_of(head(states).transpose(0, 1), labels, frames, counts).item()
    head.train()
    return loss


def _export(head: Head, out: Path) -> None:
    head.eval()
    torch.onnx.export(
        head,
        (torch.zeros(1, 100, WIDTH),),
        str(out),
        input_names=["states"],
        output_names=["logp"],
        dynamic_axes={"states": {1: "m"}, "logp": {1: "m"}},
        dynamo=False,
    )
    slim(out)


def main() -> None:
    """Train and export."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--states", type=Path, nargs="+", required=True, help="folders of encode")
    options.add_argument("--out", type=Path, default=HEADS[0])
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    utterances = read(given.states)
    print(f"{len(utterances)} utterances, {sum(len(one.classes) for one in utterances)} syllables")
    train(utterances, given.minutes, given.seed, given.out)


if __name__ == "__main__":
    main()
