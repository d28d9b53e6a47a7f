"""Spoken dates in one spelling: Arabic numbers, standard words, no times of day.

'上个礼拜五下午三点' becomes '上个星期5，下午，', so that the forms in `date_forms` stay readable.
"""

import re

from speech.entities.festivals import mark
from speech.entities.numerals import QUANTITY, quantity
from speech.entities.text import plain

_D = "[零一二三四五六七八九幺两0-9]"
_ENDS = "(?=[号日,，。 ]|$)"
_ARABIC = str.maketrans("零一二三四五六七八九幺两", "012345678912")

_RULES = [
    # What recognisers write for the words of dates, where the sound leaves no other word.
    ("[作坐座做昨][天田](?!气)", "昨天"),
    ("[钱前浅]天", "前天"),
    ("大[全前钱泉权]天", "大前天"),
    ("[金今斤][天田]", "今天"),
    ("(?<=[上这])[隔格各](?=星期|礼拜|月|周)", "个"),
    ("[新兴心][期其]|星[其七器](?=[一二三四五六日天])", "星期"),
    ("[李里理]拜", "礼拜"),
    ("(?<=[上本这])[州舟洲](?=[一二三四五六日天1-6])", "周"),
    (f"(?<={_D}|十)[好浩耗毫](?![几多])", "号"),
    (f"(?<={_D}|十)[越阅悦也夜页叶](?={_D}|十)", "月"),
    ("[钱前浅][钱前浅](?=[上下]午|早上|晚上|中午)", "前天"),
    # The last numeral of 六月十八, 二十九.
    (f"(?<=月十|二十)[山散]{_ENDS}", "三"),
    (f"(?<=月十|二十)[舞武午吴]{_ENDS}", "五"),
    (f"(?<=月十|二十)[留流刘]{_ENDS}", "六"),
    (f"(?<=月十|二十)[妻期欺骑]{_ENDS}", "七"),
    (f"(?<=月十|二十)[班斑般巴拔半]{_ENDS}", "八"),
    (f"(?<=月十|二十)[久酒旧]{_ENDS}", "九"),
    # 两三天, 五六号: about so many.
    (
        "(?:一[、,]?二|[二两][、,]?三|三[、,]?四|四[、,]?五|五[、,]?六|六[、,]?七|七[、,]?八|八[、,]?九)(?=[天个号日])",
        "几",
    ),
    (r"\d[、,]\d(?=[天个])", "几"),
    # 今天 of the call itself is no date of what happened.
    ("今天(?=[^,，。]{0,4}(?:打|来电|想|要|问|报))", ""),
    # Shanghai words and other names for the same.
    ("礼拜|周(?=[一二三四五六日天末1-7])", "星期"),
    ("号头", "月"),
    ("元月", "一月"),
    ("(昨|前|今|明)[日儿](?:仔|子|个)?", r"\1天"),
    ("(昨|今|前)(?=[晚早夜])", r"\1天"),
    ("今朝", "今天"),
    ("明朝", "明天"),
    ("旧年|上年", "去年"),
    ("本月|当月|这月|今个月", "这个月"),
    ("(?<=[上下])(?=月)", "个"),
    ("廿|念(?=[一二三四五六七八九]?[号日])", "二十"),
    ("卅", "三十"),
    # A weekday or a year is over before the next number starts.
    ("(星期[一二三四五六日天1-7])", r"\1，"),
    (f"(?<!{_D})((?:一九|二零|19|20){_D}{{2}})(?=(?:十[一二幺]?|{_D}{{1,2}})月)", r"\1年"),
]
_TIMES = re.compile(
    r"\d{1,2}(?:点|:)(?:\d{1,2}分?|半|钟|整|[13]刻)?(?:\d{1,2}分)?|\d+个?(?:小时|分钟)(?:以?前|之前)?"
)


def spelled(text: str) -> str:
    """Bring a spoken or keyed date to one spelling, with festivals as marks."""
    text = re.sub(r"[\s#*]+", " ", mark(plain(text))).strip()
    for pattern, replacement in _RULES:
        text = re.sub(pattern, replacement, text)
    text = QUANTITY.sub(lambda match: str(quantity(match[0])), text)
    return _TIMES.sub("，", text.translate(_ARABIC))
