"""What a caller wants to change of a notice that was read back, by name or by key."""

from dataclasses import dataclass

from ivr.dialog import remarks
from ivr.dialog.acts import Keyed, Said
from ivr.dialog.outcome import DECEASED, INJURED, outcome_of
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Parsed, Value


@dataclass(frozen=True)
class StepToCorrect:
    """One thing to correct."""

    step: str
    """The step of the interview that asks for it."""
    outcome: str = ""
    """What it should be, where the words say so at once."""


_BY_KEY = {
    "1": "when",
    "2": "who",
    "3": "outcome",
    "4": "callback",
    "5": "person",
    "6": "where",
    "7": "hospital",
    "8": "what",
}
_BY_WORD = {
    "when": ("日期", "时间", "哪天", "几号", "日子"),
    "callback": ("电话", "回电", "手机"),
    "who": ("卡号", "会员号", "编号"),
    "hospital": ("医院",),
    "where": ("地点", "地方", "在哪"),
    "what": ("经过", "过程", "怎么回事"),
    "reporter": ("我的名字", "称呼", "关系", "报案人"),
    "person": ("姓名", "名字", "单位"),
    "outcome": ("受伤", "去世", "情况", "身故", "死"),
}
_NOTHING = ("没有要改", "不用改", "不要改", "没什么要改", "不改", "没有了", "没有错", "都对")


def right_or_which(act: Said | Keyed) -> Parsed[bool | StepToCorrect]:
    """Whether all is right; or at once what is not: 日期错了, 是去世."""
    if isinstance(act, Said) and any(words in act.text for words in _NOTHING):
        return Value(True)
    answer = yes_no(act)
    if isinstance(act, Keyed) or (isinstance(answer, Value) and answer.value):
        return answer
    return _named(act.text) or answer


def which(act: Said | Keyed) -> Parsed[bool | StepToCorrect]:
    """What is to be corrected; True for nothing after all."""
    if isinstance(act, Keyed):
        return Value(StepToCorrect(_BY_KEY[act.keys])) if act.keys in _BY_KEY else None
    if any(words in act.text for words in _NOTHING):
        return Value(True)
    return _named(act.text)


def _named(text: str) -> Parsed[bool | StepToCorrect]:
    if remarks.asks(text):
        return None  # 卡号是什么 wants to know, not to correct
    hits = [step for step, words in _BY_WORD.items() if any(word in text for word in words)]
    if hits and hits[0] == "outcome":
        told = outcome_of(text)
        both = "受伤" in text and "去世" in text
        return Value(
            StepToCorrect("outcome", told if told in (INJURED, DECEASED) and not both else "")
        )
    return Value(StepToCorrect(hits[0])) if hits else None
