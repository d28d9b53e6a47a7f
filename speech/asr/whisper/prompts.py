"""What Whisper is told before it listens: a sentence of the kind to come, with likely words.

Prompts are in simplified characters, so what Whisper writes is too, mostly.
"""

from collections.abc import Iterable

from speech.asr.recognizer import Expectation, Hint

MAX_CHARACTERS = 80
"""A longer prompt costs more time than it saves errors."""
FREE = (Hint.OPEN, Hint.STORY)
"""Where anything may be said."""
_QUESTIONS = "咨询电话：生了病能赔吗？怎么理赔？要什么材料？会员卡？工伤事故？"
_OPENINGS = {
    Hint.OPEN: _QUESTIONS,
    Hint.STORY: _QUESTIONS,
    Hint.DIGITS: "一串数字：三九零，四七七，八零四六。",
    Hint.DATE: "二零二五年三月五号。去年十月一号。这个月十二号。昨天上午。上周五。",
    Hint.YES_NO: "是的。不是。对的。不对。好的。不用了。",
    Hint.PHRASES: "请选择：",
}


def prompt_for(expectation: Expectation) -> str:
    """The prompt for an utterance nothing is known about yet.

    Where anything may be said it names no illnesses: a list of them takes half as long again, and Whisper
    writes them where others were said. Where a choice is offered: the first phrases that fit.
    """
    opening = _OPENINGS[expectation.hint]
    if expectation.hint in FREE:
        return opening
    return opening + "、".join(_fitting(expectation.phrases))


def prompt_of(phrases: Iterable[str]) -> str:
    """The prompt for an utterance that sounds like these phrases."""
    return "，".join(phrases)


def _fitting(phrases: Iterable[str]) -> list[str]:
    room = MAX_CHARACTERS
    fitting = []
    for phrase in phrases:
        room -= len(phrase) + 1
        if room < 0:
            break
        fitting.append(phrase)
    return fitting
