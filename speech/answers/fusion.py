"""One transcript of a short answer, from the main engine's words and the heads' judgement.

What both hear is taken. Where they contradict each other, the answer is left so unsure that the dialogue
asks again. What the engine could not make out is written by heads that are sure; its own words stay as
another reading, so that danger is still looked for in them. Sentences are the engine's alone.
"""

from dataclasses import replace

from speech.answers.head import Likely
from speech.answers.kinds import Kind
from speech.asr.recognizer import Alternative, Hint, Transcript
from speech.entities.text import bare
from speech.entities.yesno import parse_yes_no

WRITTEN = {
    Kind.YES: "是的", Kind.NO: "不", Kind.FIRST: "第一个", Kind.SECOND: "第二个", Kind.THIRD: "第三个",
    Kind.FOURTH: "第四个", Kind.NONE: "都不是", Kind.REPEAT: "再说一遍", Kind.PERSON: "转人工",
    Kind.UNKNOWN: "不知道",
}  # fmt: skip
"""How each kind is written where the main engine did not hear it."""
CHOICES = (Kind.FIRST, Kind.SECOND, Kind.THIRD, Kind.FOURTH, Kind.NONE)
_WISHES = (Kind.REPEAT, Kind.PERSON, Kind.UNKNOWN)
_POSSIBLE = {
    Hint.YES_NO: (Kind.YES, Kind.NO, *_WISHES),
    Hint.PHRASES: (*CHOICES, *_WISHES),
}
"""What the heads may write: a choice only where something was offered."""
SURE = 0.97
"""Probability from which a kind is heard without the main engine. At 0.9 a 对的 was taken for a no."""
CONTRADICTED = {Kind.YES: 0.2, Kind.NO: 0.1}
"""Probability below which the heads deny what the main engine heard. A no taken for a yes is worst."""
_LIKELIER = 0.5
"""Probability of the opposite from which they deny it, too."""
_PLAIN = 0.8
"""Confidence of the main engine, in more than two characters, that only the opposite or silence denies: 没问题的."""
DOUBT = 0.2
"""Confidence of an answer on which both disagree: below what any dialogue takes."""
_SHORT = 6
"""Characters; the heads know short answers only, and have no say in a sentence."""
_WORDS = 0.6
"""Confidence of the main engine from which other words than an answer stand."""


def fused(main: Transcript, likely: Likely, hint: Hint) -> Transcript:
    """What both make of one utterance."""
    if not likely or len(bare(main.text)) > _SHORT:
        return main
    said = parse_yes_no(main.text)
    if said is not None:
        if hint is not Hint.YES_NO:
            return main
        return _agreed(main, likely, *((Kind.YES, Kind.NO) if said else (Kind.NO, Kind.YES)))
    kind = max(likely, key=lambda k: likely[k])
    unheard = not main.text or main.confidence < _WORDS
    if unheard and kind in _POSSIBLE[hint] and likely[kind] >= SURE:
        return _written(main, kind, likely[kind])
    return main


def _agreed(main: Transcript, likely: Likely, said: Kind, opposite: Kind) -> Transcript:
    """A yes or no of the main engine, as sure as the heads leave it."""
    plain = main.confidence >= _PLAIN and len(bare(main.text)) > 2
    doubted = likely[said] < CONTRADICTED[said] and not plain
    if doubted or max(likely[opposite], likely[Kind.SILENCE]) > _LIKELIER:
        return replace(main, confidence=min(main.confidence, DOUBT))
    return replace(main, confidence=max(main.confidence, likely[said]))


def _written(main: Transcript, kind: Kind, sure: float) -> Transcript:
    others = [Alternative(main.text, main.confidence)] if main.text else []
    return replace(
        main,
        text=WRITTEN[kind],
        confidence=sure,
        alternatives=(*others, *main.alternatives),
        words=(),
    )
