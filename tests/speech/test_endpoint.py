"""How long a pause ends an answer."""

import pytest

from speech.asr.recognizer import UNSURE, Hint
from speech.endpoint import COMPLETE, FINISHED, HESITATING, patience

COMPLETE_ANSWERS = [
    (Hint.DIGITS, "3904778046"),
    (Hint.DIGITS, "三九零，四七七，八零四幺"),
    (Hint.DATE, "二零二五年三月五号"),
    (Hint.DATE, "去年十月一日。"),
    (Hint.DATE, "前天"),
    (Hint.DATE, "上周三"),
    (Hint.YES_NO, "是的。"),
    (Hint.YES_NO, "不对"),
]
FINISHED_QUESTIONS = [
    (Hint.OPEN, "得了糖尿病能赔吗"),
    (Hint.OPEN, "心梗赔不赔"),
    (Hint.OPEN, "大病保障金要准备哪些材料？"),
    (Hint.PHRASES, "理赔多少钱"),
    (Hint.OPEN, "没有了，谢谢。"),
]
HESITATIONS = [
    (Hint.OPEN, "我想问一下"),
    (Hint.OPEN, "你好，那个……"),
    (Hint.OPEN, "得了糖尿病的话，"),
    (Hint.DATE, "应该是，嗯"),
    (Hint.YES_NO, "我想问一下"),
]
UNFINISHED = [
    (Hint.DIGITS, "390477"),
    (Hint.DIGITS, "3904778046" + UNSURE),
    (Hint.DATE, "二零二五年三月"),
    (Hint.OPEN, "我妈妈生病"),
    (Hint.YES_NO, "我妈妈"),
    (Hint.PHRASES, ""),
    (Hint.STORY, "是的，我问完了吗？"),
    (Hint.STORY, "然后"),
]


@pytest.mark.parametrize(("hint", "partial"), COMPLETE_ANSWERS)
def test_an_answer_that_lacks_nothing_ends_at_once(hint: Hint, partial: str) -> None:
    assert patience(hint, partial).pause == COMPLETE


@pytest.mark.parametrize(("hint", "partial"), FINISHED_QUESTIONS)
def test_the_end_of_a_question_needs_a_short_pause(hint: Hint, partial: str) -> None:
    assert patience(hint, partial).pause == FINISHED


@pytest.mark.parametrize(("hint", "partial"), HESITATIONS)
def test_a_caller_who_hesitates_gets_time(hint: Hint, partial: str) -> None:
    assert patience(hint, partial).pause == HESITATING


@pytest.mark.parametrize(("hint", "partial"), UNFINISHED)
def test_else_the_hint_decides(hint: Hint, partial: str) -> None:
    assert patience(hint, partial) == patience(hint, "")


def test_the_longest_answer_does_not_depend_on_what_is_said() -> None:
    assert patience(Hint.YES_NO, "是的").longest == patience(Hint.YES_NO, "").longest
