"""Kamailio with the shipped configuration, before doors on loopback."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.servers import ROOT
from tests.support.sip import LOOPBACK, free_udp_port

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
