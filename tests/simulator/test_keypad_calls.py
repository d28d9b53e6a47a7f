"""Calls that never leave TwiML."""

import threading

import pytest
import requests
from flask import Response

from simulator import Dial, DialOutcome, WebhookTrouble
from simulator.audio import AudioError, read_sound, tone, write_wav

pytestmark = pytest.mark.natural_speed

MENU = '<Gather {}><Say language="cmn-CN">请按键</Say></Gather><Say>end</Say>'
BEHIND_THE_BEEP = ("wait_quiet", {"pause": 0.6})
"""Steps of a caller who speaks to a `<Record>` behind a `<Say>`.

What is said while the document is still being fetched would be lost, so they begin at what is heard.
"""


def test_the_first_webhook_carries_what_twilio_sends(hotline):
    hotline.routes["/voice/incoming"] = "<Hangup/>"
    result = hotline.call(extra_params={"Unknown": "x"})
    form = hotline.forms("/voice/incoming")[0]
    assert form["CallSid"] == result.call_sid
    assert form["CallStatus"] == "ringing"
    assert {"AccountSid", "From", "To", "Direction", "ApiVersion", "Unknown"} <= set(form)
    assert hotline.requests[0].headers["I-Twilio-Idempotency-Token"]
    assert (result.ended_by, result.twiml_verbs) == ("server", ["Hangup"])
    assert all(request.signed for request in hotline.requests)


def test_status_callbacks_in_order_with_the_duration(hotline):
    hotline.routes["/voice/incoming"] = "<Say>hello</Say>"
    result = hotline.call()
    assert hotline.statuses() == ["initiated", "ringing", "in-progress", "completed"]
    seconds = str(max(1, round(result.seconds)))
    assert hotline.forms("/voice/status")[-1]["CallDuration"] == seconds


def test_status_callbacks_late_and_missing(hotline):
    hotline.routes["/voice/incoming"] = "<Say>hello</Say>"
    trouble = WebhookTrouble(status_out_of_order=True, status_missing=frozenset({"ringing"}))
    hotline.call(trouble=trouble)
    assert hotline.statuses() == ["initiated", "completed", "in-progress"]


@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished_on"),
    [
        ('numDigits="2"', "123", "12", ""),
        ('timeout="9"', "39#", "39", "#"),
        ('finishOnKey="*" timeout="9"', "3#*", "3#", "*"),
        ('finishOnKey="" numDigits="2"', "3#", "3#", ""),
        ('timeout="1"', "7", "7", ""),
        ('numDigits="1" method="GET"', "5", "5", ""),
    ],
)
def test_gather_submits(hotline, attributes, keys, digits, finished_on):
    hotline.routes["/voice/incoming"] = MENU.format(f'action="/keys" {attributes}')
    hotline.routes["/keys"] = "<Hangup/>"
    result = hotline.call({"keys": keys, "gap": 0.1})
    form = hotline.forms("/keys")[0]
    assert (form["Digits"], form["FinishedOnKey"]) == (digits, finished_on)
    assert form["CallStatus"] == "in-progress"
    assert result.twiml_verbs == ["Gather", "Hangup"]
    assert all(request.signed for request in hotline.requests)


@pytest.mark.parametrize("keys", ["", "#"])
def test_an_empty_gather_falls_through(hotline, keys):
    hotline.routes["/voice/incoming"] = MENU.format('action="/keys" timeout="1"')
    result = hotline.call(*([{"keys": keys}] if keys else []))
    assert result.twiml_verbs == ["Gather", "Say"]
    assert not hotline.forms("/keys")


def test_an_empty_gather_is_submitted_where_wanted(hotline):
    attributes = 'action="/keys" timeout="1" actionOnEmptyResult="true"'
    hotline.routes["/voice/incoming"] = MENU.format(attributes)
    hotline.call()
    assert [form["Digits"] for form in hotline.forms("/keys")] == [""]


def test_gather_without_action_asks_the_same_document_again(hotline):
    answers = iter([MENU.format('numDigits="1"'), "<Hangup/>"])
    hotline.routes["/voice/incoming"] = lambda form: next(answers)
    hotline.call({"keys": "8"})
    assert [form.get("Digits") for form in hotline.forms("/voice/incoming")] == [None, "8"]


def test_the_time_limit_of_gather_starts_after_its_prompts(hotline):
    prompt = f'<Say language="zh">{"长" * 60}</Say>'
    hotline.routes["/voice/incoming"] = f'<Gather timeout="1">{prompt}</Gather>'
    assert hotline.call().seconds > 2.1


