"""Personal data made unreadable for logs and lists: numbers and dates, in digits or in words."""

import re

from ivr.observability.sids import SID

_DIGIT = "0-9０-９零〇一二三四五六七八九十幺两"
_LONG = re.compile(f"[{_DIGIT}](?:[ ，,、.-]?[{_DIGIT}]){{4,}}")
_DATE = re.compile(f"(?:[{_DIGIT}]{{2,4}}年)?[{_DIGIT}]{{1,3}}月(?:份)?[{_DIGIT}]{{1,3}}[日号]?")
_NAME = re.compile("((?:我叫|我是|姓名是|名字叫|我姓|他叫|她叫|叫)).{1,4}?(?=[，。,. ]|$|是|的)")

_SID = re.compile(f"({SID})")
"""Ids of the carrier stay readable: they name nobody."""
_NUMBER = re.compile(r"\+?[0-9０-９](?:[ ,、/-]?[0-9０-９]){4,}")
_CHINESE = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")


def masked(number: str) -> str:
    """A number with only its last two digits readable."""
    return "*" * max(len(number) - 2, 0) + number[-2:]


def masked_text(text: str) -> str:
    """Running text without long numbers, dates, and the names people introduce themselves with."""
    text = _DATE.sub("（日期）", text)
    text = _LONG.sub("（号码）", text)
    return _NAME.sub(r"\1（姓名）", text)


def masked_line(text: str) -> str:
    """A line of a log without numbers, dates and any Chinese: our own lines are in English."""
    pieces = _SID.split(text)
    pieces[::2] = [_CHINESE.sub("…", _NUMBER.sub("#", piece)) for piece in pieces[::2]]
    return "".join(pieces)
