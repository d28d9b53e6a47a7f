"""Who may hear a member's status; what guessing brings: nothing."""

import pytest

from ivr.dialog.effect import Missing
from ivr.dialog.lookups import FindMember, HeardCode, MemberStatus, SendCode, SentCode
from ivr.effects.identity import FAILURES_PER_CALLER, FAILURES_PER_NUMBER, LOCK_HOURS
from models.audit import Audit
from models.base import utc_now
from models.call import Sms
from tests.support.members import row, take, write_csv
from tests.support.world import CALLER

NUMBER, BORN = "7921742180", "1975-08-12"


def test_number_and_birth_date_give_what_is_needed_and_no_more(desk):
    assert desk.does(FindMember(NUMBER, BORN)) == MemberStatus(
        state="valid",
        plan="A",
        period="now",
        covered_from="2026-01-01",
        covered_to="2026-12-31",
    )


@pytest.mark.parametrize(
    ("number", "birth"), [(NUMBER, "1975-08-13"), ("1234567890", BORN), ("1234567890", "")]
)
def test_whatever_is_wrong_the_answer_is_the_same(desk, number, birth):
    assert desk.does(FindMember(number, birth)) == Missing()


def test_every_look_up_is_audited_and_masked(desk):
    desk.does(FindMember(NUMBER, BORN))
    desk.does(FindMember("1234567890", BORN))
    found, refused = desk.all(Audit)
    assert (found.action, found.subject, found.outcome) == ("member status", "********80", "found")
    assert (refused.subject, refused.outcome) == ("********90", "refused")
    assert found.caller_key == refused.caller_key != ""
    assert found.subject_key != refused.subject_key


def test_a_look_up_done_again_after_a_break_is_one_entry_with_one_answer(desk):
    first = desk.does(FindMember(NUMBER, BORN), key="CA1/7")
    again = desk.does(FindMember(NUMBER, BORN), key="CA1/7")
    assert first == again
    assert len(desk.all(Audit)) == 1


def fail(desk, times: int, number: str = NUMBER, caller: str = CALLER) -> None:
    for n in range(times):
        sid = desk.call(f"CAx{caller}{number}{n}", caller)
        assert desk.does(FindMember(number, "1900-01-01"), sid) == Missing()


def test_a_number_guessed_at_too_often_is_locked_for_everybody(desk):
    for n in range(FAILURES_PER_NUMBER):
        fail(desk, 1, caller=f"1390000000{n}")
    assert desk.does(FindMember(NUMBER, BORN)) == Missing()
    assert desk.all(Audit)[0].outcome in ("locked", "refused")
    assert "locked" in {a.outcome for a in desk.all(Audit)}


def test_a_caller_who_guesses_too_often_is_locked_for_every_number(desk):
    for n in range(FAILURES_PER_CALLER):
        fail(desk, 1, number=f"{n:010}")
    assert desk.does(FindMember(NUMBER, BORN)) == Missing()
    other = desk.call("CA2", "13912345678")
    assert isinstance(desk.does(FindMember(NUMBER, BORN), other), MemberStatus)


def test_callers_who_show_no_number_are_not_free_to_guess(desk, monkeypatch):
    monkeypatch.setattr("ivr.effects.identity.FAILURES_WITHHELD", 3)
    for n in range(3):
        fail(desk, 1, number=f"{n:010}", caller=["", "anonymous", "Restricted"][n])
    hidden = desk.call("CA9", "")
    assert desk.does(FindMember(NUMBER, BORN), hidden) == Missing()


def test_a_lock_ends(desk, monkeypatch):
    fail(desk, FAILURES_PER_NUMBER)
    assert desk.does(FindMember(NUMBER, BORN)) == Missing()
    later = utc_now().replace(year=utc_now().year + 1)
    monkeypatch.setattr("ivr.effects.identity.utc_now", lambda: later)
    assert LOCK_HOURS < 24 * 365
    assert isinstance(desk.does(FindMember(NUMBER, BORN)), MemberStatus)


def test_a_code_goes_to_the_mobile_on_record_only_if_all_fits(desk):
    right = desk.does(SendCode(NUMBER, BORN))
    wrong = desk.does(SendCode(NUMBER, "1975-08-13"))
    assert type(right) is type(wrong) is SentCode
    assert vars(right).keys() == vars(wrong).keys()
    (sent,) = desk.all(Sms)
    assert sent.phone == "13800000001"


def test_the_code_opens_and_no_other_does(desk):
    sent = desk.does(SendCode(NUMBER, BORN), key="CA1/5").code
    code = "".join(c for c in desk.all(Sms)[0].text.split("是")[1] if c.isdigit())[:6]
    other = f"{(int(code) + 1) % 10**6:06}"
    assert desk.does(FindMember(NUMBER, BORN, HeardCode(sent, other))) == Missing()
    assert isinstance(desk.does(FindMember(NUMBER, BORN, HeardCode(sent, code))), MemberStatus)


@pytest.mark.parametrize("state", ["lost", "cancelled", "moved", "expired"])
def test_every_state_is_told(desk, engine, state):
    take(engine, write_csv(desk.folder / "s.csv", row(state=state)))
    assert desk.does(FindMember(NUMBER, BORN)).state == state


@pytest.mark.parametrize(
    ("starts", "ends", "period"),
    [("2026-11-24", "2026-11-24", "now"), ("2025-01-01", "2025-12-31", "over")],
)
def test_whether_the_coverage_is_running(desk, engine, starts, ends, period):
    somebody = row(
        number="7929999999", id_masked="", name="测试期", covered_from=starts, covered_to=ends
    )
    take(engine, write_csv(desk.folder / "p.csv", somebody))
    assert desk.does(FindMember("7929999999", BORN)).period == period
