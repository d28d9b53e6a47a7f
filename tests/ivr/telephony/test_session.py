"""Calls over a media stream: real voice activity detection on real audio, words as scripted."""

from dataclasses import replace

import pytest

from demo import AUDIO
from ivr.dialog.acts import Ask
from ivr.telephony.session import SessionEnd
from speech.asr.futures import done
from speech.asr.recognizer import Hint
from speech.audio.telephone import read_wav
from tests.support.hotlines import ScriptedStream
from tests.support.line import SECONDS_PER_FRAME, Line

QUESTION = read_wav(AUDIO / "034.wav")
SHORT = read_wav(AUDIO / "yes.wav")


class Call:
    """One call to the hotline with speech."""

    def __init__(self, hotline, sid: str) -> None:
        self.hotline, self.sid = hotline, sid
        hotline.post("/voice/incoming", sid)
        hotline.services.recognizer.texts.clear()
        self.session = hotline.services.streams.open(sid)
        self.line = Line(self.session)

    @property
    def asked(self) -> str:
        then = self.hotline.services.conversations.open(self.sid).turn.then
        return then.prompt if isinstance(then, Ask) else type(then).__name__

    @property
    def acts(self) -> list[str]:
        return self.hotline.acts(self.sid)

    def says(self, text: str, pcm: bytes = QUESTION) -> None:
        """Speak, then be silent for as long as an answer takes."""
        self.hotline.services.recognizer.texts.append(text)
        self.line.speaks(pcm)
        self.line.waits(1.5)


@pytest.fixture
def call(speech_hotline, sid):
    call = Call(speech_hotline, sid)
    yield call
    speech_hotline.services.streams.close(sid, call.session)
    assert speech_hotline.services.slots.busy == 0


def test_a_question_is_heard_and_answered(call):
    call.line.listens()
    call.says("大病理赔要准备什么材料")
    assert call.acts == ["Said"]
    call.line.listens()
    assert call.asked in ("menu.more", "answer.more")


@pytest.fixture
def looked_up(call, monkeypatch) -> list[str]:
    """What is looked up ahead, of utterances heard as 糖尿病赔 half a second in."""
    feed = ScriptedStream.feed

    def heard_so_far(stream: ScriptedStream, pcm: bytes) -> str:
        feed(stream, pcm)
        return "糖尿病赔" if stream._bytes > 16000 else ""

    ahead: list[str] = []
    monkeypatch.setattr(ScriptedStream, "feed", heard_so_far)
    monkeypatch.setattr(call.session, "_foresee", ahead.append)
    return ahead


def test_a_question_is_looked_up_while_it_is_still_being_said(call, looked_up):
    call.line.speaks(QUESTION)
    assert looked_up == ["糖尿病赔"]
    assert call.acts == []


def test_looking_ahead_does_not_count_as_recognising(call, looked_up, monkeypatch):
    """Admission goes by how long the recogniser's work takes; look-ups of a moment would hide it."""
    decoded: list[object] = []
    monkeypatch.setattr(call.session._decoders, "watch", decoded.append)
    call.line.speaks(QUESTION)
    assert looked_up == ["糖尿病赔"]
    assert decoded == []


def test_who_watches_reads_the_words_while_they_are_said(call, looked_up):
    lines: list[dict] = []
    with call.hotline.services.captions.read_by(call.sid, lines.append):
        call.says("糖尿病赔不赔")
    heard = [line for line in lines if line["kind"] in ("hearing", "caller")]
    assert [line["text"] for line in heard] == ["糖尿病赔", "糖尿病赔不赔"]


def test_a_number_is_not_looked_up_as_a_question(call, looked_up):
    call.line.presses("3")
    call.says("七九二")
    assert call.asked == "member.number"
    assert looked_up == []


def test_speech_stops_the_prompt_within_two_frames_of_being_noticed(call, monkeypatch):
    noticed: list[float] = []
    feed = call.session._ear.feed

    def watching(pcm: bytes):
        events = feed(pcm)
        if events and not noticed:
            noticed.append(call.line.now)
        return events

    monkeypatch.setattr(call.session._ear, "feed", watching)
    call.line.waits(1.0)
    assert call.session.talking
    call.says("糖尿病赔不赔")
    assert call.line.cleared_at[0] - noticed[0] <= 2 * SECONDS_PER_FRAME
    assert call.acts == ["Said"]


def test_a_key_stops_the_prompt_at_once_and_nothing_old_is_played_afterwards(call):
    call.line.waits(1.0)
    before = call.line.now
    call.line.presses("2")
    assert call.line.cleared_at == [before]
    assert call.asked == "menu.claims"


