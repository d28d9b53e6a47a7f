"""Two servers behind nginx share one PostgreSQL: one stops, one dies, the calls go on."""

import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.base import connect, sessions
from models.call import Call, LogEntry
from models.vault import Vault
from simulator import CallOptions, CallResult, StreamStart, parse_script, place_call
from tests.support.databases import KEY, fresh_url
from tests.support.servers import START_SECONDS, TOKEN, Nginx, Server, settings_with, wait_until

pytestmark = [
    pytest.mark.natural_speed,
    pytest.mark.skipif(not shutil.which("nginx"), reason="needs the Debian package nginx-light"),
]

STREAMS = 3
BY_KEYS = 3
HALF = 3
HELD = 4.0
"""Seconds a caller waits for the others, shorter than the hotline does for an answer."""
KEYS = ["2", "1", "#", "2", "2", "#", "5"]
"""Claims, critical illness, menu, claims, total disability, menu, card and services."""


class TwoServers:
    """Both servers, nginx and the database."""

    def __init__(self, folder, database: str) -> None:
        self._engine = connect(database, Vault([KEY]))
        self.folder = folder
        settings = settings_with(
            database, HOTLINE_OTHER_SERVERS="true", HOTLINE_TRUSTED_PROXIES="127.0.0.1"
        )
        self.servers = [Server(folder / name, **settings) for name in ("a", "b")]
        self.nginx = Nginx(folder / "nginx", self.servers)
        for server in self.servers:
            server.settings["HOTLINE_PUBLIC_URL"] = self.nginx.url

    def start(self) -> None:
        for server in self.servers:
            server.start()
        self.nginx.start()
        self.wait_ready()

    def wait_ready(self) -> None:
        for server in self.servers:
            wait_until(server.ready, START_SECONDS, "a server")

    def stop(self) -> None:
        self.nginx.stop()
        for server in self.servers:
            server.stop()
        self._engine.dispose()

    def place(
        self,
        by_keys: bool,
        half_way: Callable[[], object],
        sid: str = "",
        a_key_later: Callable[[], object] = lambda: None,
    ) -> CallResult:
        """A caller who presses `KEYS`, over a media stream or by webhooks only."""
        steps: list = [{"keys": key} for key in KEYS]
        steps.insert(HALF, {"call": "half way"})
        steps.insert(HALF + 2, {"call": "a key later"})
        steps += ["wait_quiet", "hangup"]
        script = parse_script({"name": "caller", "quiet": 0.3, "steps": steps})
        options = CallOptions(
            call_sid=sid or new_sid(),
            stream_start=StreamStart.REFUSED if by_keys else StreamStart.NORMAL,
            say_seconds_per_char=0.02,
            max_seconds=600,  # a server takes up to START_SECONDS to come back
            hooks={"half way": half_way, "a key later": a_key_later},
        )
        return place_call(self.nginx.url, script, auth_token=TOKEN, options=options)

    def keys_taken(self, sid: str) -> list[str]:
        """What the turn log has of the caller."""
        wanted = select(LogEntry).where(LogEntry.call_sid == sid).order_by(LogEntry.seq)
        with sessions(self._engine)() as session:
            replies = [row.reply for row in session.scalars(wanted)]
        return [reply["keys"] for reply in replies if reply["type"] == "Keyed"]

    def wait_half_way(self, *sids: str) -> None:
        """Until the servers have taken the first keys of these calls."""
        wait_until(lambda: all(len(self.keys_taken(sid)) >= HALF for sid in sids), 120, "the keys")

    def call(self, sid: str) -> Call:
        with sessions(self._engine)() as session:
            return session.get_one(Call, sid)


@pytest.fixture(scope="module")
def two_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoServers]:
    folder = tmp_path_factory.mktemp("two_servers")
    two = TwoServers(folder, fresh_url("postgresql", folder))
    try:
        two.start()
        yield two
    finally:
        two.stop()


def new_sid() -> str:
    return "CA" + uuid.uuid4().hex


def all_at_once(two_servers: TwoServers, deed: Callable[[], None]) -> list[CallResult]:
    """Callers of both kinds; `deed` is done when all are half way through their calls.

    Who comes there first waits for it, but not so long that the hotline asks again.
    """
    sids, done = [new_sid() for _ in range(STREAMS + BY_KEYS)], threading.Event()
    with ThreadPoolExecutor(len(sids)) as pool:
        placed = [
            pool.submit(two_servers.place, number >= STREAMS, lambda: done.wait(HELD), sid)
            for number, sid in enumerate(sids)
        ]
        two_servers.wait_half_way(*sids)
        assert not all(one.done() for one in placed), "the calls were over before"
        deed()
        done.set()
    return [one.result() for one in placed]


def test_a_server_told_to_stop_lets_its_callers_finish_and_takes_no_new_streams(two_servers):
    stopping, staying = two_servers.servers
    for result in all_at_once(two_servers, stopping.told_to_stop):
        assert result.ended_by == "caller", result.failures
        assert two_servers.keys_taken(result.call_sid) == KEYS
        assert two_servers.call(result.call_sid).streams <= 1, "no stream broke"
    assert stopping.process.wait(120) == 0, stopping.log.read_text()[-2000:]
    later = two_servers.place(False, lambda: None)
    assert two_servers.keys_taken(later.call_sid) == KEYS
    assert len(later.stream_sids) == 1
    assert staying.load()["draining"] is False
    stopping.start()


def test_a_server_killed_under_load_loses_no_call(two_servers):
    two_servers.wait_ready()
    doomed, _ = two_servers.servers
    broken = 0
    for result in all_at_once(two_servers, doomed.kill):
        assert result.ended_by == "caller", result.failures
        taken = two_servers.keys_taken(result.call_sid)
        # A key on its way to the dead server is gone, as on any line that breaks.
        assert taken[:3] == KEYS[:3]
        assert taken[-2:] == KEYS[-2:]
        broken += two_servers.call(result.call_sid).streams > 1
    assert broken, "the server had no stream to lose; the test shows nothing"


def test_with_no_server_at_all_the_caller_is_asked_to_wait_and_goes_on_afterwards(two_servers):
    last = two_servers.servers[1]
    sid = new_sid()

    def lights_out() -> None:
        two_servers.wait_half_way(sid)
        last.kill()
        last.start()

    def back_again() -> None:
        wait_until(last.ready, START_SECONDS, "the server")

    result = two_servers.place(True, lights_out, sid, back_again)
    assert result.ended_by == "caller", result.failures
    taken = two_servers.keys_taken(result.call_sid)
    assert taken[:3] == KEYS[:3]
    assert taken[-2:] == KEYS[-2:]
