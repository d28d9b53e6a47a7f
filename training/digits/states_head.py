"""What the training of every head on the states of Whisper's encoder shares: examples, batches, course, export."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from speech.digits.encoder import WIDTH
from training.digits import schedule
from training.digits.slim import slim

ASIDE = 200
"""Utterances kept aside to tell how it goes."""


@dataclass(frozen=True)
class Utterance:
    """One utterance as the encoder heard it."""

    states: np.ndarray
    classes: np.ndarray


Loss = Callable[[Sequence[np.ndarray], Sequence[Utterance]], torch.Tensor]
"""How wrong a head is about states, which are those of these utterances."""


@dataclass(frozen=True)
class Plan:
    """How one head is trained."""

    minutes: float
    seed: int
    size: int
    """Utterances of a batch."""
    loose: int
    """Frames up to which utterances in a batch differ in length."""
    varied: Callable[[Utterance, np.random.Generator], np.ndarray]
    """An utterance's states, another time each."""
    loss: Loss
    loss_aside: Loss


def examples(folders: Sequence[Path]) -> Iterator[Utterance]:
    """All utterances of folders written by `encode`."""
    for folder in folders:
        rows = np.load(folder / "states.npy", mmap_mode="r")
        told = np.load(folder / "examples.npz")
        ends = np.cumsum(told["lengths"])
        labels = np.split(told["classes"], np.cumsum(told["counts"])[:-1])
        for end, length, said in zip(ends, told["lengths"], labels, strict=True):
            yield Utterance(rows[end - length : end], said)


def train(head: nn.Module, utterances: Sequence[Utterance], plan: Plan) -> None:
    """Train `head`, on one core."""
    torch.set_num_threads(1)
    chance = np.random.default_rng(plan.seed)
    order = chance.permutation(len(utterances))
    aside = [utterances[n] for n in order[:ASIDE]]
    rest = [utterances[n] for n in order[ASIDE:]]
    schedule.train(
        head,
        lambda: _batches(rest, plan, chance),
        lambda some: plan.loss([plan.varied(one, chance) for one in some], some),
        lambda: plan.loss_aside([one.states for one in aside], aside).item(),
        schedule.Course(plan.minutes, warm_steps=100),
    )


def _batches(
    utterances: Sequence[Utterance], plan: Plan, chance: np.random.Generator
) -> list[list[Utterance]]:
    """Batches alike in length within each, in random order."""
    order = sorted(utterances, key=lambda one: len(one.states) + chance.integers(plan.loose))
    starts = range(0, len(order) - plan.size + 1, plan.size)
    cut = [order[at : at + plan.size] for at in starts]
    return [cut[n] for n in chance.permutation(len(cut))]


def export(head: nn.Module, out: Path, free: Mapping[str, Mapping[int, str]]) -> None:
    """Write `head` as ONNX; `free` names the axes of `states` and `logp` that may have any length."""
    head.eval()
    torch.onnx.export(
        head,
        (torch.zeros(1, 100, WIDTH),),
        str(out),
        input_names=["states"],
        output_names=["logp"],
        dynamic_axes=free,
        dynamo=False,
    )
    slim(out)


def arguments(doc: str | None, out: Path | None = None) -> argparse.Namespace:
    """What a training is told on the command line; without `out` it must be told where to write."""
    options = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    options.add_argument("--states", type=Path, nargs="+", required=True, help="folders of encode")
    options.add_argument("--out", type=Path, default=out, required=out is None)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args()
