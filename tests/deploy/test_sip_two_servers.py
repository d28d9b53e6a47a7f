"""Two processes behind Kamailio share machine and database: one dies, who rings again goes on there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from demo import AUDIO
from models.base import connect, sessions
from models.call import Call, LogEntry
from models.notice import Notice
from models.vault import Vault
from simulator import CallOptions, CallResult, parse_script
from simulator.sip import place_sip_call
from tests.support.databases import KEY, fresh_url
from tests.support.kamailio import NEEDS_KAMAILIO, Engine, wait_ready
from tests.support.servers import START_SECONDS, Server, make_var, settings_with, wait_until
from tests.support.sip import LOOPBACK, free_udp_port

pytestmark = [pytest.mark.natural_speed, NEEDS_KAMAILIO]

MEMBER = "7921742180"


class House:
    """Both servers, Kamailio and the database."""

    def __init__(self, folder: Path, database: str) -> None:
        doors = [free_udp_port(), free_udp_port()]
        self._first: list[str] = []
        """Calls that only showed that all is ready."""
        settings = settings_with(database, HOTLINE_VAR=str(make_var(folder / "var")))
        self._database = connect(database, Vault([KEY]))
        self.sessions = sessions(self._database)
        self.servers = [
            Server(folder / str(door), HOTLINE_SIP_PORT=str(door), **settings).start()
            for door in doors
        ]
        for server in self.servers:
            wait_until(server.ready, START_SECONDS, "a server")
        self.engine = Engine(folder / "etc", doors)
        wait_ready(self.engine, doors)
        wait_until(lambda: set(self.states()) == {"ended"}, 60, "the end of the first calls")
        self._first = self._known()

    def close(self) -> None:
        self.engine.stop()
        for server in self.servers:
            server.stop()
        self._database.dispose()

    def place(self, *steps: object, **hooks: object) -> CallResult:
        """A call through Kamailio, always from the same number."""
        script = parse_script({"name": "caller", "quiet": 0.3, "steps": list(steps)}, folder=AUDIO)
        options = CallOptions(max_seconds=180, hooks=hooks)
        return place_sip_call((LOOPBACK, self.engine.port), script, options=options)

    def kill_who_has_the_call(self) -> None:
        """Once something told is kept."""
        wait_until(lambda: self.members() == [MEMBER], 60, "the notice")
        (serving,) = [server for server in self.servers if server.load()["sip"]["calls"]]
        serving.kill()
        wait_until(lambda: self.states() == ["ended"], 60, "the end of the call")

    def states(self) -> list[str]:
        """Of the calls since all was ready."""
        with self.sessions() as session:
            return list(session.scalars(select(Call.state).where(Call.sid.not_in(self._first))))

    def _known(self) -> list[str]:
        with self.sessions() as session:
            return list(session.scalars(select(Call.sid)))

    def members(self) -> list[str]:
        """Of whom notices tell."""
        with self.sessions() as session:
            return list(session.scalars(select(Notice.member_number)))

    def asked(self, sid: str) -> list[str]:
        """What the caller answered to."""
        wanted = select(LogEntry.asked).where(LogEntry.call_sid == sid, LogEntry.kind == "act")
        with self.sessions() as session:
            return list(session.scalars(wanted.order_by(LogEntry.seq)))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, fresh_url("postgresql", tmp_path))
    yield house
    house.close()


def test_who_rings_again_after_a_server_died_goes_on_where_they_were(house):
    house.place(
        {"keys": "4"},
        {"say": "reporter.wav"},
        {"keys": MEMBER},
        {"keys": "1"},
        {"call": "dies"},
        "hangup",
        dies=house.kill_who_has_the_call,
    )
    again = house.place({"keys": "4"}, {"keys": "1"}, {"pause": 1.0}, "hangup")
    assert again.ok, again.failures
    told = ["menu.main", "notice.continue"]
    wait_until(lambda: house.asked(again.call_sid) == told, 20, f"{told} in the log")
    assert house.members() == [MEMBER], "one notice"
