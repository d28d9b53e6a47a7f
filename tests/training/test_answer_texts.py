"""What the ears for short answers are trained with says what its label claims."""

import random
from itertools import islice

import pytest

from speech.answers.kinds import Kind
from speech.entities.yesno import parse_yes_no
from training.answers.labels import KINDS, label
from training.answers.texts import answers, phrases

ALL = {
    kind: texts + phrases(aside=True).get(kind, []) for kind, texts in phrases(aside=False).items()
}


@pytest.mark.parametrize("text", ALL[Kind.YES])
def test_a_listed_yes_is_one_to_the_dialogue(text: str) -> None:
    assert parse_yes_no(text) is True


@pytest.mark.parametrize("text", ALL[Kind.NO])
def test_a_listed_no_is_one_to_the_dialogue(text: str) -> None:
    assert parse_yes_no(text) is False


@pytest.mark.parametrize("kind", [Kind.REPEAT, Kind.PERSON, Kind.UNKNOWN])
def test_what_is_neither_is_neither_to_the_dialogue(kind: Kind) -> None:
    assert [text for text in ALL[kind] if parse_yes_no(text) is not None] == []


def test_wordings_kept_aside_are_never_trained() -> None:
    trained = {text for texts in phrases(aside=False).values() for text in texts}
    kept = {text for texts in phrases(aside=True).values() for text in texts}
    assert kept
    assert not trained & kept
    made = {answer.text for answer in islice(answers(random.Random(1)), 500)}
    assert not made & kept


def test_other_speech_that_is_made_up_says_neither_yes_nor_no() -> None:
    made = list(islice(answers(random.Random(2)), 500))
    listed = set(ALL[Kind.OTHER])
    unlisted = [a.text for a in made if a.kind is Kind.OTHER and a.text not in listed]
    assert unlisted
    assert [text for text in unlisted if parse_yes_no(text) is not None] == []


def test_a_label_is_the_kind_and_a_class_for_each_syllable() -> None:
    kind, *syllables = label(Kind.NO, "不用不用")
    assert KINDS[kind] is Kind.NO
    assert syllables[:2] == syllables[2:]
    assert len(set(syllables)) == 2
