"""Callers who correct themselves: 三月五号，不对，六号; 不是昨天，是前天."""

import re

from speech.entities.date_forms import MONTH, WEEK, YEAR
from speech.entities.festivals import MARKS

_REPAIR = re.compile(
    "(?:(?:[哦噢啊呃额哎][,， ]*)?(?:不对|(?<!没)(?<!没有)[说讲弄搞记报]?错了|更正|口误|应该是|改[成为到]|[哦噢]不)"
    "|[哦噢啊呃额哎][,， ]*不是?|不是(?=[,，。 ]|$)|(?<=[,，。 ])不(?=[,，。 ]))[啊呀的,，。 ]*"
)
_EITHER = re.compile("不是([^,，。是]{1,14})[,，。 ]*就是")
_NOT_BUT = re.compile(
    "不是(?P<no>[^是]{1,20}(?:[也又]?不是[^是]{1,20})*?)[,，。 ]*(?:而|应该)?(?<![就还或要但可总老倒也只不])是(?P<yes>.+)"
)
_QUESTION = re.compile("是不是|会不会是?|是否")
_IDLE = " ,，。的了是"
_AND = "[的份,， ]*"
_DAY = r"(?:初\d{1,2}(?!\d)|(?<!\d)\d{1,2}[号日])"
_MONTHS = re.compile(rf"(?P<year>{YEAR})?{_AND}(?P<calendar>农历)?{_AND}(?P<month>闰?(?:{MONTH}))")


def corrections(text: str) -> tuple[str, list[str]]:
    """What the caller says last, completed by what stands before; and what it takes back."""
    text = _QUESTION.sub("可能是", re.sub("(?<!不)对不对", "", text))
    text = _EITHER.sub(r"\1或者", text)
    text = re.sub("应该是[吧的了啊]*[,，。 ]*$", "大概", text)
    parts = _REPAIR.split(text)
    if match := _NOT_BUT.search(parts[-1]):
        parts[-1:] = [parts[-1][: match.start()], match["no"], match["yes"]]
    before = [part.strip(_IDLE) for part in parts[:-1] if part.strip(_IDLE)]
    last = parts[-1] if parts[-1].strip(_IDLE) else ""
    return (_completed(last, "，".join(before)) if last else ""), before


def _completed(last: str, before: str) -> str:
    """`last` with what it leaves out of the day that `before` names.

    '6号' after '2025年3月5号，不对' keeps the month and year; '4月6号' keeps the year; '去年'
    keeps the day; '星期4' after '上星期3' keeps the week; '前1天' is that before the day.
    """
    if not before:
        return last
    for complete in (_with_month, _with_year, _with_day, _with_week, _with_base):
        last = complete(last, before)
    return last


def _with_month(last: str, before: str) -> str:
    months, day = list(_MONTHS.finditer(before)), re.search(_DAY, last)
    if not months or not day or re.search(rf"{MONTH}|{MARKS}", last):
        return last
    said = months[-1]
    year = "" if re.search(YEAR, last) else said["year"] or ""
    whole = year + (said["calendar"] or "") + said["month"]
    return last[: day.start()] + whole + last[day.start() :]


def _with_year(last: str, before: str) -> str:
    years, month = re.findall(YEAR, before), re.search(r"(?<!\d)(?:农历)?\d{1,2}月", last)
    if not years or not month or re.search(YEAR, last):
        return last
    return last[: month.start()] + years[-1] + last[month.start() :]


def _with_day(last: str, before: str) -> str:
    """'去年' and '4月' after a day of another year or month."""
    if re.search(rf"{_DAY}|{MARKS}|天", last):
        return last
    if re.search(MONTH, last):
        days = re.findall(rf"{_DAY}", before)
        return re.sub(rf"({MONTH})份?", rf"\g<1>{days[-1]}", last) if days else last
    days = re.findall(rf"(?:农历)?\d{{1,2}}月{_AND}(?:初?\d{{1,2}})[号日]?|{MARKS}", before)
    if days and re.search(YEAR, last):
        return re.sub(f"({YEAR})", rf"\g<1>{days[-1]}", last, count=1)
    return last


def _with_week(last: str, before: str) -> str:
    week = "(?:上+|这|本|下+)个?(?:周|星期)?"
    weekday, said = re.search(WEEK, last), re.search(f"({week}){WEEK}", before)
    if said and weekday and not re.search(f"{week}的?{WEEK}", last):
        return last[: weekday.start()] + said[1] + last[weekday.start() :]
    if said and not weekday:
        return re.sub("((?:上+|这|本)个?)(?:周|星期)(?!末)", rf"\g<1>星期{said['w']}", last)
    return last


def _with_base(last: str, before: str) -> str:
    if re.match(r"[是的]*(?:[往再]?前\d+天|第2天|(?:往)?后\d+天)", last):
        return before.rsplit("，", maxsplit=1)[-1] + last.lstrip("是的")
    return last
