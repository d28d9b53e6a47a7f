"""Vosk's recognisers serve one utterance after the other, each as if it were the first."""

import pytest
import vosk

from speech.asr.vosk.result import read
from speech.asr.vosk.spares import KEPT, Spares

HEARD = """{"alternatives": [{"confidence": 1.0, "text": "是",
            "result": [{"word": "是", "start": 10.5, "end": 10.75}]}]}"""


class Kaldi:
    """Stands in for a recogniser: it only has to be there."""

    def __init__(self, *given: object) -> None:
        self.given = given

    def SetMaxAlternatives(self, _count: int) -> None:  # noqa: N802 - as Vosk calls it
        pass

    def SetWords(self, _yes: bool) -> None:  # noqa: N802
        pass


@pytest.fixture
def spares(monkeypatch) -> Spares:
    monkeypatch.setattr(vosk, "KaldiRecognizer", Kaldi)
    return Spares(model=object(), rate=16000)


def test_one_that_is_done_hears_the_next_utterance(spares):
    first = spares.take(None)
    spares.give_back(first)
    assert spares.take(None) is first


def test_one_that_is_busy_is_nobody_elses(spares):
    assert spares.take(None) is not spares.take(None)


def test_one_listens_for_its_own_words_alone(spares):
    yes_or_no = spares.take('["是"]')
    spares.give_back(yes_or_no)
    assert spares.take(None) is not yes_or_no
    assert spares.take('["是"]') is yes_or_no


def test_few_are_kept(spares):
    done = [spares.take(None) for _ in range(KEPT + 2)]
    for one in done:
        spares.give_back(one)
    again = [spares.take(None) for _ in range(KEPT + 2)]
    assert sum(one in done for one in again) == KEPT


def test_words_are_placed_within_their_own_utterance():
    (word,) = read(HEARD, began=10.0).words
    assert (word.start, word.end) == (0.5, 0.75)
