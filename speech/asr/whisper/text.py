"""What Whisper writes, made fit to use: simplified characters, and nothing it made up.

On noise Whisper writes what often stood under silence in its training (subtitle credits), repeats
itself, or echoes its prompt.
"""

import re
import zlib
from functools import cache
from itertools import pairwise

import opencc

MAX_COMPRESSION = 2.4
"""Bytes of text per compressed byte above which it repeats itself."""
MAX_CHARACTERS_PER_SECOND = 14
"""Nobody speaks faster, so the rest is made up."""
MAX_LEAKED = 3
"""Characters of a piece of the prompt; a longer one was hardly written by chance."""
LEAKED = 0.5
"""Confidence from which a piece of the prompt was said after all: people shorten names."""
_CREDITS = re.compile(
    "字幕|请不吝|点赞|订阅|明镜|点点栏目|谢谢观看|感谢观看|谢谢大家|志愿者|Amara|独播剧场|YoYo|"
    "词曲|作曲|编曲|未经许可|下集|小编|www\\.",
    re.IGNORECASE,
)
_RUNAWAY = re.compile(r"(.{1,12}?)\1{5,}")
_SPACES = re.compile(r"(?<=[\u3400-\u9fff，。？！、]) +(?=[\u3400-\u9fff])")

_TWICE = re.compile(r"^(\D{4,}?)[，。,]?\1$")
"""A sentence said twice."""
_THRICE = re.compile(r"^(\w{2,8}?)(?:[，。,、 ]?\1){2,}[，。,、]?$")
"""A word three times or more; so often that nobody says it, it is left for `made_up`."""
_MOST_REPEATED = 5
_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十幺洞OEl\W_]+")
"""What repeats itself in a number was said."""
_OUTSIDE_WORDS = re.compile(r"[\W_]+")


def simplified(text: str) -> str:
    """Mainland characters, without spaces between them, broken ones or a comma at the end."""
    whole = _converter().convert(text.replace("\ufffd", ""))
    return _once(_SPACES.sub("", whole).strip(" ，、,"))


def _once(text: str) -> str:
    """What Whisper repeats of itself, once: that tells as much."""
    if _NUMBER.fullmatch(text):
        return text
    thrice = _THRICE.match(text)
    if thrice and text.count(thrice[1]) <= _MOST_REPEATED:
        return thrice[1]
    return text if thrice else _TWICE.sub(r"\1", text)


def made_up(text: str, prompt: str, seconds: float) -> bool:
    """Whether `text` (simplified) is no reading of `seconds` of speech."""
    raw = text.encode()
    return bool(
        _CREDITS.search(text)
        or _RUNAWAY.search(text)
        or len(raw) > MAX_COMPRESSION * len(zlib.compress(raw))
        or len(text) > 4 + MAX_CHARACTERS_PER_SECOND * seconds
        or _echoes(text, prompt)
        or _headed(text, prompt)
    )


def _headed(text: str, prompt: str) -> bool:
    """Whether it begins with the prompt's heading (一串数字：), as over music."""
    heading, colon, _ = prompt.partition("：")
    return bool(colon) and text.replace(":", "：").startswith(heading + colon)


def _echoes(text: str, prompt: str) -> bool:
    """Whether it runs through several phrases of the prompt.

    One of them may have been said, and two questions in a row: 怎么理赔，要什么材料.
    """
    said, told = _OUTSIDE_WORDS.sub("", text), _OUTSIDE_WORDS.sub("", prompt)
    asked = [_OUTSIDE_WORDS.sub("", question) for question in prompt.split("？")]
    may_be_said = [*_OUTSIDE_WORDS.split(prompt), *map("".join, pairwise(asked))]
    return said in told and not any(said in phrase for phrase in may_be_said)


def leaked(text: str, prompt: str, confidence: float) -> bool:
    """Whether a weak reading is a piece of a word of the prompt (遗症 of 后遗症) that nobody said.

    On short sounds (嗯, 喂) Whisper writes what it was told to expect.
    """
    if "？" in prompt:
        return False  # a question's common words may each be asked by themselves: 理赔
    said = _OUTSIDE_WORDS.sub("", text)
    phrases = [phrase for phrase in _OUTSIDE_WORDS.split(prompt) if phrase]
    piece = said not in phrases and any(said in phrase for phrase in phrases)
    return bool(said) and piece and len(said) <= MAX_LEAKED and confidence < LEAKED


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")
