"""What each key leads to, and what short answers mean at an open question.

0 (person), 9 (repeat), * (back) and # (menu) work everywhere.
"""

import re

from ivr.dialog.acts import Said
from ivr.dialog.flow import Query
from ivr.dialog.question import Parsed, Problem, Value
from kb.contract import Meaning
from speech.entities.text import bare

MAIN = {
    "1": Meaning("menu.illness"),
    "2": Meaning("menu.claims"),
    "3": Meaning("member.status"),
    "4": Meaning("accident.report"),
    "5": Meaning("menu.card"),
}

ILLNESS = {
    "1": Meaning("menu.illness_list"),
    "2": Meaning("benefit.overview"),
    "3": Meaning("benefit.stacking"),
}

CARD = {
    "1": Meaning("card.about"),
    "2": Meaning("card.uniqueness"),
    "3": Meaning("card.number"),
    "4": Meaning("card.transfer"),
    "5": Meaning("card.reissue"),
    "6": Meaning("card.activate"),
    "7": Meaning("card.bank"),
    "8": Meaning("menu.services"),
}

SERVICES = {
    "1": Meaning("wechat.bind"),
    "2": Meaning("service.free"),
    "3": Meaning("service.centers"),
    "4": Meaning("service.discount"),
}

CLAIMS = {
    "1": "claim.critical_illness",
    "2": "claim.accident_disability",
    "3": "claim.accident_death",
    "4": "claim.illness_death",
}

ASPECTS = {"1": "overview", "2": "materials", "3": "deadline", "4": "payout"}

_SOFT = "[啊呀哦噢喔呃额嗯恩哎诶呢嘛哇啦咯的了吧哈]*"
_CLAIM = re.compile(
    f"{_SOFT}(?:我|想|要|办|问|申请|一下)*(?:理赔|申请|赔钱|赔付)(?:怎么[申请办弄]+|手续)?{_SOFT}|怎么(?:申请|理赔|赔)"
)
_MORE = re.compile(
    f"(?:好|嗯|恩|有|还有|要|是|对|可以|行|再问(?:一?个|一下)|我还有(?:一?个?问题|一?件?事)?|还有(?:一个)?(?:问题|事)){_SOFT}"
)
_DONE = re.compile(
    f"(?:好|嗯|哦|行|那就?|对|都|我|就|谢谢[你您侬]?|没事|{_SOFT})*"
    "(?:没有?(?:问题|什么|啥|别的|其他的?|事体?|事情|得)*|呒没|不用|不要|勿要|覅|不问|不需要|没别的|可以|够|够了|晓得|知道|明白|清楚|听懂|懂|谢谢[你您侬]?|就这样|算了|好|行)"
    f"(?:{_SOFT}|谢谢[你您侬]?|再见|麻烦[你您]了?|了)*"
)
_ENDS = re.compile("没|不|勿|覅|够|晓得|知道|明白|清楚|懂|谢谢|这样|算了|可以了|好了|行了")


def at_first(said: Said) -> Parsed[Query]:
    """A bare 理赔, which asks for the menu of claims."""
    return (
        Value(Query(Meaning("menu.claims"), said.text))
        if _CLAIM.fullmatch(bare(said.text))
        else None
    )


def at_anything_else(said: Said) -> Parsed[Query]:
    """Whether there is anything else: 还有, or 没有了, which ends the call."""
    text = bare(said.text)
    if _MORE.fullmatch(text):
        return Problem("menu.go_on", {})
    if _DONE.fullmatch(text) and _ENDS.search(text):
        return Value(Query(Meaning("nav.bye"), said.text))
    return at_first(said)


OPEN = {"menu.main": at_first, "menu.more": at_anything_else}
"""Short answers at the open questions."""
