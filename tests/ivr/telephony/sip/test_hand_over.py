"""A caller is handed over to a person by REFER, or stays with us."""

import threading

import pytest

from ivr.telephony.line import LineClosedError
from simulator.sip.rtp import ALAW_TO_ULAW
from speech.audio.telephone import ulaw_to_pcm
from tests.support.sip import until

PERSON = "sip:8001@127.0.0.1"


class HandingOver:
    """`line.transfer` in a thread of its own, as a call's thread does it."""

    def __init__(self, door, line, seconds: float = 600, person: str = PERSON) -> None:
        """`seconds` are more than `ends` waits: an outcome comes of what the trunk tells."""
        self.outcome: object = None
        self._talking = door.talking
        given = (line, seconds, person)
        self._thread = threading.Thread(target=self._run, args=given, daemon=True)
        self._thread.start()

    def _run(self, line, seconds: float, person: str) -> None:
        with self._talking:
            try:
                self.outcome = line.transfer(person, seconds)
            except LineClosedError:
                self.outcome = "gone"

    def ends(self) -> object:
        self._thread.join(90)
        assert not self._thread.is_alive()
        return self.outcome


@pytest.fixture
def call(door, phone):
    phone.calls()
    line = door.line()
    yield phone, line
    line.hang_up()


def asked_to_refer(phone):
    """The trunk is asked to ring the person, and says that it will."""
    refer = phone.agent.asked("REFER")
    assert refer.header("Refer-To") == f"<{PERSON}>"
    phone.agent.respond(refer, 202, "Accepted")
    return refer


def tells(phone, status: int, last: bool = True) -> None:
    phone.agent.notify(status, "Told", last=last)
    assert phone.agent.final(method="NOTIFY").status == 200


def test_a_person_who_answers_has_the_caller(door, call):
    phone, line = call
    handing = HandingOver(door, line)
    asked_to_refer(phone)
    tells(phone, 100, last=False)
    tells(phone, 180, last=False)
    tells(phone, 200)
    assert handing.ends() is True
    line.hang_up()
    assert phone.agent.asked("BYE")


def test_the_caller_hears_it_ring_meanwhile(door, call):
    phone, line = call
    handing = HandingOver(door, line)
    asked_to_refer(phone)
    until(lambda: loudest(phone.hears(0.1)) > 1000)
    tells(phone, 486)
    assert handing.ends() is False


def loudest(packets) -> int:
    """The loudest of some samples of A-law audio."""
    heard = [ulaw_to_pcm(packet.payload.translate(ALAW_TO_ULAW))[40:42] for packet in packets]
    return max((abs(int.from_bytes(x, "little", signed=True)) for x in heard), default=0)


@pytest.mark.parametrize("status", [480, 486, 603])
def test_a_person_who_does_not_answer_leaves_the_caller_with_us(door, call, status):
    phone, line = call
    handing = HandingOver(door, line)
    asked_to_refer(phone)
    tells(phone, 180, last=False)
    tells(phone, status)
    assert handing.ends() is False
    assert phone.goes_on_hearing(), "the line goes on"


@pytest.mark.parametrize("status", [403, 501, 503])
def test_a_trunk_that_hands_nobody_over_leaves_the_caller_with_us(door, call, status):
    phone, line = call
    handing = HandingOver(door, line)
    phone.agent.respond(phone.agent.asked("REFER"), status, "No")
    assert handing.ends() is False


def test_a_trunk_that_tells_nothing_is_waited_for_no_longer_than_a_telephone_rings(door, call):
    phone, line = call
    handing = HandingOver(door, line, seconds=0.6)
    asked_to_refer(phone)
    assert handing.ends() is False


def test_a_trunk_that_takes_the_call_away_without_another_word_has_handed_it_over(door, call):
    phone, line = call
    handing = HandingOver(door, line)
    asked_to_refer(phone)
    tells(phone, 100, last=False)
    assert phone.agent.bye().status == 200
    assert handing.ends() is True


def test_a_caller_who_hangs_up_while_it_rings_is_gone(door, call):
    phone, line = call
    handing = HandingOver(door, line)
    asked_to_refer(phone)
    tells(phone, 180, last=False)
    assert phone.agent.bye().status == 200
    assert handing.ends() == "gone"


def test_a_number_is_one_at_the_trunk(door, call):
    phone, line = call
    handing = HandingOver(door, line, person="+862150000000")
    refer = phone.agent.asked("REFER")
    assert refer.header("Refer-To") == f"<sip:+862150000000@127.0.0.1:{phone.agent.port}>"
    phone.agent.respond(refer, 403, "No")
    assert handing.ends() is False
