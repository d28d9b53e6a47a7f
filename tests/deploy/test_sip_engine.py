"""The shipped Kamailio configuration, started for real before two SIP doors: calls, a kill, a return."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from simulator.sip.baresip import INSTALLED, Baresip
from tests.support.kamailio import NEEDS_KAMAILIO, Engine, answers, called, served_by, wait_ready
from tests.support.servers import ROOT, free_port, wait_until
from tests.support.sip import LOOPBACK, Telephone, free_udp_port

CALLS = 10
ROUNDS = 5
KAMAILIO_TLS = Path("/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so")

pytestmark = [
    pytest.mark.natural_speed,
    NEEDS_KAMAILIO,
]

NEEDS_BARESIP_AND_RTPENGINE = pytest.mark.skipif(
    not (shutil.which("rtpengine") and INSTALLED),
    reason="make test installs what is missing (Debian: rtpengine-daemon, baresip-core)",
)


class Process:
    """One of ours."""

    def __init__(self) -> None:
        self.port = free_udp_port()
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.sip_process", str(self.port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        while "open" not in self._process.stdout.readline():
            assert self._process.poll() is None

    def kill(self) -> None:
        """As a machine dies."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


@pytest.fixture(scope="module")
def processes() -> Iterator[list[Process]]:
    started = [Process(), Process()]
    yield started
    for process in started:
        process.kill()


def ports_of(processes: list[Process]) -> list[int]:
    return [process.port for process in processes]


