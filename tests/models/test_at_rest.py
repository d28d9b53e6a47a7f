"""Nothing that names a person can be read in the database's files."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from models.base import connect
from models.call import Call, Callback, LogEntry, Sms, phone_key
from models.notice import Notice
from models.seal_check import check_key
from models.sealed import attach_vault
from models.vault import Vault, VaultError, new_key
from tests.support.databases import KEY
from tests.support.members import row, take, write_csv

SECRETS = (
    "7921742180",
    "测试甲",
    "示例机械厂",
    "1975-08-12",
    "13800000001",
    "310***********1234",
    "13800001234",
    "从梯子上摔下来了",
    "瑞金医院",
    "我姓王",
)


@pytest.fixture
def full(engine, tmp_path):
    """A database with one of everything."""
    take(engine, write_csv(tmp_path / "m.csv", row()))
    with Session(engine) as session, session.begin():
        session.add(Call(sid="CA1", caller="+8613800001234"))
        session.flush()
        reply = {"type": "Said", "text": "我姓王，7921742180"}
        session.add(LogEntry(call_sid="CA1", seq=0, asked="x", reply=reply))
        session.add(Callback(call_sid="CA1", phone="13800001234", text="我姓王"))
        session.add(Sms(key="CA1/1", call_sid="CA1", phone="13800001234", text="测试甲"))
        session.add(
            Notice(
                key="CA1/2",
                call_sid="CA1",
                last_call_sid="CA1",
                reference="12345678",
                reporter="我姓王",
                member_number="7921742180",
                accident_date=date(2026, 11, 22),
                story="从梯子上摔下来了",
                hospital="瑞金医院",
                phone="13800001234",
            )
        )
    return engine


def test_no_table_shows_anything_personal(full):
    with full.connect() as connection:
        for table in ("members", "calls", "turn_log", "callbacks", "sms", "notices", "audit"):
            shown = str(connection.execute(text(f"SELECT * FROM {table}")).fetchall())  # noqa: S608
            assert [secret for secret in SECRETS if secret in shown] == []


def test_the_sqlite_file_shows_nothing_personal(full):
    if full.dialect.name != "sqlite":
        pytest.skip("the server's files hold what its tables hold")
    with full.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(full.url.database).read_bytes()
    assert [secret for secret in SECRETS if secret.encode() in content] == []


def test_with_the_key_everything_can_be_read(full):
    with Session(full) as session:
        assert session.get_one(Call, "CA1").caller == "+8613800001234"
        assert session.query(Notice).one().story == "从梯子上摔下来了"
        assert session.query(LogEntry).one().reply["text"] == "我姓王，7921742180"


def test_without_a_key_nothing_is_written_in_the_clear(database_url):
    unlocked = connect(database_url)
    with Session(unlocked) as session:
        session.add(Call(sid="CA1", caller="13800001234"))
        with pytest.raises(StatementError, match="no data key"):
            session.flush()
    unlocked.dispose()


def test_a_database_is_not_opened_with_another_key(engine):
    check_key(engine)
    check_key(engine)
    attach_vault(engine, Vault([new_key()]))
    with pytest.raises(VaultError, match="another data key"):
        check_key(engine)


@pytest.mark.parametrize("shown", ["13800001234", "+8613800001234", "008613800001234"])
def test_a_phone_is_found_however_its_number_is_written(shown):
    vault = Vault([KEY])
    assert phone_key(vault, shown) == phone_key(vault, "13800001234")


def test_a_withheld_number_has_no_index():
    assert phone_key(Vault([KEY]), "") == phone_key(Vault([KEY]), "anonymous") == ""
