"""What opens a call and asks nothing yet: 喂, 你好, 听得到吗, 请问是12351吗, 我想问一下."""

import re

from speech.entities.text import bare

_SOFT = "[啊呀哦噢喔呃额嗯恩诶哎欸呢嘛哇啦吧哈哟的]"
_YOU = "(?:你们|您们|你|您|侬)?"
_HERE = f"(?:这里|这儿|格搭|此地|{_YOU})"
_ASKED = "(?:吗|伐|么|吧)"
_ASK = "请?(?:问|咨询|请教|打听|了解)"
_A_THING = "(?:一?[个件桩点些]?(?:事情?|事体|问题))"
_OPENINGS = (
    "喂",
    "(?:[你您侬]们?|大家|早上|上午|中午|下午|晚上)好",
    "hello|hi|哈[喽罗啰]|嗨",
    f"{_YOU}(?:有人)?在(?:不在|{_ASKED})",
    f"有人在?{_ASKED}",
    f"{_YOU}(?:能|能不能|好)?听(?:得|勿|不)?(?:到|见|清楚?)(?:我)?(?:说话|讲话|声音)?了?{_ASKED}",
    f"{_HERE}是(?:不是)?(?:上海市?)?(?:总?工会|12351|幺二三五幺|一二三五一)(?:服务)?(?:热线|电话)?(?:的)?{_ASKED}?",
    f"(?:我?有)?{_A_THING}?我?就?(?:想|要){_ASK}{_YOU}(?:一下|一声|{_A_THING})?",
    f"{_ASK}{_YOU}(?:一下|一声|{_A_THING})",
    "请问(?:一下)?|(?:麻烦|打扰)(?:[你您侬])?(?:一下|了)?",
)
_BESIDE = f"(?:{_SOFT}|同志|师傅|小姐|先生|美女|老师|不好意思)*"
_GREETED = re.compile(f"(?:{_BESIDE}(?:{'|'.join(_OPENINGS)}){_BESIDE})+", re.IGNORECASE)
GREETINGS = 3
"""Greetings greeted back in a call; more of them come from a line that hears nothing else."""


def greets(text: str) -> bool:
    """Whether it is a greeting and nothing else."""
    return bool(_GREETED.fullmatch(bare(text)))
