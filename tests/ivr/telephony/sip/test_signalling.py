"""How a call begins, changes and ends over SIP, with everything that goes wrong on the way."""

import re
import threading

import pytest

from ivr.capacity import draining
from ivr.telephony.sip import door as door_module
from simulator.sip import RefusedError
from tests.support.sip import PATIENCE, OpenDoor, over, until


def refused(phone, sdp: str = "", headers=()) -> int:
    with pytest.raises(RefusedError) as refusal:
        phone.calls(sdp, headers)
    return refusal.value.status


def test_a_call_is_answered_with_a_law_first_and_ends_when_the_caller_hangs_up(door, phone):
    answered = phone.calls(phone.offer(laws=("PCMU", "PCMA")))
    assert phone.audio.payload_type == 8, "A-law, though mu-law was offered first"
    assert "a=ptime:20" in answered.body
    line = door.line()
    assert (line.facts.caller, line.facts.called) == (
        "sip:13800001234@127.0.0.1",
        "sip:12351@127.0.0.1",
    )
    assert line.facts.call == phone.agent.name
    assert phone.agent.bye().status == 200
    assert over(line)


def test_mu_law_alone_is_spoken_too(door, phone):
    phone.calls(phone.offer(laws=("PCMU",)))
    assert phone.audio.payload_type == 0
    door.line().hang_up()


def test_we_hang_up_and_say_so_again_until_it_is_heard(door):
    # A machine that stops between a BYE and its answer sees one more of them.
    assert any(hung_up_on(door) == 2 for _ in range(5))


def hung_up_on(door) -> int:
    """How many BYEs come to a caller who answers the second."""
    with door.phone() as phone:
        phone.calls()
        door.line().hang_up()
        first = phone.agent.asked("BYE")
        again = phone.agent.asked("BYE")
        assert again.header("CSeq") == first.header("CSeq")
        phone.agent.respond(again, 200)
        try:
            phone.agent.asked("BYE", within=1.5)
        except TimeoutError:
            return 2
        return 3


@pytest.mark.parametrize(
    ("what", "sdp"),
    [
        ("an unknown codec", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
         "m=audio 4000 RTP/AVP 18\r\na=rtpmap:18 G729/8000\r\n"),
        ("video alone", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
         "m=video 4000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"),
        ("audio switched off", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
         "m=audio 0 RTP/AVP 8\r\n"),
        ("encrypted audio alone", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
         "m=audio 4000 UDP/TLS/RTP/SAVPF 8\r\n"),
        ("no address", "v=0\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"),
    ],
)  # fmt: skip
def test_an_offer_with_nothing_in_common_is_refused_as_such(phone, what, sdp):
    assert refused(phone, sdp) == 488, what


@pytest.mark.parametrize("sdp", ["m=audio x RTP/AVP 8\r\n", "v=x\r\n", "m=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/x\r\n"])  # fmt: skip
def test_what_is_no_sdp_is_a_bad_request(phone, sdp):
    assert refused(phone, sdp) == 400


def test_no_room_to_wait_is_busy_and_going_down_is_unavailable(door, phone, monkeypatch):
    door.takes_caller = False
    assert refused(phone) == 486
    door.takes_caller = True
    monkeypatch.setattr(draining, "draining", lambda: True)
    with door.phone() as another:
        assert refused(another) == 503
        another.agent.send(another.agent.request("OPTIONS"))
        assert another.agent.final(method="OPTIONS").status == 503, (
            "whoever sends calls goes elsewhere"
        )
    monkeypatch.undo()
    phone.calls()
    door.line().hang_up()


def test_a_handler_that_fails_leaves_nobody_waiting(door, phone, monkeypatch):
    async def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(door_module.MediaSession, "open", fails)
    assert refused(phone) == 500
    monkeypatch.undo()
    with door.phone() as another:
        another.calls()
        door.line().hang_up()


def test_no_port_for_audio_is_unavailable(phone, monkeypatch, door):
    async def full(*_: object) -> None:
        raise RuntimeError("No available port pair in range")

    monkeypatch.setattr(door_module.MediaSession, "open", full)
    assert refused(phone) == 503


def test_a_call_taken_back_before_it_is_answered_is_over(door, phone, monkeypatch):
    slow = door_module.MediaSession.open
    taken_back, opened = threading.Event(), threading.Event()

    async def later(*given: object) -> object:
        while not taken_back.is_set():
            await door_module.asyncio.sleep(0.02)
        media = await slow(*given)
        opened.set()
        return media

    monkeypatch.setattr(door_module.MediaSession, "open", later)
    phone.agent.invite(phone.offer())
    phone.agent.expect(lambda m: m.status == 100)
    phone.agent.cancel()
    assert phone.agent.final(method="CANCEL").status == 200
    ended = phone.agent.final()
    assert ended.status == 487
    phone.agent.ack(ended)
    taken_back.set()
    assert opened.wait(PATIENCE)
    until(lambda: door.door.calls == 0)
    until(lambda: door.door._ports._allocated == set())


def test_taking_back_a_call_that_is_answered_changes_nothing(door, phone):
    phone.calls()
    line = door.line()
    phone.agent.cancel()
    assert phone.agent.final(method="CANCEL").status == 200
    assert not over(line, within=1.0)
    assert phone.agent.bye().status == 200
    assert over(line)


def test_hanging_up_at_once_is_no_different(door, phone):
    phone.calls()
    assert phone.agent.bye().status == 200
    assert over(door.line())


