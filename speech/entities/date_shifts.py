"""What stands beside a day and moves it (的前一天), confirms it, blurs it (左右) or denies it."""

import re
from collections.abc import Callable
from datetime import date

from dateutil.relativedelta import relativedelta

from speech.entities.date_calendar import DateReading, UncertainDateError, moved, one_of
from speech.entities.date_sheet import Sheet, T
from speech.entities.date_spans import SPAN, span_of

_THAT_DAY = "(?:当天|那1?天|这1?天|当日|那日)?的?"
_BACK = "(?:前|之前|以前|往前|再前|再往前|往前[数推]|前面|(?<=的)上)"
_ON = "(?:后|之后|以后|过后|往后|再过|再往后|过了?|往后[数推]|后面|(?<=的)下)"
_DAY = "(?:天|日|晚|夜)"
# Places and parts of the body or the day: 昨天前面路口, 昨天后来, 昨天后腰.
_NOT_A_LIMIT = "(?![面门滩台院排厅街座轮来半背脑腰颈胸额臂车方边头勤卫轱者期天年])"


def _back(day: date, match: re.Match[str]) -> date:
    return _days_on(day, -int(match.groupdict().get("n") or 1))


def _on(day: date, match: re.Match[str]) -> date:
    return _days_on(day, int(match["n"]))


def _nth(day: date, match: re.Match[str]) -> date:
    """三月五号的第二天 is the sixth."""
    return _days_on(day, int(match["n"] or 2) - 1)


def _nth_after(day: date, match: re.Match[str]) -> date:
    """三月五号以后第二天: the sixth or the seventh."""
    number = int(match["n"])
    if number > 1:
        raise one_of(_days_on(day, number - 1), _days_on(day, number))
    return _days_on(day, 1)


def _next_or_one_after(day: date, match: re.Match[str]) -> date:
    raise one_of(_days_on(day, 1), _days_on(day, 2))


def _first_or_before(day: date, match: re.Match[str]) -> date:
    """国庆节头一天: its first day, or the one before."""
    raise one_of(_days_on(day, -1), day)


def _same_night(day: date, match: re.Match[str]) -> date:
    """昨天半夜一点: by the clock it is today's."""
    raise one_of(day, _days_on(day, 1))


def _span_back(day: date, match: re.Match[str]) -> date:
    return moved(day, span_of(match), -1)


def _span_on(day: date, match: re.Match[str]) -> date:
    return moved(day, span_of(match), 1)


def _days_on(day: date, days: int) -> date:
    return moved(day, relativedelta(days=abs(days)), 1 if days > 0 else -1)


_ON_DAY = rf"(?P<t>{T}){_THAT_DAY}"
_MOVES: list[tuple[re.Pattern[str], Callable[[date, re.Match[str]], date]]] = [
    (re.compile(pattern), move)
    for pattern, move in (
        (rf"{_ON_DAY}前头(?P<n>1){_DAY}", _back),
        (rf"{_ON_DAY}后头(?P<n>1){_DAY}", _on),
        (rf"{_ON_DAY}[,，]?(?:晚上?|夜里?)?[后下]半夜", _same_night),
        (rf"{_ON_DAY}{_BACK}(?P<n>\d{{1,4}}){_DAY}(?!前)", _back),
        (rf"{_ON_DAY}前[夜晚](?!饭)", _back),
        (rf"{_ON_DAY}{_ON}(?P<n>\d{{1,4}}){_DAY}(?!后)", _on),
        (rf"(?P<t>{T})(?:之|以|过)?后的?第(?P<n>\d{{1,2}})[天日]", _nth_after),
        (rf"{_ON_DAY}(?:第(?P<n>\d{{1,2}})[天日]|次日|翌日|转天)", _nth),
        (rf"{_ON_DAY}隔[天日]", _next_or_one_after),
        (rf"{_ON_DAY}头1?[天晚]", _first_or_before),
        (rf"{_ON_DAY}{SPAN}[以之]?前{_NOT_A_LIMIT}", _span_back),
        (rf"{_ON_DAY}{SPAN}[以之过]?后{_NOT_A_LIMIT}", _span_on),
    )
]
_MOST_MOVES = 3
"""Moves upon moves that are followed (国庆节的前一天的三天前)."""
_LUNAR = re.compile(rf"{T}[,，]?(?:是|按|算|说的)*农历")
_EVE = re.compile(rf"(?P<t>{T})的?前夕")
_ANY = re.compile(f"(?P<t>{T})")
_NO_DAY = DateReading((), "ambiguous", "date")

