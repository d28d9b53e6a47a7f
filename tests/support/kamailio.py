"""Kamailio with the shipped configuration, before doors on loopback."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from simulator.sip import Agent, RefusedError
from tests.support.servers import ROOT, wait_until
from tests.support.sip import LOOPBACK, Telephone, free_udp_port

SHIPPED = ROOT / "deploy" / "sip"
NEEDS_KAMAILIO = pytest.mark.skipif(
    shutil.which("kamailio") is None,
    reason="Kamailio is not installed: make test installs it (Debian: kamailio)",
)


class Engine:
    """Kamailio with the shipped files; ports and folder are put in."""

    def __init__(self, folder: Path, doors: Sequence[int], more: str = "") -> None:
        """`doors` are the ports of SIP doors; `more` is what else stands in local.cfg."""
        self.port = free_udp_port()
        shutil.copytree(SHIPPED, folder)
        local = f'#!define FOLDER "{folder}"\n#!define LISTEN udp:{LOOPBACK}:{self.port}\n'
        (folder / "local.cfg").write_text(local + more)
        tls = (folder / "tls.cfg").read_text()
        (folder / "tls.cfg").write_text(tls.replace("/etc/kamailio", str(folder.parent)))
        (folder / "addresses.list").write_text(f"1 {LOOPBACK} 32\n2 {LOOPBACK} 32\n")
        destinations = [f"1 sip:{LOOPBACK}:{door}\n" for door in doors]
        (folder / "dispatcher.list").write_text("".join(destinations))
        command = [
            "kamailio",
            "-f",
            str(folder / "kamailio.cfg"),
            "-DD",
            "-Y",
            str(folder),
            "-m",
            "32",
        ]
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._log.close()


def wait_ready(engine: Engine, doors: Sequence[int]) -> None:
    """Until Kamailio has given a call to each of the doors."""
    missing = set(doors)

    def all_answered() -> bool:
        missing.discard(answers(engine))
        return not missing

    wait_until(all_answered, 60, "Kamailio and the first answers of the doors")


def answers(engine: Engine, host: str = LOOPBACK) -> int:
    """The port of the door that takes a call now; 0 for none."""
    with ExitStack() as stack:
        phone = called(engine, stack, host)
        return served_by(phone) if phone else 0


def called(engine: Engine, stack: ExitStack, host: str = LOOPBACK) -> Telephone | None:
    """A call through Kamailio that goes on until the stack ends."""
    phone = Telephone(Agent((LOOPBACK, engine.port), host=host))
    stack.callback(phone.close)
    try:
        phone.answered = phone.calls()
    except (RefusedError, TimeoutError) as error:
        print(f"no call: {error}")
        return None
    stack.callback(phone.agent.bye)
    return phone


def served_by(phone: Telephone) -> int:
    return int(re.search(r":(\d+)>", phone.answered.header("Contact"))[1])
