"""What callers say beside the matter, at an open question: no illness of the hint is heard in it."""

import pytest

from ivr.telephony.answer import joined
from kb.content.library import Library
from kb.contract import Decision
from kb.engine import Knowledge
from speech.asr.recognizer import Expectation, Hint, Recognizer, transcribe
from speech.audio.telephone import pcm_to_ulaw, ulaw_to_pcm
from speech.tts import choose as voices
from speech.tts.synthesizer import Synthesizer
from tests.support.engines import WEIGHTS, installed

pytestmark = pytest.mark.heavy

FILLERS = ("嗯", "嗯嗯", "哦", "喂", "喂你好", "对", "好的", "谢谢", "等一下", "什么", "听不清")
_ABOUT_THE_CALL = "nav."
"""听不清 and 什么 ask for it again, 谢谢 may end the call."""


@pytest.fixture(scope="module")
def knowledge(library: Library) -> Knowledge:
    return Knowledge(library)


@pytest.fixture(scope="module", params=["zf_xiaobei", "zm_yunxi"])
def caller(request: pytest.FixtureRequest) -> Synthesizer:
    return installed(lambda: voices.load("kokoro", WEIGHTS, request.param, speed=1.0))


@pytest.mark.parametrize("filler", FILLERS)
def test_no_illness_is_heard_in_it(
    knowledge: Knowledge, whisper: Recognizer, caller: Synthesizer, filler: str
) -> None:
    line = ulaw_to_pcm(pcm_to_ulaw(bytes(4800) + caller.synthesize(filler) + bytes(8000)))
    heard = transcribe(whisper, line, Expectation(Hint.OPEN, knowledge.likely))
    if not heard.text:
        return
    found = knowledge.explain(list(joined([heard]).readings))
    best = found.reasons[0].meaning
    assert not best.illness
    assert found.decision is not Decision.ANSWER or best.topic.startswith(_ABOUT_THE_CALL)
