"""Calls by keys alone over a line of ours, in virtual time: keys, recordings, a message."""

import pytest

from demo import AUDIO
from ivr.dialog.acts import Ask, Dialled, Keyed, Said
from ivr.dialog.conversation import Conversation
from ivr.telephony import keypad
from ivr.telephony.session import SessionEnd
from models.call import Callback
from speech.audio.telephone import read_wav
from tests.support.line import Line

STORY = read_wav(AUDIO / "034.wav")


class Call:
    def __init__(self, hotline, sid: str) -> None:
        self.hotline, self.sid = hotline, sid
        self.services = hotline.services
        self.services.calls.announce(sid, "+8613800001234", "12351")
        self.begin()

    def begin(self) -> None:
        self.session = self.services.streams.open_by_keys(
            self.sid, self.services.admission.mark_keypad
        )
        self.line = Line(self.session)

    @property
    def conversation(self) -> Conversation:
        return self.services.conversations.open(self.sid)

    @property
    def asked(self) -> str:
        then = self.conversation.turn.then
        return then.prompt if isinstance(then, Ask) else type(then).__name__

    def is_not_answered_by_a_person(self) -> None:
        """What a line that hands nobody over leads to."""
        self.line.listens()
        assert self.session.end is SessionEnd.HAND_OFF
        self.services.streams.close(self.sid, self.session)
        self.conversation.receive(Dialled(answered=False))
        self.begin()

    def asks_to_be_called_back(self) -> None:
        """0 for a person, nobody is there, and the number shown will do."""
        self.line.presses("0")
        self.is_not_answered_by_a_person()
        assert self.asked == "callback.same"
        self.line.presses("1")
        assert self.asked == "person.message"


@pytest.fixture
def call(keypad_hotline, sid):
    call = Call(keypad_hotline, sid)
    yield call
    call.services.streams.close(sid, call.session)
    call.services.admission.release(sid)


def test_a_caller_without_speech_is_told_so_and_finds_the_way_by_keys(call):
    # Not by their number: calls of other tests, never hung up, end in the same moment now and then.
    assert call.sid in call.services.admission._by_keys
    call.line.presses("21")
    assert call.asked == "menu.aspects"
    assert call.hotline.acts(call.sid) == ["Keyed", "Keyed"]
    assert call.hotline.call(call.sid).streams == 0


def test_a_long_number_is_one_answer(call):
    call.line.presses("3")
    call.line.presses("7921742180")
    assert call.asked == "number.confirm"
    assert isinstance(call.conversation.last_act, Keyed)


def test_what_is_said_where_keys_are_asked_for_is_not_heard(call):
    call.line.speaks(STORY)
    assert call.line.cleared_at == []
    call.line.waits(2)
    assert call.hotline.acts(call.sid) == []


def test_silence_is_asked_about_as_in_any_call(call):
    call.line.listens()
    call.line.waits(8)
    assert call.hotline.acts(call.sid) == ["Silent"]


def test_a_message_is_recorded_behind_a_beep_and_kept(call):
    call.asks_to_be_called_back()
    call.line.listens()
    call.line.speaks(STORY)
    call.line.presses("#")
    said = [call.conversation.last_act]
    assert isinstance(said[0], Said)
    kept = call.services.recordings.read(said[0].recording)
    assert len(kept) > len(STORY) * 0.6
    with call.services.sessions() as session:
        assert session.get(Callback, call.sid).recording == said[0].recording


def test_a_message_also_ends_by_itself(call):
    call.asks_to_be_called_back()
    call.line.listens()
    call.line.speaks(STORY)
    call.line.waits(4)
    assert isinstance(call.conversation.last_act, Said)


def test_a_hash_before_a_word_is_a_key_like_any_other(call):
    call.asks_to_be_called_back()
    call.line.listens()
    call.line.presses("#")
    assert isinstance(call.conversation.last_act, Keyed)


def test_who_refused_to_be_recorded_is_not(call):
    call.services.recordings.refuse(call.sid)
    call.asks_to_be_called_back()
    call.line.listens()
    call.line.speaks(STORY)
    call.line.waits(3)
    assert call.services.recordings.of(call.sid) == []
    assert call.asked == "person.message", "keys alone answer it"


def test_how_to_record_is_said_where_it_can_be():
    ask = Ask("person.message", record=True)
    assert [part.prompt for part in keypad.spoken(ask, refused=False)] == [
        "person.message",
        "recording.by_key",
    ]
    assert [part.prompt for part in keypad.spoken(ask, refused=True)] == ["recording.none"]
    plain = Ask("menu.main")
    assert keypad.spoken(plain, refused=True) == [plain]