_IS = "(?:[,，、 ]|也?就是|也是|正是|刚好是|正好是|是|的|那天)*"
_SAME = re.compile(rf"(?P<a>{T}){_IS}(?P<b>{T})")

_VAGUE_BESIDE = re.compile(
    rf"(?P<t>{T}){_THAT_DAY}(?:[以之]前|[以之]后|过后|前后(?![脚轮])|左右(?![手脚腿两边侧肩眼耳])|上下(?!班|楼|车|铺|床|学)"
    rf"|[前后]{_NOT_A_LIMIT}|[前后]几[天日]|[前后]头\d+[天日]|前些[天日]|[那这][几些2]天|[那这]1?个?(?:周|星期|月|段|阵)|期间|以来|至今|为止|的?样子|光景|附近"
    rf"|起(?=$|[,，。]|就|一直)|1?过(?=$|[,，。])|(?:还没|快要?)到|[到至](?=\d|现在|目前|今|[上这]个?月))"
)
_RANGE = re.compile(rf"(?P<a>{T})(?:一直)?[到至](?P<b>{T})")
_FILLER = "(?:就|也就|都|是|在|的|有|要|我|他|她|吧|呢|嗯|呃|会|,|，)*"
_DOUBT = (
    "(?:大概齐?|大约摸?|约莫|约摸|(?<!预)约|差不多|(?<!不)可能|也许|或许|兴许|没准|说不定|好[像象]|似乎|仿佛|像是|估计|估摸着?|大致"
    "|恐怕|怕是|得有|不一定|未必|是不是|会不会|记得像)"
)
_HEDGED = [
    re.compile(rf"{_DOUBT}{_FILLER}(?P<t>{T})"),
    re.compile(
        rf"(?P<t>{T})(?:吧|呢|[,，]|的?(?:早上|上午|中午|下午|晚上|夜里|凌晨|傍晚))*{_DOUBT}(?:吧|是|了|的|那样)*(?=[,，。]|$)"
    ),
]
_BOUNDED = re.compile(
    "(?:(?<![很赶])快|(?<![最附])近|将近|接近|临近|不到|不满|超过|至少|起码|最多|最[早晚迟]|不早于|不晚于|早于|晚于|过了|过完|[快没]到|快要到|等到?|截止到?|截至|自从|[大小])"
    rf"是?(?P<t>{T})"
)
_UNSURE = re.compile(
    "不(?:太|大|很|敢)?(?:能)?(?:确定|肯定)|记不(?:太|大)?(?:清|准|住|牢)|说不(?:准|清)|拿不准|吃不准|[搞弄]不清"
    "|(?:不记得|忘了?)是?(?:哪|几号|日[子期])"
)
_OF_SOMETHING_ELSE = re.compile("几点|时间|钟点|号码|卡号|会员|地[点方]|怎么|原因|名字|电话")
_LATER = re.compile(
    r"(?<![院班])第2[天日]|次日|翌日|隔天|转天|(?<![第\d])[前头]1天|过了?[几\d]+个?(?:天|星期|周|月)|[几\d]+个?(?:天|星期|周|月)[以之过]?后"
)

