"""One form for a caller's number, however carriers, exchanges and people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from models.audit import Audit
from models.base import sessions
from models.call import Call, Callback, phone_key
from models.caller_number import WITHHELD, caller_number, takes_texts
from models.renumber import renumber
from models.sealed import vault_of_engine

MOBILE, LANDLINE = "+8613800001234", "+862163211234"


@pytest.mark.parametrize(
    "given",
    [
        "+8613800001234", "8613800001234", "008613800001234", "0086 138 0000 1234", "013800001234",
        "13800001234", "138-0000-1234", "+86 (0)138 0000 1234", "１３８００００１２３４", " 13800001234 ",
        "sip:13800001234@203.0.113.9", "sips:+8613800001234@pbx.example:5061;transport=tls",
        '"王" <sip:013800001234@203.0.113.9>;tag=7', "sip:%2B8613800001234@x",
        "sip:13800001234;phone-context=sh@203.0.113.9;user=phone", "tel:+86-138-0000-1234",
        "whatsapp:+8613800001234",
    ],
)  # fmt: skip
def test_a_mobile_is_the_same_however_it_is_written(given):
    assert caller_number(given) == MOBILE


@pytest.mark.parametrize(
    "given",
    [
        "02163211234", "021 6321 1234", "(021)63211234", "+862163211234", "862163211234", "63211234",
        "00862163211234", "021-63211234-801", "02163211234分机801", "sip:63211234@10.0.0.1",
    ],
)  # fmt: skip
def test_a_landline_is_the_same_however_it_is_written(given):
    assert caller_number(given) == LANDLINE


def test_other_places_keep_their_codes():
    assert caller_number("0512-65123456") == "+8651265123456"
    assert caller_number("+85291234567") == caller_number("0085291234567") == "+85291234567"


@pytest.mark.parametrize(
    "given",
    [
        "", "anonymous", "Anonymous", "restricted", "unavailable", "unknown", "private", "None",
        "sip:anonymous@anonymous.invalid", '"Anonymous" <sip:anonymous@10.0.0.1>', "client:alice",
        "sip:2001@10.0.0.1", "2001", "110", "12351", "+", "+1", "00000000000", "sip:@10.0.0.1",
        "sip:alice13800001234@10.0.0.1", "+" + "9" * 16, "\0", "sip:10.0.0.1",
        *(f"+{code}" for code in sorted(WITHHELD)), *sorted(WITHHELD),
    ],
)  # fmt: skip
def test_what_cannot_be_called_is_no_number(given):
    assert caller_number(given) == ""


@given(st.text(max_size=40) | st.from_regex(r"\+?[0-9 ]{0,20}", fullmatch=True))
def test_the_form_of_a_form_is_itself(given):
    number = caller_number(given)
    assert caller_number(number) == number
    assert not number or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())


def test_only_what_shows_texts_is_sent_any():
    assert takes_texts(MOBILE)
    assert takes_texts("+85291234567")
    assert not takes_texts(LANDLINE)
    assert not takes_texts("")


def test_numbers_kept_before_are_brought_into_the_form_once(engine):
    vault = vault_of_engine(engine)
    told = {
        "CA1": "anonymous",
        "CA2": "sip:13800001234@203.0.113.9",
        "CA3": "+266696687",
        "CA4": MOBILE,
        "CA5": "",
    }
    with sessions(engine).begin() as session:
        for sid, caller in told.items():
            session.add(Call(sid=sid, caller=caller, caller_key=f"old {sid}" if caller else ""))
        session.flush()
        session.add(Callback(call_sid="CA3", phone="+266696687", phone_key="old"))
        session.add(Callback(call_sid="CA4", phone="13900005678", phone_key="old"))
        session.add(Audit(key="CA3/1", action="x", outcome="refused", caller_key="old CA3"))
    assert renumber(engine) == 6
    assert renumber(engine) == 0
    with sessions(engine)() as session:
        calls = {c.sid: (c.caller, c.caller_key) for c in session.scalars(select(Call))}
        assert calls == {
            "CA1": ("", ""),
            "CA2": (MOBILE, phone_key(vault, MOBILE)),
            "CA3": ("", ""),
            "CA4": (MOBILE, phone_key(vault, MOBILE)),
            "CA5": ("", ""),
        }
        backs = {c.call_sid: (c.phone, c.phone_key) for c in session.scalars(select(Callback))}
        assert backs == {"CA3": ("", ""), "CA4": ("13900005678", phone_key(vault, "013900005678"))}
        withheld = session.scalar(select(Audit.caller_key))
        assert withheld == vault.index("phone", "withheld")
        assert session.execute(text("select count(*) from calls")).scalar() == 5
