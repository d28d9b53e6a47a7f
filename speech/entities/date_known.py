"""What a text says of time without naming a day: 去年, 上个月, 前几天."""

import re

from speech.entities.date_calendar import Calendar, DateReading, Known, UncertainDateError
from speech.entities.date_forms import RELATIVE_MONTH, YEAR
from speech.entities.festivals import MARKS

_MONTHS = re.compile(
    rf"(?P<rel>{RELATIVE_MONTH})|(?P<y>{YEAR})?[的,， ]*(?<!\d)(?P<m>\d{{1,2}})月(?!前)"
    # 今年五十六: an age.
    rf"|(?P<y2>{YEAR})(?!\d{{1,3}}(?:岁|了|[,，]|$))"
)
_FUTURE = re.compile(
    r"下1?个?(?:星期|月|周)|明年|后年|以后|将来|\d+个?(?:天|月|年|星期|周)[以之]?后"
)
_VAGUE = re.compile(
    r"\d月|\d年|\d[-/.]\d|[来多几]个?[天月年周]|[多来几个]+把?星期[以之]?前|个把|[年月]把|几\d*[天个年周星]|百\d*天"
    r"|月[多余来](?!少)|[几多][天个年周号日]|[前头]\d天|前1?个月|星期多|星期几|周几|小年|[这那前][2-9]天|[天月年周期]左右"
    r"|[今去前那当同]年|[大前]前年|[上这]+1?个?(?:月|星期|周|礼拜)|月[初底末中头]|年[初底末]|[上中下]旬|星期末|周末"
    r"|半年|半[^,，。]{0,3}前|最近|前[阵段些]|那[天阵]|久以?前|早以前|从前|小时前|距今|到现在|近来|近\d+个?[天月年周星]|[天月年周期][之以]?内|[天月年周期拜]不到|农历|[前上]个?星期"
    "|过年|春运|年夜饭|开[春年]|[春夏秋冬][天季]|[热冷]天|天[热冷]|[3头中末入]伏|伏天|[小大]半[个天年]|[黄霉]?梅雨?(?:天|季)|数九|[暑寒长]假|高温[天假]"
    rf"|(?<!\d)(?:19|20)\d\d(?!\d)|^[^,，。]{{0,6}}\d个?(?:天|星期|周|月)了[吧啊]?$|{MARKS}"
)


def known_in(text: str, calendar: Calendar) -> Known:
    """The one year or month that a text names; nothing when it names several."""
    found = set()
    for match in _MONTHS.finditer(text):
        try:
            found.add(_known(match, calendar))
        except (UncertainDateError, ValueError, OverflowError):
            return Known()
    return found.pop() if len(found) == 1 else Known()


def _known(match: re.Match[str], calendar: Calendar) -> Known:
    if match["rel"]:
        first = calendar.month(match["rel"])
        return Known(first.year, first.month)
    spoken = match["y"] or match["y2"]
    year = calendar.year(spoken) if spoken else None
    month = int(match["m"]) if match["m"] else None
    if month is not None and not 1 <= month <= 12:
        return Known(year)
    return Known(year, month)


def vague_in(text: str, calendar: Calendar) -> DateReading:
    """Why a text names no day: the reading that says what to ask for."""
    if _FUTURE.search(text):
        return DateReading((), "future")
    if "农历" in text and calendar.kind == "birth":
        return DateReading((), "lunar")
    return DateReading((), "ambiguous", "date") if _VAGUE.search(text) else DateReading((), "none")
