"""Who may call over SIP, how often, and as whom."""

import pytest
from aiosipua.message import SipMessage

from ivr.config import networks
from ivr.telephony.sip import digest, identity
from simulator.sip import RefusedError
from tests.support.sip import PATIENCE, OpenDoor

PASSWORD = "kX9-trunk-7731"


def invite(*headers: str) -> object:
    lines = ["INVITE sip:12351@127.0.0.1 SIP/2.0", "To: <sip:12351@x>", *headers]
    return SipMessage.parse("\r\n".join([*lines, "", ""]))


@pytest.mark.parametrize(
    ("headers", "asserted", "from_"),
    [
        (['From: "王" <sip:13800001234@10.0.0.1;user=phone>;tag=1'], "sip:13800001234@10.0.0.1;user=phone", None),
        (["From: <sip:anonymous@anonymous.invalid>;tag=1", "P-Asserted-Identity: <tel:+8613800001234>"],
         "tel:+8613800001234", "sip:anonymous@anonymous.invalid"),
        (["From: sip:02150000000@x;tag=1", "P-Asserted-Identity: <sip:+862150000001@x>, <tel:+862150000001>"],
         "sip:+862150000001@x", "sip:02150000000@x"),
        (["From: <sip:13800001234@x>;tag=1", "Privacy: id"], "", ""),
        (["From: <sip:13800001234@x>;tag=1", "Privacy: user;id"], "", ""),
        (["From: <sip:13800001234@x>;tag=1", "Privacy: header", "P-Asserted-Identity: <tel:+8613800001234>"], "", ""),
        (["From: <sip:13800001234@x>;tag=1", "Privacy: none"], "sip:13800001234@x", None),
        (['From: "<sip:999@y>" <sip:13800001234@x>;tag=1'], "sip:13800001234@x", None),
    ],
)  # fmt: skip
def test_a_caller_is_who_the_trunk_says_and_nobody_where_it_is_withheld(headers, asserted, from_):
    assert identity.caller(invite(*headers), "asserted") == asserted
    assert identity.caller(invite(*headers), "from") == (asserted if from_ is None else from_)


def test_only_trunks_may_call_and_a_stranger_is_told_so_a_few_times(capsys):
    with OpenDoor(trunks=networks.parse("127.0.0.3")) as door:
        assert [turned_away(door, PATIENCE) for _ in range(10)] == [403] * 10
        assert [turned_away(door, 0.5) for _ in range(2)] == [0, 0]
        with door.phone(host="127.0.0.3") as ours:
            ours.calls()
            door.line().hang_up()


def turned_away(door: OpenDoor, within: float) -> int:
    """What a stranger is told, who asks once; 0 for nothing."""
    with door.phone() as stranger:
        stranger.agent.invite(stranger.offer())
        try:
            return stranger.agent.final(within).status
        except TimeoutError:
            return 0


def test_who_knows_the_password_may_call_from_anywhere_and_nobody_else():
    with OpenDoor(trunks=(), user="trunk", password=PASSWORD) as door:
        with door.phone() as unknown:
            with pytest.raises(RefusedError) as refusal:
                unknown.calls()
            assert refusal.value.status == 401
        with door.phone(user="trunk", password="wrong") as wrong:
            with pytest.raises(RefusedError) as refusal:
                wrong.calls()
            assert refusal.value.status == 401
        with door.phone(user="trunk", password=PASSWORD) as ours:
            ours.calls()
            line = door.line()
            assert ours.agent.bye().status == 200
            assert line.ended.wait(PATIENCE)


def test_a_proof_that_was_overheard_is_good_for_a_minute_at_most():
    now = [1000.0]
    checks = digest.Digest("trunk", PASSWORD, clock=lambda: now[0])
    nonce = checks.challenge("10.0.0.7").split('nonce="')[1].split('"')[0]
    assert checks._fresh(nonce, "10.0.0.7")
    assert not checks._fresh(nonce, "10.0.0.8"), "and from one host alone"
    now[0] += 61
    assert not checks._fresh(nonce, "10.0.0.7")
    for forged in (nonce.replace("1000", "1050"), "", "²." + nonce, nonce + "é"):
        assert not checks._fresh(forged, "10.0.0.7")


def test_a_trunk_that_begins_calls_without_end_is_told_to_wait():
    with OpenDoor(calls_a_minute=3) as door:
        statuses = []
        for _ in range(5):
            with door.phone() as phone:
                try:
                    phone.calls()
                    door.line().hang_up()
                    statuses.append(200)
                except RefusedError as error:
                    statuses.append(error.status)
        assert statuses == [200, 200, 200, 503, 503]


def test_a_flood_from_one_address_leaves_the_others_their_calls():
    with OpenDoor() as door:
        with door.phone(host="127.0.0.9") as flooding:
            for _ in range(1500):
                flooding.agent.send(flooding.agent.request("OPTIONS"))
        with door.phone() as phone:
            phone.calls()
            door.line().hang_up()


def test_a_second_process_takes_the_next_port_and_a_third_waits_for_one():
    with OpenDoor(ports=2) as first, OpenDoor(port=first.door.port, ports=2) as second:
        assert second.door.port == first.door.port + 1
        third = OpenDoor(port=first.door.port, ports=2)
        assert third.door.port == 0
        second.door.stop()
        third.door.open()
        assert third.door.port == first.door.port + 1
        third.door.stop()
