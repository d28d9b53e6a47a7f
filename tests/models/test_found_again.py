"""What sealed numbers and names are found by: on either database, after an upgrade, and by nobody without the key."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.call import Call
from models.member import Member
from models.name_marks import may_hold, name_marks, search_keys
from models.notice import Notice, index_notice
from models.number_ends import fill_in_ends
from models.sealed import vault_of_engine
from models.vault import Vault, new_key
from tests.support.members import another, row, take, write_csv

VAULT = Vault([new_key()])


@pytest.mark.parametrize("looked_for", ["王", "小明", "明小", "示例厂", "lee", "ＬＥＥ", "王 小明"])
def test_a_name_may_be_where_all_its_characters_are(looked_for):
    marks = name_marks(VAULT, "10000001", "王小明", "示例厂 Lee")
    assert may_hold(marks, "10000001", search_keys(VAULT, looked_for))


def test_of_a_thousand_records_without_the_name_hardly_any_is_opened():
    wanted = search_keys(VAULT, "李建国")
    likely = [
        n for n in range(1_000) if may_hold(name_marks(VAULT, str(n), "王小明"), str(n), wanted)
    ]
    assert len(likely) < 3


def test_marks_tell_nobody_which_records_share_a_name_or_how_long_it_is():
    one, other = (name_marks(VAULT, reference, "王小明") for reference in ("10000001", "10000002"))
    pieces = [{told[at : at + 4] for at in range(0, len(told), 4)} for told in (one, other)]
    assert len(pieces[0] & pieces[1]) < 2, "not even where the same character is"
    assert len(one) == len(name_marks(VAULT, "10000001", "王")), "padded"
    assert name_marks(VAULT, "10000001", "", "") == ""
    stranger = Vault([new_key()])
    assert not may_hold(one, "10000001", search_keys(stranger, "王小明"))


def notice(vault: Vault) -> Notice:
    told = {"member_number": "7921742180", "phone": "13900005678", "reporter": "王小明"}
    made = Notice(key="CA1/2", call_sid="CA1", last_call_sid="CA1", reference="12345678", **told)
    index_notice(vault, made)
    return made


def found_by(session: Session) -> list[tuple[str, ...]]:
    told = select(Notice.phone_end, Notice.member_end, Notice.name_marks)
    ends = select(Member.number_end).order_by(Member.number_key)
    return [*map(tuple, session.execute(told)), *map(tuple, session.execute(ends))]


def test_an_upgrade_gives_older_rows_what_new_ones_have_and_moves_no_time(engine, tmp_path):
    take(engine, write_csv(tmp_path / "m.csv", row(), another(3)))
    with Session(engine) as session, session.begin():
        session.add(Call(sid="CA1", caller="+8613800001234"))
        session.flush()
        session.add(notice(vault_of_engine(engine)))
    with Session(engine) as session, session.begin():
        as_new = found_by(session)
        moment = session.scalar(select(Notice.updated_at))
        kept = {"updated_at": moment, "phone_end": "", "member_end": "", "name_marks": ""}
        session.execute(update(Notice).values(**kept))
        session.execute(update(Member).values(number_end=""))
        session.execute(update(Call).values(caller_end=""))
    assert fill_in_ends(engine) == 4
    with Session(engine) as session:
        assert found_by(session) == as_new
        assert all(all(told) for told in as_new)
        assert session.scalar(select(Notice.updated_at)) == moment
    assert fill_in_ends(engine) == 0


def test_a_notice_whose_name_was_withdrawn_is_no_longer_found_by_it():
    made = notice(VAULT)
    made.reporter = ""
    index_notice(VAULT, made)
    assert made.name_marks == ""
    assert made.phone_end
