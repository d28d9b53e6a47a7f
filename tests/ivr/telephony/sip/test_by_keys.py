"""Calls over SIP where speech is not to be had: keys, recordings, a message for who calls back."""

from collections.abc import Iterator

import pytest

from demo import AUDIO
from ivr.dialog.acts import Ask, Said
from ivr.dialog.log_format import act_from_json
from models.call import Callback, LogEntry
from speech.audio.telephone import read_wav
from tests.support.sip import SipHotline

pytestmark = pytest.mark.natural_speed

KEY = {"pause": 0.8}


def keys(*answers: str) -> list[object]:
    """Each answer with a breath before it."""
    return [step for keyed in answers for step in (KEY, {"keys": keyed, "wait": False, "gap": 0.1})]


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SipHotline]:
    hotline = SipHotline(tmp_path_factory.mktemp("keys"), None)
    yield hotline
    hotline.door.stop()


def test_a_caller_without_speech_finds_the_way_by_keys(hotline):
    result = hotline.place(*keys("2", "1"), KEY, "hangup")
    assert hotline.acts(result.call_sid) == ["Keyed", "Keyed"]
    assert hotline.asked(result.call_sid) == "menu.aspects"
    assert hotline.call(result.call_sid).engine == ""
    assert hotline.services.admission.keypad_calls == 0


def test_a_long_number_ends_with_its_last_digit_or_a_hash(hotline):
    result = hotline.place(*keys("3", "7921742180"), KEY, "hangup")
    assert hotline.acts(result.call_sid) == ["Keyed", "Keyed"]
    assert hotline.asked(result.call_sid) == "number.confirm"


def test_what_is_said_is_not_taken_for_an_answer(hotline):
    result = hotline.place({"say": "034.wav", "during_prompt": True}, {"pause": 1.5}, "hangup")
    assert hotline.acts(result.call_sid) == []
    assert result.barge_ins == [] or result.barge_ins[0]["seconds"] > 1.0


def test_a_message_is_left_where_nobody_answers_and_kept_to_be_heard(hotline):
    """0 for a person; nobody is there; the same number; a message, ended by #."""
    result = hotline.place(
        *keys("0"),
        {"say": "034.wav"},
        {"pause": 0.3},
        {"keys": "#", "wait": False},
        {"pause": 1.5},
        "hangup",
    )
    sid = result.call_sid
    with hotline.services.sessions() as session:
        promised = session.get(Callback, sid)
        entries = session.query(LogEntry).filter_by(call_sid=sid).order_by(LogEntry.seq).all()
    said = [act_from_json(e.reply) for e in entries if e.reply.get("type") == "Said"]
    assert promised is not None
    assert len(said) == 1
    assert isinstance(said[0], Said)
    assert said[0].recording.startswith(sid)
    kept = hotline.services.recordings.read(said[0].recording)
    assert len(kept) > len(read_wav(AUDIO / "034.wav")) * 0.6
    assert isinstance(hotline.services.conversations.open(sid).turn.then, Ask) is False