def test_a_cough_does_not_end_the_prompt_for_good(call):
    call.line.waits(1.0)
    call.says("", SHORT)  # heard as nothing
    assert call.acts == []
    assert call.session.talking  # the greeting starts again
    call.line.listens()
    assert call.asked == "menu.main"


@pytest.mark.parametrize("word", ["嗯", "好的", "知道了", ""])
def test_an_answer_goes_on_after_a_word_that_only_shows_that_somebody_listens(call, word):
    call.line.listens()
    call.says("心梗赔不赔")
    call.line.waits(1.0)
    asked = call.acts
    call.says(word, SHORT)
    assert call.line.cleared_at, "the caller is not talked over"
    assert call.acts == asked, "it is no answer, and no failure"
    assert call.session.talking
    call.line.listens()
    assert call.asked == "sms.offer" or call.asked.startswith(("menu", "answer"))


@pytest.mark.parametrize("word", ["救命", "转人工", "不对"])
def test_a_faint_word_over_an_answer_is_no_noise(call, word, monkeypatch):
    """Whatever is so short and faint may be a cry for help."""
    call.line.listens()
    call.says("心梗赔不赔")
    call.line.waits(1.0)
    finish = ScriptedStream.finish

    def faint(stream: ScriptedStream):
        return done(replace(finish(stream).result(), confidence=0.2))

    monkeypatch.setattr(ScriptedStream, "finish", faint)
    call.says(word, SHORT)
    assert call.acts == ["Said", "Said"]


def test_a_question_in_the_middle_of_an_answer_is_taken(call):
    call.line.listens()
    call.says("心梗赔不赔")
    call.line.waits(1.0)
    call.says("转人工", SHORT)
    assert call.acts == ["Said", "Said"]


def test_the_same_word_is_an_answer_once_the_question_is_out(call):
    call.line.listens()
    call.line.presses("3")
    call.says("七九二一七四二一八零")
    call.line.listens()
    assert call.asked == "number.confirm"
    call.says("嗯", SHORT)
    assert call.asked == "member.birth"


def test_keys_pressed_before_the_question_is_out_are_not_lost(call):
    call.line.presses("3")
    call.line.presses("7921742180")
    assert call.asked == "number.confirm"


def test_number_birth_date_and_status_by_keys(call):
    call.line.presses("37921742180")
    call.line.presses("1")
    call.line.presses("19750812")
    call.line.listens()
    assert call.asked in ("menu.more", "member.birth")  # no members in this hotline


def test_an_unfinished_number_counts_after_a_pause(call):
    call.line.presses("3")
    call.line.presses("792")
    call.line.waits(5.0)
    assert call.acts == ["Keyed", "Keyed"]
    assert call.asked == "member.number"


def test_silence_is_asked_about_only_after_the_prompt_has_been_heard(call):
    call.line.listens(most=120)
    assert call.acts == []
    call.line.waits(7.5)
    assert call.acts == ["Silent"]


def test_mumbling_three_times_leads_to_a_person(call):
    call.line.listens()
    for _ in range(3):
        call.says("嗯嗯啊啊")
        call.line.listens()
    assert call.session.end is SessionEnd.HAND_OFF


def test_good_bye_is_heard_to_its_end(call):
    call.line.listens()
    call.says("没有别的问题了，再见")
    assert call.session.end is None  # still talking
    call.line.listens()
    assert call.session.end is SessionEnd.HANG_UP
    assert call.line.buffered == 0


def test_a_caller_who_hangs_up_in_mid_story_is_still_on_record(call):
    call.line.presses("4")
    call.line.listens()
    assert call.asked == "notice.reporter"
    call.hotline.services.recognizer.texts.append("我姓王")
    call.line.speaks(QUESTION[: len(QUESTION) // 2])
    call.line.hangs_up()
    assert call.acts[-1] == "Said"


def test_the_recogniser_is_told_what_kind_of_answer_to_expect(call):
    call.line.presses("3")
    call.line.listens()
    call.says("七九二幺七四二幺八零")
    assert call.hotline.services.recognizer.expectations[-1].hint is Hint.DIGITS


def test_a_second_stream_of_the_same_call_begins_with_a_word_about_the_break(speech_hotline, sid):
    services = speech_hotline.services
    speech_hotline.post("/voice/incoming", sid)
    first = services.streams.open(sid)
    services.streams.close(sid, first)
    services.voice._synthesizer.texts.clear()
    second = services.streams.open(sid)
    Line(second).listens()
    services.streams.close(sid, second)
    assert any("线路断了一下" in text for text in _spoken(services))


def _spoken(services) -> list[str]:
    return services.voice._synthesizer.texts
