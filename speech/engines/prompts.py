"""What Whisper is told before it listens: a sentence of the kind to come, with likely words."""

from speech.recognizer import Expectation, Hint

_OPENINGS = {
    Hint.OPEN: "以下是普通话的咨询电话。",
    Hint.STORY: "以下是普通话的咨询电话。",
    Hint.DIGITS: "以下是一串数字。",
    Hint.DATE: "以下是一个日期，比如二零二五年三月五号。",
    Hint.YES_NO: "是的。不是。对的。不对。好的。不用了。",
    Hint.PHRASES: "以下是普通话的咨询电话。",
}


def prompt_for(expectation: Expectation) -> str:
    """The prompt for one utterance. It is written in simplified characters, so the answer is too."""
    return _OPENINGS[expectation.hint] + "、".join(expectation.phrases)
