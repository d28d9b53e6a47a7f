"""Weights that ship: few megabytes, each with a card."""

from pathlib import Path

import pytest

from speech.model_files import CATALOGUE

ROOT = Path(__file__).parents[2]
CARDS = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
SHIPPED = sorted(
    path for kind in ("onnx", "bin", "npz", "pt") for path in (ROOT / "speech").rglob(f"*.{kind}")
)


def test_they_are_small_together() -> None:
    assert sum(path.stat().st_size for path in SHIPPED) <= 8_000_000


@pytest.mark.parametrize("name", [*(path.name for path in SHIPPED), *CATALOGUE])
def test_each_has_a_card(name: str) -> None:
    assert f"`{name}`" in CARDS
