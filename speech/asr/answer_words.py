"""The words of answers that follow a pattern, whatever the question is about."""

from speech.asr.recognizer import Hint

_DIGITS = tuple("零一二三四五六七八九幺洞两十百千")
_DAYS = ("今天", "昨天", "前天", "大前天", "天", "天前", "星期", "礼拜", "周")
_WEEKDAYS = tuple(week + day for week in ("上周", "这周", "本周") for day in "一二三四五六日")
_MONTHS = ("月", "日", "号", "这个月", "上个月", "上上个月", "月初", "月底", "个月前")
_YEARS = ("年", "今年", "去年", "前年", "元旦", "春节", "五一", "国庆", "中秋")
_TIMES = ("凌晨", "早上", "上午", "中午", "下午", "晚上")
_YES = ("是", "是的", "对", "对的", "没错", "好", "好的", "行", "可以", "要", "需要", "有", "嗯")
_NO = (
    "不",
    "不是",
    "不对",
    "不要",
    "不用",
    "不用了",
    "没有",
    "错",
    "错了",
    "不行",
    "不可以",
    "谢谢",
)
_CHOICES = ("第一个", "第二个", "第三个", "第四个", "都不是")

ANSWERS: dict[Hint, tuple[str, ...]] = {
    Hint.DIGITS: _DIGITS,
    Hint.DATE: (*_DIGITS, *_DAYS, *_WEEKDAYS, *_MONTHS, *_YEARS, *_TIMES),
    Hint.YES_NO: (*_YES, *_NO),
    Hint.PHRASES: (*_YES, *_NO, *_CHOICES),
}
"""Hints that are not here expect free speech."""
