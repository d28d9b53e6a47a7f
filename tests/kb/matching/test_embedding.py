"""Sentences as vectors: alike in meaning, kept for the next start, and done without."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.content.library import Library
from kb.contract import Decision, Reading
from kb.matching import embedding
from kb.matching.embedding import _Known
from kb.matching.matcher import Matcher


class Counting:
    """An encoder that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.times = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        self.times += 1
        return np.ones((len(texts), 512), np.float32)


def test_what_means_the_same_is_nearer_than_what_sounds_the_same() -> None:
    encoder = embedding.load()
    if encoder is None:
        pytest.skip("the encoder is not installed")
    asked, same, sound = encoder.encode(["卡掉了怎么办", "会员卡遗失了要补办", "卡调了怎么半"])
    other = encoder.encode(["下雨了"])[0]
    assert asked @ same > asked @ other
    assert sound.shape == same.shape


def test_an_edition_is_encoded_once_and_only_new_phrases_afterwards(tmp_path: Path) -> None:
    phrases = [f"第{n}句" for n in range(300)]
    first, second = Counting(), Counting()
    _Known(first, tmp_path / "kept.npz").encode(phrases)
    kept = _Known(second, tmp_path / "kept.npz").encode([*phrases, "新的一句"])
    assert (len(first.asked), second.asked, len(kept)) == (300, ["新的一句"], 301)


def test_a_broken_file_is_encoded_anew(tmp_path: Path) -> None:
    file = tmp_path / "kept.npz"
    file.write_bytes(b"not this")
    encoder = Counting()
    _Known(encoder, file).encode(["一句"] * 300)
    assert encoder.asked == ["一句"]


def test_without_an_encoder_sound_alone_answers(library: Library) -> None:
    found = Matcher(library, encoder=None).understand("糖尿病赔不赔")
    assert (found.meaning.illness, found.decision) == ("diabetes", Decision.ANSWER)


def test_the_readings_of_an_utterance_are_encoded_in_one_go(library: Library) -> None:
    encoder = Counting()
    few = replace(library, phrases=library.phrases[::30])
    matcher = Matcher(few, encoder=encoder)
    encoder.times = 0
    matcher.understand([Reading("卡怎么办"), Reading("卡怎么版", 0.7), Reading("卡这么办", 0.5)])
    assert encoder.times == 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", b"nonsense", b"PK\x05\x06"])
def test_a_damaged_file_of_vectors_is_made_anew(tmp_path, damage):
    path = tmp_path / "embeddings.npz"
    path.write_bytes(damage)
    assert embedding._read(path) == {}
