"""One transcript of a short answer, from the main engine's words and the heads' judgement.

Where both agree or one hears nothing, the answer is taken; where they contradict each other, it is left
so unsure that the dialogue asks again. Nothing but a sound the engine wrote nothing sensible for is ever
written anew: what a caller said beside the answer stays.
"""

from dataclasses import replace

from speech.answers.head import Likely
from speech.answers.kinds import Kind
from speech.asr.recognizer import Alternative, Hint, Transcript
from speech.entities.yesno import parse_yes_no

WRITTEN = {
    Kind.YES: "是的", Kind.NO: "不", Kind.FIRST: "第一个", Kind.SECOND: "第二个", Kind.THIRD: "第三个",
    Kind.FOURTH: "第四个", Kind.NONE: "都不是", Kind.REPEAT: "再说一遍", Kind.PERSON: "转人工",
    Kind.UNKNOWN: "不知道",
}  # fmt: skip
"""How each kind is written where the main engine did not hear it."""
CHOICES = (Kind.FIRST, Kind.SECOND, Kind.THIRD, Kind.FOURTH, Kind.NONE)
"""Kinds that are answers only where something was offered."""
SURE = {Kind.YES: 0.9, Kind.NO: 0.8}
"""Probability from which a kind is heard without the main engine; for the others `_SURE_OF_OTHERS`."""
_SURE_OF_OTHERS = 0.9
CONTRADICTED = 0.1
"""Probability below which the heads deny what the main engine heard."""
DOUBT = 0.2
"""Confidence of an answer on which both disagree: below what any dialogue takes."""
_WORDS = 0.6
"""Confidence of the main engine from which other words than an answer stand."""


def fused(main: Transcript, likely: Likely, hint: Hint) -> Transcript:
    """What both make of one utterance."""
    if not likely:
        return main
    kind, sure = heard(likely, hint)
    said = parse_yes_no(main.text)
    if said is not None:
        return _agreed(main, said, kind, likely)
    if kind in WRITTEN and sure and (not main.text or main.confidence < _WORDS):
        return _written(main, kind, likely[kind])
    return main


def heard(likely: Likely, hint: Hint) -> tuple[Kind, bool]:
    """The likeliest kind, and whether it is sure enough to stand alone."""
    kind = max(likely, key=lambda k: likely[k])
    possible = hint is Hint.PHRASES or kind not in CHOICES
    return kind, possible and likely[kind] >= SURE.get(kind, _SURE_OF_OTHERS)


def _agreed(main: Transcript, said: bool, kind: Kind, likely: Likely) -> Transcript:
    """A yes or no of the main engine, as sure as the heads leave it."""
    mine = likely[Kind.YES if said else Kind.NO]
    if mine < CONTRADICTED:
        return replace(main, confidence=min(main.confidence, DOUBT))
    return replace(main, confidence=max(main.confidence, mine))


def _written(main: Transcript, kind: Kind, sure: float) -> Transcript:
    others = [Alternative(main.text, main.confidence)] if main.text else []
    return replace(
        main,
        text=WRITTEN[kind],
        confidence=sure,
        alternatives=(*others, *main.alternatives),
        words=(),
    )
