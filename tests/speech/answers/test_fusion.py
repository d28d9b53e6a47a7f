"""The main engine's words and the heads' judgement of a short answer, joined."""

import pytest

from ivr.dialog.acts import Said
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Value
from ivr.telephony.answer import joined
from speech.answers.fusion import CHOICES, WRITTEN, fused
from speech.answers.head import Likely
from speech.answers.kinds import Kind
from speech.asr.recognizer import Hint, Transcript


def likely(kind: Kind, sure: float = 0.99, other: Kind = Kind.OTHER) -> Likely:
    """The rest goes to `other`."""
    return dict.fromkeys(Kind, 0.0) | {other: 1 - sure, kind: sure}


def said(text: str, confidence: float, heard: Likely, hint: Hint = Hint.YES_NO) -> Said:
    return joined([fused(Transcript(text, confidence, "main", 1.0, 0.1), heard, hint)])


def answer(act: Said) -> bool | None:
    taken = yes_no(act)
    return bool(taken.value) if isinstance(taken, Value) else None


@pytest.mark.parametrize(
    ("text", "heard", "meant"),
    [("对的", Kind.YES, True), ("不用了", Kind.NO, False), ("没错", Kind.YES, True)],
)
def test_what_both_hear_is_taken_however_faint_the_engine_is(text, heard, meant):
    assert answer(said(text, 0.1, likely(heard))) is meant
    assert said(text, 0.1, likely(heard)).text == text


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("是", likely(Kind.NO)),
        ("要", likely(Kind.NO)),
        ("不要", likely(Kind.YES)),
        ("是", likely(Kind.OTHER)),
        ("对", likely(Kind.UNKNOWN)),
        ("好的", likely(Kind.SILENCE)),
    ],
)
def test_what_the_heads_deny_is_asked_again(text, heard):
    assert answer(said(text, 0.9, heard)) is None


def test_plain_words_are_denied_by_the_opposite_or_silence_alone():
    assert answer(said("没问题的", 0.85, likely(Kind.OTHER))) is True
    assert answer(said("没问题的", 0.85, likely(Kind.NO))) is None
    assert answer(said("没问题的", 0.85, likely(Kind.SILENCE))) is None
    assert answer(said("没问题的", 0.6, likely(Kind.OTHER))) is None


@pytest.mark.parametrize("text", ["", "补油"])
def test_what_the_engine_cannot_make_out_is_heard_by_sure_heads(text):
    assert answer(said(text, 0.3, likely(Kind.NO))) is False
    assert answer(said(text, 0.3, likely(Kind.YES))) is True
    assert answer(said(text, 0.3, likely(Kind.NO, 0.6))) is None
    assert answer(said(text, 0.3, likely(Kind.YES, 0.6))) is None


def test_words_the_engine_is_sure_of_stand():
    assert said("救命", 0.9, likely(Kind.NO)).text == "救命"


def test_what_the_engine_heard_instead_is_kept_as_another_reading():
    act = said("救命", 0.3, likely(Kind.NO))
    assert "救命" in [text for text, _ in act.alternatives]


@pytest.mark.parametrize("kind", CHOICES)
def test_a_choice_is_heard_only_where_something_was_offered(kind):
    assert said("", 0.0, likely(kind), Hint.PHRASES).text == WRITTEN[kind]
    assert said("", 0.0, likely(kind), Hint.YES_NO).text == ""


@pytest.mark.parametrize("kind", [Kind.REPEAT, Kind.PERSON, Kind.UNKNOWN])
def test_other_wishes_are_written_so_that_the_dialogue_understands_them(kind):
    assert said("", 0.0, likely(kind)).text == WRITTEN[kind]


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.SILENCE])
def test_nothing_is_made_of_other_sounds(kind):
    assert said("", 0.0, likely(kind)).text == ""
    assert said("补油", 0.3, likely(kind)).text == "补油"


@pytest.mark.parametrize("text", ["是的，我要报一个工伤事故", "对，我想问一下材料"])
def test_the_heads_have_no_say_in_a_sentence(text):
    assert answer(said(text, 0.7, likely(Kind.OTHER))) is True
    assert said(text, 0.2, likely(Kind.NO)).text == text


def test_a_choice_in_words_of_yes_is_left_to_the_dialogue():
    act = said("要第二个", 0.7, likely(Kind.SECOND), Hint.PHRASES)
    assert (act.text, act.confidence) == ("要第二个", 0.7)


def test_what_the_heads_did_not_hear_is_the_engines_alone():
    assert answer(said("对的", 0.9, {})) is True