_NOT = "(?:并?不是|不在|没在|并非|不会是|不可能是?|除了?|除开)(?:在|说)?"
_YES_NOT_NO = re.compile(rf"是(?:在|说)?(?P<t>{T})的?[,，。 ]*(?:并|而|可)?不是(?:在|说)?{T}")
_NO_OR_YES = re.compile(rf"(?P<a>{T})的?[,，。 ]*不是(?:在|说)?(?P<b>{T})")
_NO_BUT = re.compile(
    rf"不是(?:在)?{T}(?:[,，]*[也又]?不是{T})*的?(?:[,，。 ]*(?:而|应该)?是(?:在)?|[,，。 ]+)(?P<t>{T})"
)
_NO = re.compile(rf"{_NOT}{T}")


def move_and_blur(sheet: Sheet) -> None:
    """Replace signs and what stands beside them by what both say together."""

    def beside(pattern: re.Pattern[str], days: Callable[[date, re.Match[str]], date]) -> None:
        sheet.replace_all(pattern, lambda match: _each(sheet.of(match["t"]), match, days))

    sheet.replace_all(_SAME, lambda match: _agreed(sheet.of(match["a"]), sheet.of(match["b"])))
    for _ in range(_MOST_MOVES):
        for pattern, meaning in _MOVES:
            beside(pattern, meaning)
    sheet.replace_all(_SAME, lambda match: _agreed(sheet.of(match["a"]), sheet.of(match["b"])))
    sheet.replace(_EVE, lambda match: _each(sheet.of(match["t"]), match, _back).doubted())
    _blur(sheet)
    _deny(sheet)


def _blur(sheet: Sheet) -> None:
    sheet.replace(_LUNAR, lambda match: DateReading((), "lunar"))
    sheet.replace(_RANGE, lambda match: _either(sheet.of(match["a"]), sheet.of(match["b"])))
    sheet.replace(_VAGUE_BESIDE, lambda match: _NO_DAY)
    for pattern in _HEDGED:
        sheet.replace(pattern, lambda match: sheet.of(match["t"]).doubted())
    sheet.replace(_BOUNDED, lambda match: _NO_DAY)
    if _signs(sheet) and _unsure(sheet.text):
        sheet.replace(_ANY, lambda match: sheet.of(match["t"]).doubted())
    if _signs(sheet):
        sheet.replace(_LATER, lambda match: _NO_DAY)


def _deny(sheet: Sheet) -> None:
    sheet.replace(_YES_NOT_NO, lambda match: sheet.of(match["t"]))
    sheet.replace(_NO_BUT, lambda match: sheet.of(match["t"]))
    sheet.replace(
        _NO_OR_YES,
        lambda match: _either(sheet.of(match["a"]), sheet.of(match["b"])),
    )
    sheet.replace(_NO, lambda match: _NO_DAY)


def _signs(sheet: Sheet) -> bool:
    return bool(re.search(T, sheet.text))


def _unsure(text: str) -> bool:
    """Whether the caller doubts the day, not the hour or the number."""
    return any(
        not _OF_SOMETHING_ELSE.search(text[max(0, match.start() - 6) : match.end() + 6])
        for match in _UNSURE.finditer(text)
    )


def _each(
    reading: DateReading, match: re.Match[str], move: Callable[[date, re.Match[str]], date]
) -> DateReading:
    """The reading with every day moved."""
    if not reading.days:
        return reading
    days: list[date] = []
    for day in reading.days:
        try:
            days.append(move(day, match))
        except UncertainDateError as refused:
            if not refused.reading.days:
                raise
            days += refused.reading.days
    reason = reading.reason or ("ambiguous" if len(days) > 1 else "")
    return DateReading(tuple(days), reason, reading.ask or ("which" if len(days) > 1 else ""))


def _agreed(one: DateReading, other: DateReading) -> DateReading | None:
    """The day both mean, when they do: 农历八月十五，中秋节."""
    days = tuple(day for day in one.days if day in other.days)
    if len(days) == 1 and (one.certain or other.certain):
        return DateReading(days)
    return None


def _either(one: DateReading, other: DateReading) -> DateReading:
    if not one.days or not other.days:
        return _NO_DAY
    return DateReading(tuple(sorted({*one.days, *other.days})), "ambiguous", "which")
