"""Calls are found by what their keys say, whatever way they came."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from ivr.dialog.effect import EffectKey, conversation_name
from ivr.storage.log_reader import call_of_key
from models.audit import Audit

TWILIO = "CA" + "0123456789abcdef" * 2
TYPED = "chat-" + "fedcba9876543210" * 2


@pytest.mark.parametrize("call", [TWILIO, TYPED, "c"])
@pytest.mark.parametrize("epoch", [0, 2])
def test_the_call_of_a_key_is_what_the_key_itself_says(engine: Engine, call: str, epoch: int):
    key = EffectKey(conversation_name(call, epoch), "7")
    with sessionmaker(engine).begin() as session:
        session.add(Audit(key=str(key), action="member asked about", outcome="active"))
    with sessionmaker(engine)() as session:
        assert session.scalars(select(call_of_key(Audit.key))).one() == key.call == call
