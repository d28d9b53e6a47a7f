"""What a caller wants to change of a notice: by name or by key when it was read back, by name before.

What is said to be right with the name is taken with it.
"""

import re
from dataclasses import dataclass
from datetime import date

from ivr.dialog import remarks
from ivr.dialog.acts import Keyed, Said
from ivr.dialog.outcome import DECEASED, INJURED, outcome_of
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Parsed, Value
from ivr.dialog.services.notice_words import is_name
from speech.entities.dates import parse_date
from speech.entities.digits import MEMBER_NUMBER_LENGTH, parse_digits, parse_phone
from speech.entities.text import bare, plain


@dataclass(frozen=True)
class StepToCorrect:
    """One thing to correct."""

    step: str
    """The step of the interview that asks for it."""
    outcome: str = ""
    """What it should be, where the words say so at once."""
    value: str = ""
    """What is said to be right, as it was said; of `outcome`, see there."""
    name: str = ""
    """The word that named it."""


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
    name = next((word for word in _BY_WORD[hits[0]] if word in text), "") if hits else ""
    return Value(StepToCorrect(hits[0], value=_right(text), name=name)) if hits else None


# What is said to be right

_WRONG = "(?:[说讲报弄搞写记念给听]?(?:错了?|的?不对|的?勿对|的?弗对)|有误)"
_IS = "(?:应该|其实|而|改|[我他她伊])*(?:是|叫|改成|改为|换成)|应该(?:在|送)?|改成|改为|换成"
_SOFT = "[啊呀哦噢的了吧嘛呢]*"
_AFTER_WRONG = re.compile(
    f"{_WRONG}{_SOFT}(?:[，,。；; ]+(?:{_IS})?|(?:{_IS}))[，, ]*(?P<right>.+)$"
)
_AFTER_NOT = re.compile(f"不是[^，,。；;]{{1,12}}[，,。；; ]+(?:{_IS})[，, ]*(?P<right>.+)$")
_AFTER_NAME = re.compile(f"(?<!不)(?:{_IS})[，, ]*(?P<right>.+)$")
_NO_VALUE = re.compile(
    f"{_WRONG}|重新|再[说讲来录报念]|我(?:来)?[改说讲]|[要想]改|改一?下|帮[我忙]|麻烦|不知道|不晓得|不清楚|一个字|错的|不对|^对的?$"
)
"""With these it is said that something is wrong, and not yet what is right."""
_ENDS = re.compile("(?:才对|才是|[吧啊呀哦噢嘛呢。，,；; ])+$")


def _right(text: str) -> str:
    """二号门 of 地点不对，是二号门; '' where it is not said what is right."""
    said = plain(text)
    found = _AFTER_WRONG.search(said) or _AFTER_NOT.search(said) or _AFTER_NAME.search(said)
    right = _ENDS.sub("", found["right"]).replace(",", "，") if found else ""
    return "" if _NO_VALUE.search(right) else right


# Before it is read back

_LEAD = (
    "(?:[啊呀哦噢喔呃额嗯恩诶哎欸唉喂呢嘛，,。、 ]|等一?[等下]|慢(?:点|一点)?|不好意思|对不起|抱歉|那个|我|刚才|刚刚|前面|前头|方才|"
    "上面|把|[说讲报给](?:的|了)?|你|您|侬|的|出事|事故|发生)*"
)
_FIELD = "(?P<field>日期|时间|日子|名字|姓名|单位|会员号码?|卡号|编号|号码|地点|地方|医院|回电|电话|手机|称呼|关系|经过|情况)"
_CORRECTS = re.compile(f"^{_LEAD}{_FIELD}[^，,。]{{0,4}}?{_WRONG}")
_WRONG_FIRST = re.compile(f"^{_LEAD}{_WRONG}{_SOFT}[，, ]*{_FIELD}(?:{_IS})")
_NUMBER_FOUND = re.compile(
    "(?:会员号码?|卡号|编号|号码).{0,6}(?:找到|寻到|查到|翻到|想起|记起|有了)"
)
_DENIED = re.compile(
    f"^{_LEAD}(?:不对|勿对|弗对|不是|[说讲报弄搞记]错了?){_SOFT}[，,。 ]*(?:应该|其实|而)?是[，, ]*(?P<right>.+)$"
)
_LONGEST, _LONGEST_DAY, _LONGEST_PLACE = 30, 12, 14
"""Characters of a correction, and of what is put right without a name; longer ones tell something of
their own."""
_WONDERS = re.compile("[?？]|[吗么伐][。. ]*$|什么|哪[里个儿]|多少|是不是")
"""日期错了吗 wants to know; 前几天 does not."""
_HAPPENED = re.compile("[了把被先]|因为|的$")


def correction(text: str, just_told: str, today: date) -> StepToCorrect | None:
    """What an answer corrects of what was told before, instead of answering; `just_told` is the step before.

    日期错了，是前天 corrects the day, 不对，是大前天 does so right after it.
    """
    said = plain(text)
    if _WONDERS.search(said) or len(bare(said)) > _LONGEST:
        return None
    found = _CORRECTS.search(said) or _WRONG_FIRST.search(said)
    if found:
        return _of_field(found["field"], said, own="我的名" in found[0])
    if _NUMBER_FOUND.search(said):
        return StepToCorrect("who", value=number_in(said))
    denied = _DENIED.search(said)
    return _of_step_before(just_told, _ENDS.sub("", denied["right"]), today) if denied else None


def _of_field(name: str, said: str, *, own: bool) -> StepToCorrect:
    right = _right(said)
    if own:
        return StepToCorrect("reporter", value=right)
    if name == "号码":
        return StepToCorrect("callback" if parse_phone(right) else "who", value=right)
    step = next(step for step, words in _BY_WORD.items() if any(word in name for word in words))
    told = outcome_of(said) if step == "outcome" else ""
    return StepToCorrect(step, told if told in (INJURED, DECEASED) else "", right, name)


def _of_step_before(step: str, right: str, today: date) -> StepToCorrect | None:
    length = len(bare(right))
    if step == "when":
        day = length <= _LONGEST_DAY and parse_date(right, today).value
        return StepToCorrect(step, value=right) if day else None
    if step == "who":
        return StepToCorrect("person", value=right, name="名字") if is_name(right) else None
    place = step == "where" and 0 < length <= _LONGEST_PLACE and not _HAPPENED.search(right)
    return StepToCorrect(step, value=right) if place else None


def number_in(said: str) -> str:
    """The member number in `said`, if it was heard whole and clearly."""
    heard = parse_digits(said, MEMBER_NUMBER_LENGTH)
    return heard.digits if heard.complete and not heard.uncertain else ""