def test_a_key_stops_the_prompt(hotline, tmp_path):
    prompt = f'<Say language="zh">{"长" * 2000}</Say>'
    hotline.routes["/voice/incoming"] = f'<Gather numDigits="1" action="/keys">{prompt}</Gather>'
    hotline.routes["/keys"] = "<Say>yes</Say>"
    result = hotline.call({"keys": "1", "during_prompt": True, "after": 0.2}, out_dir=tmp_path)
    heard = read_sound(tmp_path / f"{result.call_sid}-heard.wav")
    assert len(heard) < 35 * 8000, "all of the prompt would be 40 s"
    assert [barge["how"] for barge in result.barge_ins] == ["stopped"]
    assert [reply["act"] for reply in result.latencies] == ["1"]


def test_captions_of_say_can_be_expected(hotline):
    hotline.routes["/voice/incoming"] = MENU.format('timeout="2"')
    result = hotline.call({"expect": "按."}, {"expect": "糖尿病", "within": 0.5}, "hangup")
    assert result.failures == ["not heard: 糖尿病 within 0.5 s"]
    assert result.captions[0] == {"who": "hotline", "text": "请按键"}
    assert (result.ended_by, result.ok) == ("caller", False)


def test_a_caller_may_answer_what_is_asked_before_what_is_expected(hotline):
    asks = ["<Say>第三位，是一，还是七？</Say>", "<Say>会员号是三</Say>", "<Say>出生日期</Say>"]
    gather = '<Gather numDigits="1" action="/voice/incoming" timeout="2">{}</Gather>'
    answers = iter(gather.format(ask.replace("<Say>", '<Say language="zh">')) for ask in asks)
    hotline.routes["/voice/incoming"] = lambda form: next(answers)
    asked = {"第三位": "7", "会员号是": "2"}
    result = hotline.call({"expect": "出生", "asked": asked, "within": 60}, "hangup")
    assert result.ok, result.failures
    keyed = [form.get("Digits") for form in hotline.forms("/voice/incoming")]
    assert keyed == [None, "7", "2"]


def test_chinese_needs_a_chinese_voice(hotline):
    hotline.routes["/voice/incoming"] = "<Say>你好</Say>"
    assert [error["code"] for error in hotline.call().protocol_errors] == [13520]


def test_play_is_fetched_and_heard(hotline, tmp_path):
    write_wav(tmp_path / "clip.wav", tone(700, 0.5))
    clip = Response((tmp_path / "clip.wav").read_bytes(), content_type="audio/x-wav")
    hotline.routes["/clip.wav"] = lambda form: clip
    hotline.routes["/voice/incoming"] = "<Play>/clip.wav</Play><Play>/lost.wav</Play>"
    result = hotline.call(out_dir=tmp_path)
    assert tone(700, 0.5) in read_sound(tmp_path / f"{result.call_sid}-heard.wav")
    assert [error["code"] for error in result.protocol_errors] == [12400]


def test_record_tells_action_and_callback_and_keeps_the_file(hotline, speech):
    fetched = []

    def ready(form):
        credentials = (form["AccountSid"], "12345")
        fetched.append(requests.get(form["RecordingUrl"], timeout=30).status_code)
        fetched.append(requests.get(form["RecordingUrl"] + ".wav", auth=credentials, timeout=30))
        return ""

    hotline.routes["/ready"] = ready
    hotline.routes["/voice/incoming"] = (
        "<Say>tell</Say>"
        '<Record action="/recorded" recordingStatusCallback="/ready" finishOnKey="#"/><Say>x</Say>'
    )
    steps = (*BEHIND_THE_BEEP, {"say": str(speech), "wait": False}, {"keys": "#", "wait": False})
    result = hotline.call(*steps, serve_recordings=True, recording_delay=0.1)
    form = hotline.forms("/recorded")[0]
    assert (form["Digits"], form["RecordingDuration"]) == ("#", "1")
    assert form["RecordingSid"] == result.recordings[0]["sid"]
    assert hotline.forms("/ready")[0]["RecordingStatus"] == "completed"
    assert fetched[0] == 401
    assert tone(500, 0.5) in read_sound(fetched[1].content)
    assert result.twiml_verbs == ["Say", "Record"]


def test_an_empty_recording_falls_through(hotline):
    hotline.routes["/voice/incoming"] = '<Record action="/recorded" timeout="1"/><Say>x</Say>'
    assert hotline.call().twiml_verbs == ["Record", "Say"]
    assert not hotline.forms("/recorded")


def test_hanging_up_ends_a_recording(hotline, speech):
    hotline.routes["/voice/incoming"] = '<Say>tell</Say><Record action="/recorded"/>'
    result = hotline.call(*BEHIND_THE_BEEP, {"say": str(speech), "wait": False}, "hangup")
    form = hotline.forms("/recorded")[0]
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    assert result.ended_by == "caller"


