"""How the networks that hear digits are trained: for a fixed time, the rate rising and then falling."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import nn

Batch = TypeVar("Batch")

_TOP_RATE = 2e-3
_LEAST = 0.02
"""Share of the top rate that is left at the end."""


@dataclass(frozen=True)
class Course:
    """How long a network is trained, and how slowly it begins."""

    minutes: float
    warm_steps: int
    """Steps until the full rate."""


def train(
    net: nn.Module,
    batches: Callable[[], Iterable[Batch]],
    loss_of: Callable[[Batch], torch.Tensor],
    loss_aside: Callable[[], float],
    course: Course,
) -> None:
    """Go over `batches` again and again; print the loss on what was kept aside after each time."""
    optimiser = torch.optim.AdamW(net.parameters(), lr=_TOP_RATE, weight_decay=0.02)
    began, step, done = time.monotonic(), 0, 0.0
    while done < 1:
        for some in batches():
            done = (time.monotonic() - began) / 60 / course.minutes
            for group in optimiser.param_groups:
                group["lr"] = _rate(step, done, course.warm_steps)
            loss = loss_of(some)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            step += 1
            if done >= 1:
                break
        net.eval()
        with torch.no_grad():
            aside = loss_aside()
        net.train()
        print(f"{step} {min(done, 1):.0%} aside {aside:.3f}", flush=True)


def at_tempo(rows: np.ndarray, count: int) -> np.ndarray:
    """`rows` (n, width) stretched or squeezed to `count`."""
    places = np.linspace(0, len(rows) - 1, count)
    below = places.astype(int)
    share = (places - below)[:, None].astype(np.float32)
    return rows[below] * (1 - share) + rows[np.minimum(below + 1, len(rows) - 1)] * share


def _rate(step: int, done: float, warm_steps: int) -> float:
    warm = min(1.0, (step + 1) / warm_steps)
    return _TOP_RATE * warm * max(_LEAST, 0.5 * (1 + math.cos(math.pi * min(done, 1))))
