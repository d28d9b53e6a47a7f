"""What callers say beside the matter, at an open question: no illness of the hint is heard in it.

The recordings are by Kokoro, in a woman's and a man's voice at natural pace.
"""

from pathlib import Path

import pytest

from ivr.telephony.answer import joined
from kb.content.library import Library
from kb.contract import Decision
from kb.engine import Knowledge
from speech.asr.recognizer import Expectation, Hint, Recognizer, transcribe
from speech.audio.telephone import pcm_to_ulaw, read_wav, ulaw_to_pcm

pytestmark = pytest.mark.heavy

FILLERS = sorted(Path(__file__).with_name("audio").glob("fillers/*.wav"))
_ABOUT_THE_CALL = "nav."
"""听不清 and 什么 ask for it again, 谢谢 may end the call."""


@pytest.fixture(scope="module")
def knowledge(library: Library) -> Knowledge:
    return Knowledge(library)


def test_there_are_fillers():
    assert len(FILLERS) == 22


@pytest.mark.parametrize("filler", FILLERS, ids=lambda path: path.stem)
def test_no_illness_is_heard_in_it(knowledge: Knowledge, whisper: Recognizer, filler: Path) -> None:
    line = ulaw_to_pcm(pcm_to_ulaw(bytes(4800) + read_wav(filler) + bytes(8000)))
    heard = transcribe(whisper, line, Expectation(Hint.OPEN, knowledge.likely))
    if not heard.text:
        return
    found = knowledge.explain(list(joined([heard]).readings))
    best = found.reasons[0].meaning
    answered = found.understanding.decision is Decision.ANSWER
    assert not best.illness
    assert not answered or best.topic.startswith(_ABOUT_THE_CALL)
