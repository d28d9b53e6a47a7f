"""Trains a head that tells short answers apart in the states of Whisper's encoder; writes it as ONNX.

    python -m training.answers.train --states var/answers/states1 --minutes 10 --out var/answers/head.onnx

A fixed time on one core. It learns to spell the syllables beside the kind of answer, which helps it with
wordings it never heard; what it spells is not exported.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from speech.answers.head import in_pairs
from speech.digits.encoder import WIDTH
from training.answers.labels import BLANK, KINDS, UNHEARD, count
from training.digits import schedule, states_head
from training.digits.corpus import needed
from training.digits.states_head import Utterance

BATCH = 32
_INNER = 112
_SPELLING = 0.3
"""Weight of the spelling beside the kind."""
_CTC = nn.CTCLoss(BLANK, zero_infinity=True)
_KIND = nn.CrossEntropyLoss(label_smoothing=0.02)


class Head(nn.Module):
    """States in pairs (batch, frames, WIDTH) to scores of the kinds (batch, kinds)."""

    def __init__(self) -> None:
        super().__init__()
        self.inward = nn.Linear(WIDTH, _INNER)
        self.norm = nn.LayerNorm(_INNER)
        self.beside = nn.ModuleList(
            nn.Conv1d(_INNER, _INNER, 5, padding=2 * wide, dilation=wide) for wide in (1, 3)
        )
        self.weight = nn.Linear(_INNER, 1)
        self.kind = nn.Linear(2 * _INNER, len(KINDS))
        self.spelling = nn.Linear(_INNER, count())
        self.drop = nn.Dropout(0.2)

    def remembered(self, states: torch.Tensor) -> torch.Tensor:
        """What the middle of the network makes of each frame and those around it."""
        inner = torch.relu(self.norm(self.inward(self.drop(states)))).transpose(1, 2)
        for beside in self.beside:
            inner = inner + torch.relu(beside(self.drop(inner)))
        return inner.transpose(1, 2)

    def judged(self, remembered: torch.Tensor, silent: torch.Tensor) -> torch.Tensor:
        """Scores of the kinds; `silent` is far below nought in the padding, nought elsewhere."""
        share = (self.weight(remembered).squeeze(-1) + silent).softmax(-1).unsqueeze(-1)
        mean = (share * remembered).sum(1)
        most = (remembered + silent.unsqueeze(-1)).amax(1)
        return self.kind(self.drop(torch.cat([mean, most], -1)))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return self.judged(self.remembered(states), torch.zeros(states.shape[:2])).log_softmax(-1)


def read(folders: Sequence[Path]) -> list[Utterance]:
    """All examples of folders written by `encode`, their states in pairs."""
    found = states_head.examples(folders)
    return [Utterance(in_pairs(one.states), one.classes) for one in found]


def varied(one: Utterance, chance: np.random.Generator) -> np.ndarray:
    """Its states at another tempo, shaken, with parts missing."""
    states = one.states.astype(np.float32)
    frames = int(len(states) * math.exp(chance.normal(-0.05, 0.2)))
    if frames > needed(one.classes[1:].tolist()) + 2:
        states = schedule.at_tempo(states, frames)
    states = states + chance.normal(0, 0.05, (1, WIDTH)).astype(np.float32) * states.std()
    for _ in range(chance.integers(0, 3)):
        at = chance.integers(len(states))
        states[at : at + chance.integers(1, 3)] = 0
    return states * (chance.random((1, WIDTH)) > 0.08)


def loss_of(
    head: Head, states: Sequence[np.ndarray], said: Sequence[Utterance], spelling: float
) -> torch.Tensor:
    """How wrong the head is about these examples."""
    frames = torch.tensor([len(one) for one in states])
    padded = np.zeros((len(states), int(frames.max()), WIDTH), np.float32)
    for place, one in enumerate(states):
        padded[place, : len(one)] = one
    remembered = head.remembered(torch.from_numpy(padded))
    beyond = torch.arange(padded.shape[1])[None] >= frames[:, None]
    kinds = torch.tensor([int(one.classes[0]) for one in said])
    loss = _KIND(head.judged(remembered, beyond * -1e4), kinds)
    heard = [n for n, one in enumerate(said) if UNHEARD not in one.classes[1:]]
    if not spelling or not heard:
        return loss
    spelled = head.spelling(remembered[heard]).log_softmax(-1).transpose(0, 1)
    syllables = [torch.from_numpy(said[n].classes[1:].astype(np.int64)) for n in heard]
    counts = torch.tensor([len(one) for one in syllables])
    return loss + spelling * _CTC(spelled, torch.cat(syllables), frames[heard], counts)


def train(utterances: list[Utterance], minutes: float, seed: int, out: Path) -> None:
    """Train for so many minutes and write `out`."""
    torch.manual_seed(seed)
    head = Head()
    plan = states_head.Plan(
        minutes,
        seed,
        size=BATCH,
        loose=30,
        varied=varied,
        loss=lambda states, said: loss_of(head, states, said, _SPELLING),
        loss_aside=lambda states, said: loss_of(head, states, said, 0),
    )
    states_head.train(head, utterances, plan)
    states_head.export(head, out, {"states": {1: "m"}})


def main() -> None:
    """Train and export."""
    given = states_head.arguments(__doc__)
    utterances = read(given.states)
    print(f"{len(utterances)} examples")
    train(utterances, given.minutes, given.seed, given.out)


if __name__ == "__main__":
    main()