@pytest.mark.parametrize(
    ("outcome", "status", "bridged"),
    [
        (DialOutcome.ANSWERED, "completed", "true"),
        (DialOutcome.NO_ANSWER, "no-answer", "false"),
        (DialOutcome.BUSY, "busy", "false"),
        (DialOutcome.FAILED, "failed", "false"),
    ],
)
def test_dial(hotline, outcome, status, bridged):
    hotline.routes["/voice/incoming"] = '<Dial action="/dialled"><Number>+8621</Number></Dial>'
    result = hotline.call(dials=[Dial(outcome, ring=0.2, talk=0.3)])
    form = hotline.forms("/dialled")[0]
    assert (form["DialCallStatus"], form["DialBridged"]) == (status, bridged)
    assert ("DialCallDuration" in form) == (bridged == "true")
    assert [(x["to"], x["status"]) for x in result.dials] == [("+8621", status)]


def test_nobody_answers_after_the_timeout(hotline):
    hotline.routes["/voice/incoming"] = '<Dial timeout="1"><Number>1</Number></Dial><Say>x</Say>'
    result = hotline.call(dials=[Dial(DialOutcome.ANSWERED, ring=5)])
    assert [x["status"] for x in result.dials] == ["no-answer"]
    assert result.twiml_verbs == ["Dial", "Say"]


def test_redirect_is_relative_to_the_document(hotline):
    hotline.routes["/voice/incoming"] = "<Redirect>next?step=2</Redirect><Say>unreachable</Say>"
    hotline.routes["/voice/next"] = "<Hangup/>"
    assert hotline.call().twiml_verbs == ["Redirect", "Hangup"]
    assert all(request.signed for request in hotline.requests)


def test_reject(hotline):
    hotline.routes["/voice/incoming"] = '<Reject reason="busy"/>'
    assert hotline.call().ended_by == "rejected"
    assert hotline.statuses() == ["initiated", "ringing", "busy"]


def test_a_failed_webhook_goes_to_the_fallback(hotline):
    hotline.routes["/voice/incoming"] = (500, "")
    hotline.routes["/sorry"] = "<Say>sorry</Say>"
    result = hotline.call(fallback_path="/sorry")
    form = hotline.forms("/sorry")[0]
    assert form["ErrorCode"] == "11200"
    assert form["ErrorUrl"] == "https://hotline.example/voice/incoming"
    assert result.twiml_verbs == ["Say"]


def test_a_failed_webhook_without_fallback_ends_the_call(hotline):
    hotline.routes["/voice/incoming"] = (404, "")
    assert hotline.call().ended_by == "error"
    assert hotline.statuses()[-1] == "failed"


def test_a_slow_webhook_is_given_up(hotline):
    given_up = threading.Event()

    def slow(form):
        given_up.wait(10)  # the simulator gives up after 15 where nobody tells it otherwise
        return ""

    hotline.routes["/voice/incoming"] = slow
    result = hotline.call(webhook_timeout=0.3)
    given_up.set()
    assert result.end_reason == "11200: no answer in 0.3 s"


def test_nobody_listens_at_the_address(hotline):
    hotline.url = "http://127.0.0.1:9"
    result = hotline.call()
    assert result.ended_by == "error"
    assert result.events[1]["kind"] == "webhook_retry"


def test_duplicate_webhooks_share_their_token_and_the_second_answer_counts(hotline):
    answers = iter(["<Say>one</Say>", "<Say>two</Say>"])
    hotline.routes["/voice/incoming"] = lambda form: next(answers)
    result = hotline.call(trouble=WebhookTrouble(duplicate=True), status_path=None)
    tokens = {request.headers["I-Twilio-Idempotency-Token"] for request in hotline.requests}
    assert (len(hotline.requests), len(tokens)) == (2, 1)
    assert result.captions == [{"who": "hotline", "text": "two"}]
    assert "duplicate_differs" in [event["kind"] for event in result.events]


def test_the_caller_gives_up_in_the_end(hotline):
    hotline.routes["/voice/incoming"] = '<Pause length="60"/>'
    result = hotline.call(max_seconds=0.5)
    assert result.ended_by == "timeout"
    assert hotline.statuses()[-1] == "completed"


def test_steps_not_reached_are_a_failure(hotline):
    hotline.routes["/voice/incoming"] = "<Hangup/>"
    result = hotline.call({"keys": "1"}, {"keys": "2"})
    assert result.failures == ["the call ended with 2 steps not done"]


def test_a_missing_sound_file_is_told_before_the_call(hotline):
    with pytest.raises(AudioError, match=r"missing\.wav"):
        hotline.call({"say": "missing.wav"})
    assert not hotline.requests
