"""How written text is read aloud in Mandarin.

`read` turns what staff write (digits, dates, amounts, symbols, web addresses) into Chinese
characters, capital letters, the few English words of the lexicon in small ones, and punctuation, so that every voice reads them alike. How a character
sounds (polyphones, tone sandhi, letter names) is decided later, in `speech.tts.phonemes`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import cn2an

from speech.entities.digits import group_digits
from speech.tts.lexicon import english_words

DIGITS = "零一二三四五六七八九"
_HOTLINES = "12351|12345|12348|12333|12315|95588|110|114|119|120|122"
_COUNTED = "个次位天年类种份张项条家人名元块周小倍"
_UNITS = _COUNTED + "万亿千百级岁月日号页分秒点折度米层楼期章节款版米%"
_SYMBOLS = {
    "#": "井号键",
    "*": "星号键",
    "+": "加",
    "&": "和",
    "@": "at",
    "=": "等于",
    "~": "到",
    "%": "百分之",
    "℃": "摄氏度",
}
_BREAKS = str.maketrans({"(": "，", ")": "，", "[": "，", "]": "，", "|": "，", "\n": "。"})
_DROPPED = re.compile("[\"'“”‘’「」『』《》<>【】_`^\\\\]")


def read(text: str) -> str:
    """Return `text` as it is spoken: no digits, no symbols; letters to be named are capitals."""
    text = re.sub("([#*])号?键", r"\1", _plain(text))
    for pattern, reading in _RULES:
        text = pattern.sub(reading, text)
    text = "".join(_SYMBOLS.get(char, char) for char in text)
    return _punctuate(re.sub("[A-Za-z]+", lambda m: _spell(m[0]), text))


def is_syllable(spoken: str) -> bool:
    """Whether normalised text is a single syllable, as a digit's clip is."""
    return re.fullmatch(r"[一-鿿]\W?", spoken) is not None


def read_digits(digits: str) -> str:
    """Read digit by digit as on the telephone, with 幺 for 1: '12351' → '幺二三五幺'."""
    return "".join(DIGITS[int(d)] for d in digits if d.isdigit()).replace("一", "幺")


def read_number(number: str | int | Decimal) -> str:
    """Read a quantity: 20000 → '两万', '2.5' → '二点五'."""
    text = str(number).replace(",", "")
    spoken = cn2an.an2cn(text, "low")
    return re.sub("^二(?=[千万亿])", "两", spoken)


def read_date(day: date) -> str:
    """Read a date: 2026-11-24 → '二零二六年十一月二十四日'."""
    return f"{_year(str(day.year))}年{read_number(day.month)}月{read_number(day.day)}日"


def _plain(text: str) -> str:
    """Bring full-width digits, letters and signs to ASCII; keep Chinese punctuation."""
    keep = "，。！？；：、（）…—"
    folded = "".join(c if c in keep else unicodedata.normalize("NFKC", c) for c in text.strip())
    folded = (
        folded.replace("〇", "零")
        .replace("○", "零")
        .replace("（", "(")
        .replace("）", ")")
        .replace("—", "，")
    )
    return _DROPPED.sub("", folded)


def _punctuate(text: str) -> str:
    """Turn brackets and ASCII punctuation into pauses; leave no doubled or leading pause."""
    text = text.translate(_BREAKS)
    text = re.sub(r"[,/·-]", "，", text)
    text = text.replace(";", "；").replace("?", "？").replace("!", "！").replace(":", "：")
    text = re.sub(r"\.+|…+", "。", text)
    text = re.sub(r"(?<![A-Za-z]) +| +(?![A-Za-z])", "", text)
    text = re.sub("[，、：；]+(?=[，、：；。！？])", "", text)
    text = re.sub("([。！？])[，、：；。！？]+", r"\1", text)
    return re.sub("^[，、：；。！？]+", "", text)


def _spell(word: str) -> str:
    if word.lower() in english_words():
        return word.lower()
    return " ".join(word.upper())


def _year(digits: str) -> str:
    return "".join(DIGITS[int(d)] for d in digits)


def _web_address(match: re.Match[str]) -> str:
    host = re.sub("^https?://", "", match[0], flags=re.I)
    host = re.sub(r"^www\.", "三个W.", host, flags=re.I)
    host = re.sub(r"\d+", lambda m: f"，{read_digits(m[0])}，", host)
    host = re.sub("[a-z]+", lambda m: _spell(m[0]), host)
    return host.replace(".", "，点，").replace("/", "，斜杠，").replace("-", "，短横，")


def _phone(match: re.Match[str]) -> str:
    area, number = match[1], match[2]
    return "，".join(read_digits(part) for part in [area, *group_digits(number)])


def _long_number(match: re.Match[str]) -> str:
    return "，".join(read_digits(part) for part in group_digits(match[0]))


def _iso_date(match: re.Match[str]) -> str:
    return f"{_year(match[1])}年{read_number(int(match[2]))}月{read_number(int(match[3]))}日"


def _clock(match: re.Match[str]) -> str:
    minutes = int(match[2])
    spoken = f"{read_number(int(match[1]))}点"
    if minutes == 0:
        return spoken + "整"
    return spoken + ("零" if minutes < 10 else "") + read_number(minutes) + "分"


def _range(match: re.Match[str]) -> str:
    return f"{_quantity(match[1])}到{_quantity(match[2])}"


def _quantity(text: str) -> str:
    number = text.replace(",", "")
    if len(number) > 1 and number.startswith("0") and "." not in number:
        return read_digits(number)
    return read_number(number)


def _counted(match: re.Match[str]) -> str:
    return "两" if match[0] == "2" else _quantity(match[0])


_NUMBER = r"\d+(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
# Order matters: what is recognised by its surroundings comes before what is recognised by itself.
_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (
        re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:org|com|cn|net|gov)[a-z0-9./-]*", re.I),
        _web_address,
    ),
    (re.compile(r"(?<!\d)(0\d{2,3})[- ](\d{5,8})(?!\d)"), _phone),
    (re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso_date),
    (re.compile(r"(?<=:\d\d)[-~](?=\d{1,2}:)"), lambda _: "到"),
    (re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)"), _clock),
    (re.compile(r"(?<!\d)0(?=\d[月日])"), lambda _: ""),
    (re.compile(r"(?<!\d)\d{4}(?=年)"), lambda m: _year(m[0])),
    (
        re.compile(rf"(?:CNY|RMB|¥)\s*({_NUMBER})(?=([万亿]?))", re.I),
        lambda m: read_number(m[1]) + ("" if m[2] else "元"),
    ),
    (re.compile(rf"({_NUMBER})\s*%"), lambda m: "百分之" + read_number(m[1])),
    (
        re.compile(rf"(?<![\d.,])(?:{_HOTLINES})(?![\d.,]*[\d{_UNITS}])"),
        lambda m: read_digits(m[0]),
    ),
    (re.compile(rf"(?<![\d.,])\d{{5,}}(?![\d.,]*[\d{_UNITS}])"), _long_number),
    (re.compile(rf"({_NUMBER})[-~]({_NUMBER})"), _range),
    (re.compile(rf"(?<![\d.,第])2(?=[{_COUNTED}万千亿])"), _counted),
    (re.compile(_NUMBER), lambda m: _quantity(m[0])),
]
