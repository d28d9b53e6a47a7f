"""Whisper's model in memory."""

from pathlib import Path

import pytest

from speech.asr.whisper import decoder


class Loaded:
    """Stands for a model."""

    def __init__(self, folder: Path, at_once: int) -> None:
        self.folder = folder


def test_all_who_hear_with_one_model_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "Decoder", Loaded)
    main, digits = decoder.loaded(Path("base"), 2), decoder.loaded(Path("base"), 2)
    assert main is digits
    assert decoder.loaded(Path("other"), 2) is not main
