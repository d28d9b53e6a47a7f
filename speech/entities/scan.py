"""Cuts speech into digits, sounds of digits, pauses and other words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pypinyin import lazy_pinyin

from speech.entities.numerals import DIGITS, QUANTITY, quantity
from speech.entities.text import PAUSES


class Kind(StrEnum):
    """What a piece of speech is."""

    DIGIT = "digit"
    SOUND = "sound"
    """Another character that sounds like a digit: counts only among digits."""
    PAUSE = "pause"
    """Silence, or words that go with numbers and say nothing about them."""
    WORD = "word"
    """One character of something else: perhaps a digit that was misheard."""
    MEASURE = "measure"
    """A unit, or a quantity cut short: what stands there is a date, a sum or the like."""
    LABEL = "label"
    """The name of a number (卡号, 手机): what follows is another one."""


@dataclass(frozen=True)
class Token:
    """A piece of speech."""

    kind: Kind
    digits: str = ""
    """'?' for a quantity that cannot be read."""
    uncertain: bool = False


SOUNDS = {
    **dict.fromkeys(("ling", "lin", "dong", "o"), "0"),
    **dict.fromkeys(("yi", "yao"), "1"),
    **dict.fromkeys(("er", "liang"), "2"),
    "san": "3",
    # ci: southern speakers and recognisers mix c and s; shi (是, 十) says too many other things.
    **dict.fromkeys(("si", "ci"), "4"),
    "wu": "5",
    "liu": "6",
    **dict.fromkeys(("qi", "guai"), "7"),
    "ba": "8",
    **dict.fromkeys(("jiu", "gou"), "9"),
}
"""Syllables without tone, as a recogniser may write them with any character."""

_N = "(?:十一?|1[01]|[一二两三四五六七八九1-9])"
_FILLERS = re.compile(
    "|".join(
        (
            f"(?:最后面?|末尾?|后面?|前面?|开头|一共|总共|共)?是?{_N}位(?:数字?|号码)?",
            "一[个位]数?字?一[个位]数?字?地?|一个个地?|[这那]一[个张](?:卡|号码?)?|"
            "一下子?|[一两三]遍|一共|总共|等一?等|第一|是不是|有没有",
            "我的?|你的?|您的?|他的?|她的?|它的?|本人|这边|这里|我要|我想|帮|给|请问?|麻烦|谢谢|你好|您好|喂",
            "工会|会员|服务|银行|证件?|卡|号|联系|方式|区号|数字|输入",
            "就是|应该是|也是|都是|是的?|对的?|没错|好的?|行|嗯+|呃+|额|啊+|哦+|噢|喔|唉|哎|诶|哈|呢|呀|嘛|的|了",
            "那个|这个|那么|那|这|然后|接着|接下来|下面|后面|前面|后头|前头|还有|再|最后|开头|末尾|中间|先|和|跟|加",
            "空格|横杠|短横|杠|横|减|点|井号键?|星号键?|记|查|报|念|读|讲|说|听好|听|看看?|想想?|完了|没了|就这些",
            r"[#*+()（）《》“”\"']+",
        )
    )
)
_LABELS = re.compile("会员号码?|卡号|编号|号码|电话|手机号?|座机|固话|身份证号?")
_REPEATED = re.compile(f"([一两俩二三四五六七八九1-9])个([{''.join(DIGITS)}])")
_BOTH = re.compile(f"俩([{''.join(DIGITS)}])")
"""俩零 is two zeros, or a 两 written so and a zero: told apart only by asking."""
_MEASURES = "年月日天岁块元毛角楼室栋周万亿百千十"


_LATIN = re.compile("[A-Za-z]+")
_LETTERS = {**dict.fromkeys("EeIil", "1"), **dict.fromkeys("Oo", "0")}
"""Letters that Whisper writes for digits: E sounds like 一, the others look like 1 and 0."""


def scan(text: str) -> list[Token]:
    """Cut a `plain` text into tokens."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        found, place = _next(text, place)
        tokens += found
    return tokens


def _next(text: str, place: int) -> tuple[list[Token], int]:
    """The tokens that start at `place`, and where they end."""
    char = text[place]
    if match := _REPEATED.match(text, place):
        digit = Token(Kind.DIGIT, DIGITS[match[2]])
        return [digit] * int(DIGITS[match[1]]), match.end()
    if match := _BOTH.match(text, place):
        digit = Token(Kind.DIGIT, DIGITS[match[1]], uncertain=True)
        return [digit, digit], match.end()
    for pattern, kind in ((_LABELS, Kind.LABEL), (_FILLERS, Kind.PAUSE)):
        if match := pattern.match(text, place):
            return [Token(kind)], match.end()
    if letters := _letters(text, place):
        return letters, place + len(letters)
    if match := QUANTITY.match(text, place):
        return _quantity(text, match), match.end()
    return [_single(char)], place + 1


def _letters(text: str, place: int) -> list[Token]:
    """Letters beside a digit that stand for digits, or one that stands for nobody knows what."""
    match = _LATIN.match(text, place)
    before = text[:place]
    if not match or _LATIN.fullmatch(before[-1:]):
        return []
    beside = {before.rstrip(" ")[-1:], text[match.end() :].lstrip(" ")[:1]}
    if not beside & DIGITS.keys():
        return []
    if all(letter in _LETTERS for letter in match[0]):
        return [Token(Kind.DIGIT, _LETTERS[letter], uncertain=True) for letter in match[0]]
    touching = {before[-1:], text[match.end() : match.end() + 1]} & DIGITS.keys()
    return [Token(Kind.MEASURE, "?")] if touching and len(match[0]) == 1 else []


def _single(char: str) -> Token:
    if char in DIGITS:
        return Token(Kind.DIGIT, DIGITS[char])
    if char in PAUSES:
        return Token(Kind.PAUSE)
    if char in _MEASURES:
        return Token(Kind.MEASURE)
    # 么 is how 幺 is often written; its own sound is another.
    sound = "yao" if char == "么" else next(iter(lazy_pinyin(char)), "").lower()
    if sound in SOUNDS:
        return Token(Kind.SOUND, SOUNDS[sound], uncertain=True)
    return Token(Kind.WORD)


def _quantity(text: str, match: re.Match[str]) -> list[Token]:
    """The digits of a quantity spoken in full (三百二十一), each uncertain.

    Cut ones (三百二: 320 or 302?) and a lone 十 (ten, or a four misheard) are not read.
    """
    spoken, after = match[0], text[match.end() : match.end() + 1]
    cut = spoken[-1] in "百千" and after in DIGITS
    if spoken == "十" or cut or after in ("百", "千", "万", "亿"):
        return [Token(Kind.MEASURE, "?")]
    return [Token(Kind.DIGIT, digit, uncertain=True) for digit in str(quantity(spoken))]


def runs(tokens: list[Token]) -> Iterator[list[Token]]:
    """Stretches of digits with at most one foreign character at a time between them."""
    run: list[Token] = []
    gap: list[Token] = []
    for token in tokens:
        if not token.digits:
            gap.append(token)
            continue
        if run and _apart(gap):
            yield run + gap[:1]
            run = []
        run += [*gap, token] if run else [token]
        gap = []
    if run:
        # What follows at once may be a unit, which says what kind of number this is.
        yield run + gap[:1]


def _apart(gap: list[Token]) -> bool:
    """Whether two stretches with `gap` between them are different numbers."""
    kinds = [token.kind for token in gap]
    return Kind.LABEL in kinds or len(kinds) - kinds.count(Kind.PAUSE) >= 2
