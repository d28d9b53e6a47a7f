"""Speech while there are lines, then keys, then a call-back: nobody waits in silence."""

import threading
import uuid
from concurrent.futures import Future

import pytest
from sqlalchemy import select

from ivr.capacity import draining
from ivr.capacity.admission import Admission, CallSlots, Route
from ivr.capacity.decoder_load import DecoderLoad
from models.call import Callback
from tests.ivr.web.test_webhooks import action, said, verbs
from tests.support.hotlines import CALLER, RunningHotline, ScriptedRecognizer


@pytest.fixture(scope="module")
def small_hotline(tmp_path_factory: pytest.TempPathFactory) -> RunningHotline:
    """One line for speech, one call by keys."""
    folder = tmp_path_factory.mktemp("small")
    return RunningHotline(folder, ScriptedRecognizer(), speech_calls=1, keypad_calls=1)


@pytest.fixture
def full_hotline(small_hotline: RunningHotline):
    """A hotline whose only speech line and only keypad call are taken."""
    services = small_hotline.services
    assert services.slots.acquire()
    services.admission.mark_keypad("somebody")
    yield small_hotline
    services.admission.release("somebody")
    services.slots.release()


@pytest.fixture
def going_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process was told to stop."""
    flag = threading.Event()
    flag.set()
    monkeypatch.setattr(draining, "_draining", flag)


def new_sid() -> str:
    return "CA" + uuid.uuid4().hex


def upgrade(hotline: RunningHotline):
    """What Twilio sends to open a stream; unsigned requests are refused before."""
    from twilio.request_validator import RequestValidator

    from tests.support.hotlines import ORIGIN, TOKEN

    url = ORIGIN.replace("http", "ws", 1) + "/voice/stream"
    headers = {
        "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, {}),
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    return hotline.client.get("/voice/stream", headers=headers)


def call_back(hotline: RunningHotline, sid: str) -> Callback | None:
    with hotline.services.sessions() as session:
        return session.scalar(select(Callback).where(Callback.call_sid == sid))


def test_the_first_caller_speaks_the_second_presses_keys_the_third_is_offered_a_call_back(
    small_hotline, sid
):
    services = small_hotline.services
    assert verbs(small_hotline.post("/voice/incoming", sid)) == ["Connect", "Redirect"]
    assert services.slots.acquire()  # the stream begins
    second = new_sid()
    assert "现在不能用语音" in said(small_hotline.post("/voice/incoming", second))
    third = new_sid()
    answer = small_hotline.post("/voice/incoming", third)
    assert "接不过来" in said(answer)
    answer = small_hotline.post(action(answer), third, Digits="1")
    assert "回电号码记下了" in said(answer)
    assert verbs(answer) == ["Say", "Hangup"]
    promised = call_back(small_hotline, third)
    assert (promised.phone, promised.reason) == (CALLER, "crowded")
    assert small_hotline.call(third).outcome == "message_left"
    services.slots.release()
    small_hotline.post("/voice/status", second, CallStatus="completed")
    assert services.admission.keypad_calls == 0


def test_a_caller_who_waits_is_told_again_and_served_as_soon_as_a_line_is_free(full_hotline, sid):
    offered = full_hotline.post("/voice/incoming", sid)
    still = full_hotline.post(action(offered), sid)
    assert "还是很忙" in said(still)
    full_hotline.services.slots.release()
    assert verbs(full_hotline.post(action(still), sid)) == ["Connect", "Redirect"]
    assert full_hotline.services.slots.acquire()


def test_a_caller_with_a_hidden_number_keys_one_in(full_hotline, sid):
    offered = full_hotline.post("/voice/incoming", sid, From="")
    asked = full_hotline.post(action(offered), sid, Digits="1", From="")
    assert "输入回电号码" in said(asked)
    again = full_hotline.post(action(asked), sid, Digits="12", From="")
    assert "输入回电号码" in said(again)
    assert call_back(full_hotline, sid) is None
    kept = full_hotline.post(action(again), sid, Digits="13912345678", From="")
    assert "记下了" in said(kept)
    assert call_back(full_hotline, sid).phone == "13912345678"


def test_asking_twice_for_a_call_back_is_one_promise(full_hotline, sid):
    offered = full_hotline.post("/voice/incoming", sid)
    for _ in range(2):
        assert "记下了" in said(full_hotline.post(action(offered), sid, Digits="1"))
    with full_hotline.services.sessions() as session:
        assert len(session.scalars(select(Callback).where(Callback.call_sid == sid)).all()) == 1


def test_a_call_under_way_is_never_queued(small_hotline, sid):
    menu = small_hotline.post("/voice/incoming", sid)
    services = small_hotline.services
    assert verbs(menu)[0] == "Connect"
    assert services.slots.acquire()
    services.admission.mark_keypad("somebody")
    try:
        # Twilio asks again, or asks the fallback address: the call has begun.
        assert verbs(small_hotline.post("/voice/incoming", sid))[-1] == "Gather"
        assert "按1" in said(small_hotline.post("/voice/resume?after=1", sid))
    finally:
        services.slots.release()
        services.admission.release("somebody")


def test_a_full_server_refuses_a_stream_before_it_opens(full_hotline):
    answer = upgrade(full_hotline)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_a_server_going_down_refuses_streams_but_answers_webhooks(small_hotline, sid, going_down):
    assert upgrade(small_hotline).status_code == 503
    assert verbs(small_hotline.post("/voice/incoming", sid))[-1] == "Gather"
    assert small_hotline.client.get("/health").get_json()["draining"] is True


def test_where_other_servers_share_the_calls_speech_is_tried_there(going_down):
    decoders = DecoderLoad()
    options = {"has_speech": True, "at_once": 1, "keypad_calls": 9}
    alone = Admission(CallSlots(4), decoders, other_servers=False, **options)
    one_of_two = Admission(CallSlots(4), decoders, other_servers=True, **options)
    assert (alone.route(), one_of_two.route()) == (Route.KEYPAD, Route.SPEECH)
    assert not one_of_two.takes_stream()


def slow_server(now: list[float]) -> tuple[CallSlots, DecoderLoad, Admission]:
    """Four lines on a machine with one core, with a clock of its own."""
    slots, decoders = CallSlots(4), DecoderLoad(clock=lambda: now[0])
    options = {"has_speech": True, "at_once": 1, "keypad_calls": 1, "other_servers": False}
    return slots, decoders, Admission(slots, decoders, **options)


def test_nobody_else_gets_speech_while_the_recogniser_is_behind():
    now = [0.0]
    slots, decoders, admission = slow_server(now)
    assert slots.acquire()
    slow: Future = Future()
    decoders.watch(slow)
    assert admission.route() is Route.SPEECH
    now[0] = 2.0
    assert admission.route() is Route.KEYPAD
    slow.set_result(None)
    assert decoders.delay() == 2.0, "an utterance that took long is remembered a while"
    now[0] = 60.0
    assert admission.route() is Route.SPEECH


def test_on_a_slow_machine_the_only_caller_speaks():
    now = [0.0]
    slots, decoders, admission = slow_server(now)
    decoders.watch(Future())
    now[0] = 2.0
    assert admission.route() is Route.SPEECH, (
        "a caller who comes back, say, from an unanswered hand-over"
    )
    assert slots.acquire()
    assert admission.route() is Route.KEYPAD


def test_a_call_by_keys_that_is_not_heard_of_for_long_is_over():
    now = [0.0]
    admission = Admission(
        CallSlots(0),
        DecoderLoad(),
        has_speech=False,
        at_once=1,
        keypad_calls=1,
        other_servers=False,
        clock=lambda: now[0],
    )
    admission.mark_keypad("one")
    assert admission.route() is Route.OVERFLOW
    now[0] = 91.0
    assert admission.route() is Route.KEYPAD
