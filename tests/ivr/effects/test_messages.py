"""Messages go to phones that can be sent one, and nothing else is told of them."""

import pytest

from ivr.dialog.saves import SendAnswer, Sent
from kb.contract import Meaning
from models.call import Sms

ANSWER = SendAnswer(Meaning("illness.coverage", "ami"))


def test_an_answer_goes_to_the_mobile_that_calls(desk):
    assert desk.does(ANSWER) == Sent(sent=True)
    assert [message.text for message in desk.all(Sms)] == ["短信内容"]


@pytest.mark.parametrize("caller", ["", "+862158881234", "02158881234", "anonymous"])
def test_to_any_other_phone_nothing_is_queued_and_so_it_is_told(desk, caller):
    desk.call("CA2", caller)
    assert desk.does(ANSWER, "CA2") == Sent(sent=False)
    assert not desk.all(Sms)
