"""What running words tell of an accident: only what they name plainly; the rest is asked.

Every function judges the words alone. What is taken is read back at the end and can be corrected.
"""

import re
from dataclasses import dataclass

from ivr.dialog.remarks import asks
from speech.entities.digits import MEMBER_NUMBER_LENGTH, parse_digits
from speech.entities.text import plain

_LEAST_STORY = 10
"""Characters from which words that tell how it happened are the story."""
_HOW = re.compile(
    "摔|跌|掉下|坠|砸|压[到伤住断]|轧|夹|撞|触电|电到|烫|烧|割|切|绞|卷|炸|淹|中毒|塌|车祸|翻车|滑倒|碰到|扭|断"
)
_PLACE = re.compile(
    "在((?:[^，,。；;在]{0,8}?)(?:工地|厂里?|车间|仓库|路口|马路上?|路上|公司里?|楼梯|楼道|楼上|食堂|码头|工厂|店里|"
    "办公室|宿舍|机房|隧道|船上|车上|站台?|门口|上班路上|下班路上))"
)
_HOSPITAL = re.compile(
    "(?:送到?了?|送去了?|在|住(?:在|进)?|进了?)((?:[^，,。；;在送]{2,12}?)(?:医院|卫生院|急诊))"
)
_NAMED = re.compile(
    "(?:(?<!我)叫|名字(?:是|叫)|姓名是?|出事的(?:人)?是|受伤的(?:人)?是|伤者(?:是|叫))([一-鿿]{2,4}?)(?=$|[，,。；;、的]|在|昨|今|前|上)"
)
_WHO_REPORTS = "老公|丈夫|老婆|妻子|爱人|儿子|女儿|爸爸?|妈妈?|父亲|母亲|哥哥?|弟弟?|姐姐?|妹妹?|同事|工友|师傅|徒弟|朋友|员工|职工"
_RELATION = re.compile(
    f"我(?:的)?({_WHO_REPORTS})|我们?(?:单位|公司|厂)?(?:里)?(?:有)?(?:一?个)?({_WHO_REPORTS})"
)
_SELF = re.compile(
    "我(?:自己|本人)|(?<![是叫])我(?:昨|今|前|上|在|从|被|把|的?手|的?脚|的?腿|摔|跌|扭)"
)
_UNION = re.compile(
    "工会(?:的)?(?:主席|干部|干事|专员|工作人员|负责人|委员)|我(?:们)?(?:是|这里是|这边是)[^，,。]{0,12}工会"
)
_SEVERAL = re.compile(
    "[两二三四五六七八九十几多](?:个|位|名)(?:人|同事|工友|工人|职工|员工|师傅)?(?:都|同时|一起|一道)?(?:受?伤|摔|跌|死|被|触电|送|掉)"
)


_GOES_ON = re.compile(
    "我(?:叫|姓|是|们)|会员号|昨[天日夜]|今[天朝]|前天|刚才|刚刚|路上|救护车|送|抢救|现场|[他她伊](?:在|现在|已经|被)"
)


@dataclass(frozen=True)
class AccidentFacts:
    """What was told of an accident; '' is what was not."""

    relation: str = ""
    """Whom of the caller it concerns: 老公, 同事, 本人."""
    person: str = ""
    number: str = ""
    place: str = ""
    story: str = ""
    hospital: str = ""
    union: bool = False
    """The caller speaks for a union."""
    several: bool = False
    """More than one person is hurt."""


def goes_on_telling(said: str) -> bool:
    """Whether `said`, where a yes or no was asked, tells more of an accident or of who calls.

    A question tells nothing.
    """
    if asks(said):
        return False
    return bool(_GOES_ON.search(said)) or accident_facts(said) != AccidentFacts()


def accident_facts(said: str) -> AccidentFacts:
    """What `said` tells plainly."""
    text = plain(said)
    number = parse_digits(text, MEMBER_NUMBER_LENGTH)
    return AccidentFacts(
        relation=_relation(text),
        person=_first(_NAMED, text),
        number=number.digits if number.complete and not number.uncertain else "",
        place=_first(_PLACE, text),
        story=said if len(text) >= _LEAST_STORY and _HOW.search(text) else "",
        hospital=_first(_HOSPITAL, text),
        union=speaks_for_union(text),
        several=bool(_SEVERAL.search(text)),
    )


def speaks_for_union(said: str) -> bool:
    """Whether the caller rings for a union: this is not its formal notice."""
    return bool(_UNION.search(said))


def several_people(said: str) -> bool:
    """Whether more than one person is hurt."""
    return bool(_SEVERAL.search(plain(said)))


def _relation(text: str) -> str:
    match = _RELATION.search(text)
    if match:
        return match[1] or match[2]
    return "本人" if _SELF.search(text) else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
