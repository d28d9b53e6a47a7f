"""What was heard of one answer, as the dialogue takes it."""

from collections.abc import Sequence

from ivr.dialog.acts import Said
from kb.contract import Reading
from speech.asr.recognizer import Transcript


def joined(transcripts: Sequence[Transcript | None]) -> Said:
    """All utterances of an answer as one; None is one that could not be recognised.

    Only a lone utterance has alternatives.
    """
    spoken = [t for t in transcripts if t and t.text]
    lone = transcripts[0] if len(transcripts) == 1 else None
    return Said(
        text="，".join(t.text for t in spoken),
        confidence=min((t.confidence for t in spoken), default=0.0),
        alternatives=tuple(Reading(a.text, a.confidence) for a in lone.alternatives)
        if lone
        else (),
    )
