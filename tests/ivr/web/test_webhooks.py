"""Webhooks as Twilio sends them: once, twice, late, forged, and full of nonsense."""

import re
from xml.etree import ElementTree

import pytest

from ivr.dialog.acts import Said
from ivr.dialog.services import member
from tests.support.hotlines import RunningHotline

KEYPAD_MENU = "大病和保障问题请按1"


def verbs(response) -> list[str]:
    assert response.status_code == 200, response.data
    return [element.tag for element in ElementTree.fromstring(response.data)]


def said(response) -> str:
    return "".join(e.text or "" for e in ElementTree.fromstring(response.data).iter("Say"))


def action(response) -> str:
    """Where the answer goes, as a path of ours."""
    gathered = re.search(r'action="https://hotline\.example([^"]+)"', response.text)
    assert gathered, response.text
    return gathered[1].replace("&amp;", "&")


def test_a_call_with_speech_is_connected_to_the_stream_and_comes_back_afterwards(
    speech_hotline, sid
):
    answer = speech_hotline.post("/voice/incoming", sid)
    assert verbs(answer) == ["Connect", "Redirect"]
    assert 'url="wss://hotline.example/voice/stream"' in answer.text
    assert "/voice/resume?after=1" in answer.text


def test_a_call_without_speech_is_greeted_and_offered_the_keys(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    assert verbs(answer) == ["Gather"]  # a key may interrupt whatever is said
    assert "本次通话会录音" in said(answer)
    assert "请您用电话按键来办理" in said(answer)
    assert KEYPAD_MENU in said(answer)


def test_the_same_incoming_webhook_twice_is_one_call_with_the_same_answer(keypad_hotline, sid):
    first, second = (keypad_hotline.post("/voice/incoming", sid) for _ in range(2))
    assert first.data == second.data
    assert keypad_hotline.call(sid).state == "active"


def test_claim_deadline_by_keys_alone(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    for key in "213":
        answer = keypad_hotline.post(action(answer), sid, Digits=key)
    assert "九十天" in said(answer)
    answer = keypad_hotline.post(action(answer), sid, Digits="1")
    assert "以职保会界定为准" in said(answer)
    assert keypad_hotline.acts(sid) == ["Keyed"] * 4


def test_a_hash_behind_a_number_that_needs_none_does_not_lead_to_the_menu(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    answer = keypad_hotline.post(action(answer), sid, Digits="3")
    asked = keypad_hotline.post(action(answer), sid, Digits="7921742180")
    again = keypad_hotline.post(action(asked), sid, Digits="#")
    assert said(again) == said(asked)
    assert "会员号是" in said(again)
    answer = keypad_hotline.post(action(again), sid, Digits="#")
    assert KEYPAD_MENU in said(answer)  # pressed once more, it is meant


def test_nor_does_a_hash_behind_a_date_whose_answer_was_looked_up(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    for keys in ("2", "1", "3", "1", "20261101"):
        answer = keypad_hotline.post(action(answer), sid, Digits=keys)
    assert "二零二六年十一月一日" in said(answer)
    again = keypad_hotline.post(action(answer), sid, Digits="#")
    assert said(again) == said(answer)
    assert "二零二七年一月三十日" in said(keypad_hotline.post(action(again), sid, Digits="1"))


def test_a_key_told_twice_counts_once(keypad_hotline, sid):
    menu = keypad_hotline.post("/voice/incoming", sid)
    first = keypad_hotline.post(action(menu), sid, Digits="2")
    again = keypad_hotline.post(action(menu), sid, Digits="2")
    assert said(first) == said(again)
    assert keypad_hotline.acts(sid) == ["Keyed"]


def test_silence_on_the_keypad_is_asked_again_then_handed_to_a_person(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    for _ in range(2):
        answer = keypad_hotline.post(action(answer), sid)
        assert "没有听到" in said(answer)
    answer = keypad_hotline.post(action(answer), sid)
    assert "没有人工坐席" in said(answer)  # this hotline has no operators: a message is taken
    assert keypad_hotline.acts(sid)[:3] == ["Silent"] * 3


def test_a_message_for_a_call_back_is_recorded_and_kept(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    answer = keypad_hotline.post(action(answer), sid, Digits="0")
    assert "尾号1234" in said(answer).replace("幺", "1").replace("二", "2").replace(
        "三", "3"
    ).replace("四", "4")
    answer = keypad_hotline.post(action(answer), sid, Digits="1")
    assert verbs(answer)[-2:] == ["Record", "Redirect"]
    answer = keypad_hotline.post(action(answer), sid, RecordingUrl="https://api.example/RE1")
    assert "工作人员会给您回电" in said(answer)
    assert verbs(answer)[-1] == "Hangup"


def test_a_person_is_dialled_and_when_nobody_answers_a_message_is_taken(speech_hotline, sid):
    speech_hotline.post("/voice/incoming", sid)
    conversation = speech_hotline.services.conversations.open(sid)
    from ivr.dialog.acts import Keyed

    conversation.receive(Keyed("0"))
    answer = speech_hotline.post("/voice/resume?after=1", sid)
    assert verbs(answer) == ["Dial"]
    assert "+862150000000" in answer.text
    answer = speech_hotline.post(action(answer), sid, DialCallStatus="no-answer")
    assert verbs(answer) == ["Connect", "Redirect"]  # on to the stream, which takes the message
    assert speech_hotline.acts(sid) == ["Keyed", "Dialled"]


def test_on_the_keypad_too_the_caller_is_told_before_a_person_is_dialled(speech_hotline, sid):
    slots = speech_hotline.services.slots
    assert slots.acquire()
    assert slots.acquire()
    try:
        menu = speech_hotline.post("/voice/incoming", sid)
        answer = speech_hotline.post(action(menu), sid, Digits="0")
    finally:
        slots.release()
        slots.release()
    assert verbs(answer) == ["Say", "Dial"]
    assert "转人工" in said(answer)


def test_a_person_who_answers_ends_our_part(speech_hotline, sid):
    from ivr.dialog.acts import Keyed

    speech_hotline.post("/voice/incoming", sid)
    speech_hotline.services.conversations.open(sid).receive(Keyed("0"))
    answer = speech_hotline.post("/voice/resume?after=1", sid)
    answer = speech_hotline.post(action(answer), sid, DialCallStatus="completed")
    assert verbs(answer) == ["Hangup"]
    assert speech_hotline.call(sid).outcome == "handed_off"


def test_a_stream_that_never_began_leaves_the_caller_the_keypad(speech_hotline, sid):
    speech_hotline.post("/voice/incoming", sid)
    answer = speech_hotline.post("/voice/resume?after=1", sid)
    assert verbs(answer)[-1] == "Gather"
    assert KEYPAD_MENU in said(answer)


def test_when_all_lines_for_speech_are_busy_the_next_caller_gets_the_keypad(speech_hotline, sid):
    slots = speech_hotline.services.slots
    assert slots.acquire()
    assert slots.acquire()
    try:
        assert verbs(speech_hotline.post("/voice/incoming", sid))[-1] == "Gather"
    finally:
        slots.release()
        slots.release()


def test_a_hang_up_ends_the_call_once_and_late_webhooks_do_no_harm(keypad_hotline, sid):
    menu = keypad_hotline.post("/voice/incoming", sid)
    for _ in range(2):
        assert keypad_hotline.post("/voice/status", sid, CallStatus="completed").status_code == 204
    assert keypad_hotline.call(sid).outcome == "hung_up"
    assert keypad_hotline.post(action(menu), sid, Digits="2").status_code == 200
    assert keypad_hotline.call(sid).outcome == "hung_up"


def test_an_end_that_is_told_before_the_call_ends_it(keypad_hotline, sid):
    """Of a caller who leaves at once, a carrier may tell the end before the beginning is served."""
    assert keypad_hotline.post("/voice/status", sid, CallStatus="completed").status_code == 204
    assert verbs(keypad_hotline.post("/voice/incoming", sid)) == ["Hangup"]
    assert keypad_hotline.call(sid).outcome == "hung_up"


def test_a_call_we_never_heard_of_starts_from_the_beginning(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/keypad?turn=7", sid, Digits="1")
    assert KEYPAD_MENU in said(answer)
    assert keypad_hotline.acts(sid) == []


@pytest.mark.parametrize("form", [{"CallSid": ""}, {"CallSid": "x' or 1=1"}, {"CallSid": "CA1"}])
def test_a_webhook_without_a_call_is_refused_with_a_reason(keypad_hotline, form):
    answer = keypad_hotline.post("/voice/incoming", form["CallSid"])
    assert answer.status_code == 400
    assert "CallSid" in answer.text


def test_unknown_fields_and_wrong_keys_change_nothing(keypad_hotline, sid):
    menu = keypad_hotline.post("/voice/incoming", sid, Color="blue", Digits="99")
    answer = keypad_hotline.post(action(menu), sid, Digits="8", Nonsense="x" * 2000)
    assert "没有对应的选项" in said(answer)


def test_a_form_that_is_too_large_gets_an_apology_and_not_a_crash(keypad_hotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid, Blob="x" * 100_000)
    assert answer.status_code in (200, 403, 413)
    assert keypad_hotline.call(sid) is None


def test_whatever_breaks_the_caller_hears_a_sentence(keypad_hotline, sid, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(keypad_hotline.services.conversations, "answer", broken)
    answer = keypad_hotline.post("/voice/incoming", sid)
    assert "系统出了点问题" in said(answer)
    assert verbs(answer) == ["Say", "Hangup"]


def test_a_fault_of_the_dialogue_greets_the_caller_anew_and_ends_nothing(
    keypad_hotline, sid, monkeypatch
):
    def broken(_call: object) -> None:
        raise IndexError("boom")

    monkeypatch.setattr(member, "status", broken)
    answer = keypad_hotline.post("/voice/incoming", sid)
    answer = keypad_hotline.post(action(answer), sid, Digits="3")
    assert verbs(answer) == ["Gather"]
    assert KEYPAD_MENU in said(answer)
    for key in "213":
        answer = keypad_hotline.post(action(answer), sid, Digits=key)
    assert "九十天" in said(answer)
    assert keypad_hotline.call(sid).state == "active"


@pytest.mark.parametrize("signature", ["", "AAAA", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="])
def test_a_forged_webhook_is_refused_and_leaves_no_call(keypad_hotline, sid, signature):
    answer = keypad_hotline.client.post(
        "/voice/incoming",
        data={"CallSid": sid},
        headers={"X-Twilio-Signature": signature} if signature else {},
    )
    assert answer.status_code == 403
    assert keypad_hotline.call(sid) is None


def test_a_signature_for_other_parameters_is_refused(keypad_hotline, sid):
    from twilio.request_validator import RequestValidator

    from tests.support.hotlines import ORIGIN, TOKEN

    signature = RequestValidator(TOKEN).compute_signature(
        f"{ORIGIN}/voice/incoming", {"CallSid": sid, "From": "+1"}
    )
    answer = keypad_hotline.client.post(
        "/voice/incoming",
        data={"CallSid": sid, "From": "+2"},
        headers={"X-Twilio-Signature": signature},
    )
    assert answer.status_code == 403


def test_what_a_proxy_claims_about_host_and_scheme_does_not_matter(keypad_hotline, sid):
    from twilio.request_validator import RequestValidator

    from tests.support.hotlines import ORIGIN, TOKEN

    form = {"CallSid": sid}
    signature = RequestValidator(TOKEN).compute_signature(f"{ORIGIN}/voice/incoming", form)
    answer = keypad_hotline.client.post(
        "/voice/incoming",
        data=form,
        headers={
            "X-Twilio-Signature": signature,
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "http",
        },
        base_url="http://10.0.0.7:8000",
    )
    assert answer.status_code == 200


def test_the_upgrade_to_a_websocket_must_be_signed_too(speech_hotline):
    answer = speech_hotline.client.get(
        "/voice/stream",
        headers={
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
        },
    )
    assert answer.status_code == 403


def test_health_says_what_works(keypad_hotline, speech_hotline):
    without = keypad_hotline.client.get("/health").get_json()
    assert without["status"] == "keypad only"
    assert "no recogniser" in without["speech"]
    with_speech = speech_hotline.client.get("/health").get_json()
    assert with_speech["status"] == "ok"
    assert with_speech["engine"] == "scripted"


class KilledError(Exception):
    pass


def test_two_requests_open_a_call_whose_look_up_nobody_finished(keypad_hotline, sid, monkeypatch):
    keypad_hotline.post("/voice/incoming", sid)
    conversations, effects = keypad_hotline.services.conversations, keypad_hotline.services.effects
    look_up, meanwhile = effects.perform, []

    def killed(request, key):
        raise KilledError

    def slow(request, key):
        monkeypatch.setattr(effects, "perform", look_up)
        meanwhile.append(conversations.open(sid))
        return look_up(request, key)

    monkeypatch.setattr(effects, "perform", killed)
    with pytest.raises(KilledError):
        conversations.open(sid).receive(Said("心梗赔不赔", 0.9))
    monkeypatch.setattr(effects, "perform", slow)
    assert conversations.open(sid).turn == meanwhile[0].turn


def test_without_a_token_of_twilio_s_nothing_passes(tmp_path, sid):
    hotline = RunningHotline(tmp_path, None, twilio_auth_token="", sip_port=5060)
    assert hotline.post("/voice/incoming", sid).status_code == 403
