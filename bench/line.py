"""What a caller on a quiet line is heard to say: through the ear, which decides where it ends.

The engine begins to decode in the first pause, as in a call, and not with the whole recording.
"""

import numpy as np

from speech.asr.recognizer import Expectation, Recognizer, Transcript
from speech.audio import LINE_RATE
from speech.audio.telephone import pcm_to_ulaw, to_pcm, ulaw_to_pcm
from speech.ear import Ear, SpeechEnded, Utterance

QUIET_BEFORE, QUIET_BEHIND = 0.5, 2.5
"""Seconds."""
HISS = 0.0003
"""Of full scale: an empty line, about -70 dB."""
_FRAME_BYTES = LINE_RATE // 50 * 2


def listen(recognizer: Recognizer, pcm: bytes, expectation: Expectation) -> list[Transcript]:
    """Each utterance the ear finds in 8 kHz 16-bit mono audio; none if it takes nothing for speech."""
    ear = Ear(recognizer)
    ear.expect(expectation)
    line = _quiet(QUIET_BEFORE) + pcm + _quiet(QUIET_BEHIND)
    found: list[Transcript] = []
    for at in range(0, len(line), _FRAME_BYTES):
        for event in ear.feed(line[at : at + _FRAME_BYTES]):
            if isinstance(event, SpeechEnded):
                found.append(event.utterance.transcribe().result())
    rest: Utterance | None = ear.flush()
    return [*found, rest.transcribe().result()] if rest else found


def _quiet(seconds: float) -> bytes:
    """Noise from a fixed seed: identical in every run."""
    chance = np.random.default_rng(12351)
    samples = chance.normal(0, HISS, round(seconds * LINE_RATE)).astype(np.float32)
    return ulaw_to_pcm(pcm_to_ulaw(to_pcm(samples)))
