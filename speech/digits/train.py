"""Trains the digit model on synthesised speech and writes it as ONNX.

    pip install -r requirements-train.txt
    python -m speech.digits.synth --out var/digits/speech1 --minutes 60 --seed 1
    python -m speech.digits.train --speech var/digits/speech1 --minutes 60

Runs for a fixed time on one core beside one that makes the batches. Writes `digits.onnx` (heard while
it is said) and `digits_whole.onnx` (heard at the end) after every report; `--resume` goes on.
"""

import argparse
import math
import time
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from speech.digits import corpus
from speech.digits.features import BANDS, SILENCE
from speech.digits.model import CONTEXT, MEMORY, STRIDE
from speech.digits.net import WIDTH, DigitNet
from speech.digits.tokens import BLANK

BATCH = 16
_TOP_RATE = 1.5e-3
_TURN = 400
"""Batches made between two looks at the speech on disk."""
_EASY = 150
"""Batches of pure numbers at the start, from which alignment is learned sooner."""

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


class Calls(IterableDataset):
    """Endless batches, made in the loader's own process."""

    def __init__(self, folders: Sequence[Path], seed: int, easy: int) -> None:
        self._folders, self._seed, self._easy = folders, seed, easy

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        seed = self._seed + (worker.id if worker else 0)
        for turn in count():
            # Speech may still be being made: what has come since is taken in.
            spoken = corpus.read(self._folders)
            made = corpus.batches(spoken, BATCH, seed + 1000 * turn, 0 if turn else self._easy)
            yield from map(collate, islice(made, _TURN))


def collate(examples: Sequence[corpus.Example]) -> Batch:
    """Rows padded with silence, their lengths in output frames, all labels, and how many each."""
    longest = max(len(e.rows) for e in examples)
    rows = np.full((len(examples), longest, BANDS), SILENCE, np.float32)
    for place, e in enumerate(examples):
        rows[place, : len(e.rows)] = e.rows
    frames = torch.tensor([(len(e.rows) - 1) // STRIDE + 1 for e in examples])
    labels = torch.tensor([c for e in examples for c in e.classes])
    counts = torch.tensor([len(e.classes) for e in examples])
    return torch.from_numpy(rows), frames, labels, counts


def train(
    folders: Sequence[Path], out: Path, minutes: float, seed: int, resume: Path | None
) -> None:
    """Train for so many minutes and export. The same seed and number of steps give the same model."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net = DigitNet()
    easy = _EASY
    if resume:
        net.load_state_dict(torch.load(resume, weights_only=True))
        easy = 0
    optimiser = torch.optim.AdamW(net.parameters(), lr=_TOP_RATE, weight_decay=0.01)
    loss_of = torch.nn.CTCLoss(BLANK, zero_infinity=True)
    loader = DataLoader(Calls(folders, seed * 100, easy), batch_size=None, num_workers=1)
    started, total, steps = time.monotonic(), np.zeros(2), 0
    for step, (rows, frames, labels, counts) in enumerate(loader):
        elapsed = (time.monotonic() - started) / 60 / minutes
        if elapsed >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = _rate(step, elapsed, bool(resume))
        live, whole = net(rows)
        losses = [loss_of(o.transpose(0, 1), labels, frames, counts) for o in (live, whole)]
        optimiser.zero_grad()
        (losses[0] + losses[1]).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        total += [loss.item() for loss in losses]
        steps += 1
        if step % 100 == 99:
            mean = total / steps
            print(f"{step + 1} {elapsed:.0%} live {mean[0]:.3f} whole {mean[1]:.3f}", flush=True)
            total, steps = np.zeros(2), 0
        if step % 500 == 499:
            save(net, out)
    save(net, out)


def _rate(step: int, elapsed: float, resumed: bool) -> float:
    warm = min(1.0, (step + 1) / 150)
    top = _TOP_RATE * (0.9 if resumed else 1.0)
    return top * warm * max(0.01, 0.5 * (1 + math.cos(math.pi * elapsed)))


def save(net: DigitNet, out: Path) -> None:
    """Write the weights and both ONNX files into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out / "digits.pt")
    net.eval()
    rows = torch.zeros(1, CONTEXT + 31, BANDS)
    with torch.no_grad():
        torch.onnx.export(
            net.live,
            (rows, torch.zeros(1, 1, MEMORY)),
            str(out / "digits.onnx"),
            input_names=["rows", "state"],
            output_names=["heard", "logp", "state_out"],
            dynamic_axes={"rows": {1: "n"}, "heard": {1: "m"}, "logp": {1: "m"}},
            dynamo=False,
        )
        torch.onnx.export(
            net.whole,
            (torch.zeros(1, 50, WIDTH),),
            str(out / "digits_whole.onnx"),
            input_names=["heard"],
            output_names=["logp"],
            dynamic_axes={"heard": {1: "m"}, "logp": {1: "m"}},
            dynamo=False,
        )
    net.train()


def main() -> None:
    """Train and export."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--speech", type=Path, nargs="+", required=True, help="folders of synth")
    options.add_argument("--out", type=Path, default=Path("var/digits/model"))
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--resume", type=Path, help="weights (digits.pt) to go on from")
    given = options.parse_args()
    train(given.speech, given.out, given.minutes, given.seed, given.resume)


if __name__ == "__main__":
    main()
