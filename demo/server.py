"""A hotline server of its own, in other processes, on a free loopback port."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from kb.matching import embedding, kept

START_SECONDS = 300
STOP_SECONDS = 15
TOKEN = "demo-token-not-secret"


class ServerError(Exception):
    """The server did not start; the message holds the end of its log."""


class Server:
    """A context manager: the server runs inside the `with`."""

    def __init__(self, var: Path, workdir: Path, **settings: str) -> None:
        """`workdir` gets everything the server keeps; `var` has the weights and prompts."""
        self.workdir = workdir
        self.port = free_port()
        self.sip_port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.captions = workdir / "captions.jsonl"
        self.var = _own(var, workdir)
        self.database_url = f"sqlite:///{workdir}/demo.db"
        self._log_path = workdir / "server.log"
        self._environment = {
            **os.environ,
            "HOTLINE_PORT": str(self.port),
            "HOTLINE_VAR": str(self.var),
            "HOTLINE_DATABASE_URL": self.database_url,
            "HOTLINE_CAPTIONS": str(self.captions),
            "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
            "HOTLINE_CHECK_SIGNATURES": "true",
            "HOTLINE_SPEECH_CALLS": "10",
            "HOTLINE_SIP_PORT": str(self.sip_port),
            **settings,
        }

    def __enter__(self) -> "Server":
        self.captions.touch()
        self._log = self._log_path.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ivr.cli.main", "serve"],
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()

    def health(self) -> dict[str, object]:
        """What the server says of itself."""
        answer: dict[str, object] = requests.get(f"{self.url}/health", timeout=30).json()
        return answer

    def _wait(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if self._process.poll() is not None:
                break
            try:
                self.health()
                return
            except (requests.RequestException, ValueError):
                time.sleep(0.3)
        raise ServerError(
            f"the server did not start; the end of {self._log_path}:\n"
            + self._log_path.read_text(errors="replace")[-2000:]
        )


def _own(var: Path, workdir: Path) -> Path:
    """A VAR that shares what is expensive and nothing that tells of calls: no journal, no key."""
    own = workdir / "var"
    own.mkdir(exist_ok=True)
    for shared in ("weights", "prompts", kept.FOLDER):
        (var / shared).mkdir(parents=True, exist_ok=True)
        (own / shared).symlink_to(var / shared)
    if (var / embedding.FILE).exists():
        (own / embedding.FILE).symlink_to(var / embedding.FILE)
    return own


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