@pytest.fixture(scope="module")
def engine(processes: list[Process], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Engine(tmp_path_factory.mktemp("kamailio") / "etc", ports_of(processes))
    wait_ready(engine, ports_of(processes))
    yield engine
    engine.stop()


def shared_out(engine: Engine, processes: list[Process], stack: ExitStack) -> list[Telephone]:
    """Calls of which each process has as many.

    A process that stands still for some seconds, as on a busy machine, is passed over meanwhile:
    then the calls are made anew.
    """
    for _ in range(ROUNDS):
        wait_ready(engine, ports_of(processes))
        with ExitStack() as calls:
            phones = [phone for _ in range(CALLS) if (phone := called(engine, calls))]
            taken = Counter(served_by(phone) for phone in phones)
            if taken == {process.port: CALLS // 2 for process in processes}:
                stack.push(calls.pop_all())
                return phones
    raise AssertionError(f"the last calls went to {taken}")


def test_calls_are_shared_out_and_all_of_a_call_goes_one_way(engine, processes):
    with ExitStack() as stack:
        phones = shared_out(engine, processes, stack)
        for phone in phones:
            assert phone.answered.header("Record-Route")
            assert phone.goes_on_hearing()
            assert phone.agent.bye().status == 200
        stack.pop_all()
        for phone in phones:
            phone.close()


def test_one_process_killed_ends_its_calls_and_the_next_go_to_the_other(engine, processes):
    killed, other = processes
    with ExitStack() as stack:
        phones = shared_out(engine, processes, stack)
        killed.kill()
        alive = [phone for phone in phones if served_by(phone) == other.port]
        dead = [phone for phone in phones if served_by(phone) == killed.port]
        again = [called(engine, stack) for _ in range(CALLS)]
        assert None not in again, "nobody is lost"
        assert [served_by(phone) for phone in again] == [other.port] * CALLS
        assert all(phone.goes_on_hearing() for phone in alive), "the others' calls go on"
        assert all(len(phone.hears(0.02)) == 0 for phone in dead)
        for phone in alive + again:
            assert phone.agent.bye().status == 200
        stack.pop_all()
        for phone in phones + again:
            phone.close()
    killed.start()
    wait_until(lambda: answers(engine) == killed.port, 60, "the process that is back")


def test_strangers_are_not_let_in(engine):
    with ExitStack() as stack:
        assert called(engine, stack, "127.0.0.44") is None


def pongs(control: int) -> bool:
    """Whether rtpengine answers at its control port: Kamailio asks once, and then not for a minute."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        asking.connect((LOOPBACK, control))
        try:
            asking.send(b"1 d7:command4:pinge")
            return b"pong" in asking.recv(1000)
        except OSError:
            return False


@pytest.fixture
def relayed(processes: list[Process], tmp_path: Path) -> Iterator[tuple[Engine, range]]:
    """Kamailio with rtpengine beside it, and rtpengine's ports."""
    control, first = free_udp_port(), 30000 + 100 * (os.getpid() % 100)
    ports = range(first, first + 99)
    command = ["rtpengine", "--foreground", "--table=-1", "--log-stderr", "--log-level=4"]
    command += [f"--interface={LOOPBACK}", f"--listen-ng={LOOPBACK}:{control}"]
    command += [f"--port-min={ports.start}", f"--port-max={ports.stop}"]
    with (tmp_path / "rtpengine.log").open("wb") as log:
        relay = subprocess.Popen(command, stdout=log, stderr=log)
    wait_until(lambda: pongs(control), 60, "rtpengine")
    more = f'#!define WITH_RTPENGINE\n#!define RTPENGINE "udp:{LOOPBACK}:{control}"\n'
    engine = Engine(tmp_path / "etc", ports_of(processes), more)
    wait_ready(engine, ports_of(processes))
    yield engine, ports
    engine.stop()
    relay.terminate()
    relay.wait(60)


@pytest.mark.skipif(
    shutil.which("rtpengine") is None,
    reason="rtpengine is not installed: make test installs it (Debian: rtpengine-daemon)",
)
def test_audio_goes_by_rtpengine_where_it_is_told_to(relayed):
    engine, ports = relayed
    with ExitStack() as stack:
        phone = called(engine, stack)
        assert phone is not None
        assert phone.audio.port in ports
        phone.silent(0.3)
        assert phone.goes_on_hearing()


@NEEDS_BARESIP_AND_RTPENGINE
def test_a_trunk_may_speak_srtp(relayed, tmp_path):
    engine, _ = relayed
    with Baresip(tmp_path / "caller", (LOOPBACK, engine.port), encrypts=True) as caller:
        caller.ring()
        wait_until(lambda: caller.recorded().stat().st_size > 8000, 30, "half a second of audio")
        caller.hang_up()
    told = (tmp_path / "caller" / "log").read_text()
    assert told.count("RTP/SAVP 8") == 2, "offered, and answered"


@NEEDS_BARESIP_AND_RTPENGINE
def test_a_trunk_may_speak_what_we_do_not(relayed, tmp_path):
    engine, _ = relayed
    with Baresip(tmp_path / "caller", (LOOPBACK, engine.port), codec="GSM") as caller:
        caller.ring()
        wait_until(lambda: caller.recorded().stat().st_size > 8000, 30, "half a second of audio")
        caller.hang_up()
    assert "Set audio decoder: GSM" in (tmp_path / "caller" / "log").read_text()


@pytest.fixture
def encrypted(processes: list[Process], tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Kamailio that also listens for TLS: the port, and the certificate it shows."""
    key, certificate, port = tmp_path / "key.pem", tmp_path / "cert.pem", free_port()
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={LOOPBACK}", "-addext", f"subjectAltName=IP:{LOOPBACK}"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    shutil.copy(certificate, tmp_path / "carrier-ca.pem")
    more = f"#!define WITH_TLS\n#!define LISTEN_TLS tls:{LOOPBACK}:{port}\n"
    engine = Engine(tmp_path / "etc", ports_of(processes), more)
    wait_ready(engine, ports_of(processes))
    yield port, certificate
    engine.stop()


@pytest.mark.skipif(
    not (KAMAILIO_TLS.exists() and INSTALLED),
    reason="make test installs what is missing (Debian: kamailio-tls-modules, baresip-core)",
)
def test_a_trunk_may_call_by_tls(encrypted, tmp_path):
    port, certificate = encrypted
    with Baresip(tmp_path / "caller", (LOOPBACK, port), believes=certificate) as caller:
        caller.ring()
        wait_until(lambda: caller.recorded().stat().st_size > 8000, 30, "half a second of audio")
        caller.hang_up()
        trace = tmp_path / "caller" / "log"
        wait_until(lambda: len(re.findall("CSeq: .* BYE", trace.read_text())) == 2, 30, "an answer")
    assert f"TLS {LOOPBACK}" in trace.read_text()
    assert f"UDP {LOOPBACK}" not in trace.read_text()
