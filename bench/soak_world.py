"""What a soak runs against: two servers behind nginx, one PostgreSQL; and what can befall it."""

import subprocess
import time
from pathlib import Path

from bench.slow_disk import fsync_seconds, possible, slow_disk
from demo.captions import CaptionFile
from demo.run import SAMPLE_MEMBERS
from ivr.cli.common import local_settings
from models import union_codes
from models.base import connect
from models.member_import import import_members
from models.vault import Vault
from tests.support.databases import KEY, fresh_url, server
from tests.support.servers import TOKEN, Nginx, Server, wait_until

TODAY = "2026-11-24"
"""What day the servers take it for: the planned calls name dates."""
READY_SECONDS = 240
DATABASE_AWAY = 20
SLOW_SECONDS = 90
SLOW_WRITES = 4
"""Writes per second that the slow disk takes."""


class World:
    """Servers with real recogniser and voice, proxy, database. A context manager."""

    def __init__(self, folder: Path, lines: int) -> None:
        """`lines`: calls by speech that each server takes on."""
        self._folder = folder
        self._captions = folder / "captions.jsonl"
        self._captions.touch()
        self.captions = CaptionFile(self._captions)
        database = fresh_url("postgresql", folder)
        server().durable(True)
        self.engine = connect(database, Vault([KEY]))
        import_members(self.engine, SAMPLE_MEMBERS, union_codes.load())
        settings = {
            "HOTLINE_DATABASE_URL": database,
            "HOTLINE_DATA_KEY": KEY,
            "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
            "HOTLINE_OTHER_SERVERS": "true",
            "HOTLINE_SPEECH_CALLS": str(lines),
            "HOTLINE_DRAIN_SECONDS": "30",
            "HOTLINE_CAPTIONS": str(self._captions),
            "HOTLINE_TODAY": TODAY,
            "HOTLINE_LOG_FORMAT": "json",
        }
        self.servers = [Server(folder / name, **settings) for name in "ab"]
        self.nginx = Nginx(folder / "nginx", self.servers)
        for one in self.servers:
            one.application = "ivr.wsgi:app"
            one.settings["HOTLINE_PUBLIC_URL"] = self.nginx.url
            self._furnish(folder / one.name / "var")

    def __enter__(self) -> "World":
        for one in self.servers:
            one.start()
        self.nginx.start()
        self.ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.nginx.stop()
        for one in self.servers:
            one.stop()
        self.engine.dispose()

    @property
    def url(self) -> str:
        """Where callers come in."""
        return self.nginx.url

    def ready(self) -> None:
        """Wait until every server takes calls."""
        for one in self.servers:
            wait_until(one.ready, READY_SECONDS, "a server")

    def workers(self) -> dict[int, float]:
        """Resident memory of every process that serves calls, MiB."""
        found: dict[int, float] = {}
        for one in self.servers:
            listed = _ps("pid=,rss=", one.process.pid).split()
            found |= {int(p): int(r) / 1024 for p, r in zip(listed[::2], listed[1::2], strict=True)}
        return found

    def log_faults(self) -> list[str]:
        """Lines of the servers' logs that tell of something unforeseen."""
        lines = [line for one in self.servers for line in one.log.read_text().splitlines()]
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]

    def kill(self) -> str:
        """A server dies and another is started in its place."""
        self.servers[0].kill()
        self.servers[0].start()
        return "server killed"

    def restart_database(self) -> str:
        """PostgreSQL is torn down and comes back."""
        server().stop()
        time.sleep(DATABASE_AWAY)
        server().start()
        return f"database away for {DATABASE_AWAY} s"

    def slow_disk(self) -> str:
        """The disk of servers and database is slow for a while."""
        if not possible():
            return "slow disk: not possible on this machine"
        processes = [*self.workers(), *map(int, _postgres())]
        with slow_disk(processes, SLOW_WRITES, self._folder):
            time.sleep(SLOW_SECONDS / 2)
            took = fsync_seconds(self._folder)
            time.sleep(SLOW_SECONDS / 2)
        return f"disk slow for {SLOW_SECONDS} s (an fsync took {took:.1f} s)"

    def _furnish(self, var: Path) -> None:
        """Weights and rendered sentences are shared, as they are read only or made once."""
        var.mkdir()
        for shared in ("weights", "prompts"):
            (var / shared).symlink_to((local_settings().var / shared).resolve())


def _ps(columns: str, parent: int) -> str:
    listed = subprocess.run(
        ["ps", "-o", columns, "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return listed.stdout


def _postgres() -> list[str]:
    """The processes of the database."""
    data = server().url("postgres").rpartition("=")[2]
    postmaster = Path(data, "postmaster.pid").read_text().split()[0]
    return [postmaster, *_ps("pid=", int(postmaster)).split()]
