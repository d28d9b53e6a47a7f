"""The digit model as it is trained (PyTorch): two readings of one small convolutional ear.

The first reading hears while the caller speaks (it looks 195 ms ahead); the second goes over the
whole utterance in both directions when it has ended, and is the one believed.
"""

import torch
from torch import nn

from speech.digits.features import BANDS, SILENCE
from speech.digits.model import CONTEXT, MEMORY, STRIDE
from speech.digits.tokens import CLASSES

WIDTH = 160


class Ear(nn.Module):
    """Features (batch, rows, BANDS) to (batch, frames, WIDTH); frames = (rows - CONTEXT - 1) // 3 + 1."""

    def __init__(self) -> None:
        super().__init__()
        self.spectrum = nn.Sequential(
            nn.Conv2d(1, 32, (7, 5), stride=(STRIDE, 2), padding=(0, 2)), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 40, (3, 3), stride=(1, 2), padding=(0, 1)), nn.BatchNorm2d(40), nn.ReLU(),
        )  # fmt: skip
        self.inward = nn.Linear(40 * BANDS // 4, WIDTH)
        self.steps = nn.ModuleList(_step() for _ in range(2))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        seen = self.spectrum(rows.unsqueeze(1)).transpose(1, 2).flatten(2)
        heard = torch.relu(self.inward(seen)).transpose(1, 2)
        for step in self.steps:
            heard = heard[:, :, 2:-2] + step(heard)
        return heard.transpose(1, 2)


def _step() -> nn.Module:
    return nn.Sequential(
        nn.Conv1d(WIDTH, WIDTH, 5, groups=WIDTH),
        nn.Conv1d(WIDTH, WIDTH, 1),
        nn.BatchNorm1d(WIDTH),
        nn.ReLU(),
    )


class Live(nn.Module):
    """What is heard while it is being said. Also the part that is exported for streaming."""

    def __init__(self) -> None:
        super().__init__()
        self.ear = Ear()
        self.memory = nn.GRU(WIDTH, MEMORY, batch_first=True)
        self.out = nn.Linear(MEMORY, CLASSES)

    def forward(
        self, rows: torch.Tensor, state: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        heard = self.ear(rows)
        remembered, state = self.memory(nn.functional.dropout(heard, 0.1, self.training), state)
        return heard, self.out(remembered).log_softmax(-1), state


class Whole(nn.Module):
    """What was heard, once all of it is there."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = nn.GRU(
            WIDTH, 112, num_layers=2, bidirectional=True, batch_first=True, dropout=0.15
        )
        self.out = nn.Linear(224, CLASSES)

    def forward(self, heard: torch.Tensor) -> torch.Tensor:
        remembered, _ = self.memory(nn.functional.dropout(heard, 0.1, self.training))
        return self.out(remembered).log_softmax(-1)


class DigitNet(nn.Module):
    """Both readings, trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.live = Live()
        self.whole = Whole()

    def forward(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        edge = rows.new_full((len(rows), CONTEXT // 2, BANDS), SILENCE)
        rows = torch.cat([edge, rows, edge], 1)
        state = rows.new_zeros(1, len(rows), MEMORY)
        heard, live, _ = self.live(rows, state)
        return live, self.whole(heard)
