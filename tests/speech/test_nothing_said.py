"""What is on the line besides people, through the ear and the real recogniser: nothing is heard."""

import pytest

from speech.answers import load as answers_load
from speech.answers.with_answers import WithAnswers
from speech.asr.recognizer import Expectation, Hint, Recognizer
from speech.audio.telephone import pcm_to_ulaw, ulaw_to_pcm
from speech.digits import load
from speech.digits.digit_fusion_recognizer import WithDigits
from speech.ear import Ear, SpeechEnded
from tests.support.engines import WEIGHTS
from tests.support.line_sounds import SOUNDS, music

pytestmark = pytest.mark.heavy

LINE = {**SOUNDS, **{f"music {seed}": music(seed) for seed in (2, 3, 9)}}
PHRASES = {Hint.OPEN: ("恶性肿瘤", "心梗", "脑中风后遗症"), Hint.PHRASES: ("会员卡", "转人工")}


@pytest.fixture(scope="module")
def recognizer(whisper: Recognizer) -> Recognizer:
    answers = answers_load.load(WEIGHTS)
    main = WithAnswers(whisper, answers) if answers else whisper
    digits = load.load(WEIGHTS, 1)
    return WithDigits(main, digits) if digits else main


@pytest.mark.parametrize("sound", LINE)
@pytest.mark.parametrize("hint", list(Hint))
def test_nothing_is_answered(recognizer: Recognizer, hint: Hint, sound: str) -> None:
    ear = Ear(recognizer)
    ear.expect(Expectation(hint, PHRASES.get(hint, ())))
    line = ulaw_to_pcm(pcm_to_ulaw(LINE[sound] + bytes(48000)))
    events = [event for at in range(0, len(line), 320) for event in ear.feed(line[at : at + 320])]
    spoken = [event.utterance for event in events if isinstance(event, SpeechEnded)]
    assert [utterance.transcribe().result().text for utterance in spoken] in ([], [""])
