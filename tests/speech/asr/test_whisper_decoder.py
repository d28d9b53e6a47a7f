"""Whisper's model in memory."""

import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock

import numpy as np
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


class CountingDecoder(decoder.Decoder):
    """Encodes so slowly that all ears have asked meanwhile, and counts how often."""

    def __init__(self, ears: int) -> None:
        self._recent, self._most_recent, self._lock = OrderedDict(), 2, Lock()
        self.lengths: list[int] = []
        self._asked = Barrier(ears)

    def encode(self, samples: np.ndarray, least: int = decoder.USUAL) -> decoder.Encoded:
        self._asked.wait(10)
        return super().encode(samples, least)

    def _encoded(self, samples: np.ndarray, length: int) -> decoder.Encoded:
        self.lengths.append(length)
        time.sleep(0.05)
        if not len(samples):
            raise ValueError("nothing to hear")
        return decoder.Encoded(None, len(samples) / decoder.RATE)


def seconds(number: float) -> np.ndarray:
    return np.zeros(round(number * decoder.RATE), np.float32)


def test_what_two_ears_hear_at_once_is_encoded_once() -> None:
    model = CountingDecoder(ears=2)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(model.encode, [seconds(2), seconds(2)])
    assert one is other
    assert model.lengths == [15]


def test_another_utterance_or_context_is_encoded_for_itself() -> None:
    model = CountingDecoder(ears=1)
    for samples, least in (
        (seconds(2), 15),
        (seconds(2), 12),
        (seconds(2.5), 12),
        (seconds(2), 15),
    ):
        model.encode(samples, least)
    assert model.lengths == [15, 12, 12, 15], "the two latest are kept"


def test_a_longer_utterance_has_a_longer_context() -> None:
    model = CountingDecoder(ears=1)
    for length in (4.5, 4.6, 8, 8.1, 13, 13.1, 28):
        model.encode(seconds(length), 10)
    assert model.lengths == [10, 12, 12, 15, 15, 30, 30]


def test_a_fault_of_the_encoder_reaches_all_who_asked() -> None:
    model = CountingDecoder(ears=2)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(model.encode, seconds(0)) for _ in range(2)]
    for answer in asked:
        with pytest.raises(ValueError, match="nothing to hear"):
            answer.result()
    assert not model._recent, "the next who asks has it tried again"