def test_a_repeated_invite_gets_the_same_answer_and_makes_no_second_call(door, phone):
    invite = phone.agent.invite(phone.offer())
    phone.agent.send(invite)
    first = phone.agent.final()
    phone.agent.send(invite)
    again = phone.agent.final()
    assert again.header("To") == first.header("To")
    phone.agent.ack(first)
    phone.agent.send(invite)
    assert phone.agent.final().status == 200, "after it was acknowledged, too"
    line = door.line()
    assert not over(line, within=1.0)
    assert phone.agent.bye().status == 200
    assert over(line)
    assert door._lines.empty()


def test_a_repeated_bye_is_answered_again(door, phone):
    phone.calls()
    door.line()
    bye = phone.agent.request("BYE")
    for _ in range(2):
        phone.agent.send(bye)
        assert phone.agent.final(method="BYE").status == 200


def test_another_call_with_the_same_call_id_is_refused_and_disturbs_nobody(door, phone):
    phone.calls()
    line = door.line()
    with door.phone() as another:
        another.agent.call_id = phone.agent.call_id
        assert refused(another) == 482
    assert not over(line, within=1.0)
    assert phone.agent.bye().status == 200


def test_a_call_id_may_come_again_once_its_call_is_over(door, phone):
    phone.calls()
    first = door.line()
    phone.agent.bye()
    assert over(first)
    until(lambda: door.door.calls == 0)
    with door.phone() as another:
        another.agent.call_id = phone.agent.call_id
        another.calls()
        second = door.line()
        assert second.facts.call != first.facts.call
        another.agent.bye()


def test_a_request_of_a_call_nobody_knows_is_told_so(phone):
    phone.agent.to_tag = "nobody"
    for method in ("BYE", "INVITE", "UPDATE", "NOTIFY"):
        phone.agent.send(phone.agent.request(method))
        answer = phone.agent.final(method=method)
        assert answer.status == 481
        assert len(re.findall("tag=", answer.header("To"))) == 1
    assert refused(phone) in (400, 481)


def test_pings_are_answered(phone):
    phone.agent.send(phone.agent.request("OPTIONS"))
    answer = phone.agent.final(method="OPTIONS")
    assert answer.status == 200
    assert "INVITE" in answer.header("Allow")


def test_a_method_we_do_not_know_is_told_so(phone):
    phone.agent.send(phone.agent.request("SUBSCRIBE"))
    assert phone.agent.final(method="SUBSCRIBE").status == 405


def test_the_way_a_call_came_is_told_so_that_all_of_it_goes_that_way(door, phone):
    proxies = [
        ("Record-Route", "<sip:127.0.0.1:5071;lr>"),
        ("Record-Route", "<sip:127.0.0.1:5072;lr>"),
    ]
    answered = phone.calls(headers=proxies)
    assert answered.all("Record-Route") == [value for _, value in proxies]
    door.line().hang_up()
    assert phone.agent.asked("BYE").all("Route") == [value for _, value in proxies]


def test_a_caller_named_by_a_tel_address_is_named_so_in_our_own_requests(door, phone):
    phone.agent.from_ = "<tel:+8613800001234>"
    phone.calls()
    line = door.line()
    assert line.facts.caller == "tel:+8613800001234"
    line.hang_up()
    assert phone.agent.asked("BYE").header("To").startswith("<tel:+8613800001234>")


def test_an_answer_nobody_acknowledges_ends_the_call(door, phone, monkeypatch):
    from aiosipua import incoming_call

    monkeypatch.setattr(incoming_call._timers, "TIMER_H", 1.0)
    phone.agent.invite(phone.offer())
    phone.agent.final()
    phone.agent.final(), "it is repeated meanwhile"
    line = door.line()
    assert over(line)
    assert phone.agent.asked("BYE")


def test_a_far_end_that_knows_session_timers_gets_them_and_one_that_does_not_is_left_alone(
    door, phone
):
    knows = [("Supported", "timer"), ("Session-Expires", "600;refresher=uac")]
    answered = phone.calls(headers=knows)
    assert answered.header("Session-Expires") == "600;refresher=uac"
    assert answered.header("Require") == "timer"
    door.line().hang_up()
    with door.phone() as simple:
        assert simple.calls().header("Session-Expires") == ""
        door.line().hang_up()


def test_too_short_a_session_timer_is_told_the_shortest(phone):
    assert refused(phone, headers=[("Supported", "timer"), ("Session-Expires", "30")]) == 422


def test_a_far_end_that_has_gone_quiet_is_let_go(door, phone, monkeypatch):
    from aiosipua import session_timer

    monkeypatch.setattr(session_timer, "watchdog_delay", lambda interval: 0.5)
    phone.calls(headers=[("Supported", "timer"), ("Session-Expires", "600;refresher=uac")])
    line = door.line()
    assert phone.agent.asked("BYE")
    assert over(line)


def test_header_lines_without_end_are_no_message(door: OpenDoor, phone):
    huge = phone.agent.request("OPTIONS", headers=[("X-Much", "x" * 20_000)])
    phone.agent.send(huge)
    with pytest.raises(TimeoutError):
        phone.agent.final(method="OPTIONS", within=0.5)
    many = phone.agent.request("OPTIONS", headers=[("X-More", "x")] * 400)
    phone.agent.send(many)
    with pytest.raises(TimeoutError):
        phone.agent.final(method="OPTIONS", within=0.5)
    phone.agent.send(phone.agent.request("OPTIONS"))
    assert phone.agent.final(method="OPTIONS").status == 200
