"""Server processes, each with a disk of its own, behind a real nginx with the shipped rules."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

from ivr.cli.common import local_settings
from ivr.web.worker import CLOSING_SECONDS
from kb.matching import embedding, kept
from tests.support.databases import KEY

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy" / "nginx"
TOKEN = "scale-test-token-0123456789abcdef"
START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_with(database: str, **more: str) -> dict[str, str]:
    """Settings of servers that share `database`."""
    return {
        "HOTLINE_DATABASE_URL": database,
        "HOTLINE_DATA_KEY": KEY,
        "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
        "HOTLINE_SPEECH_CALLS": "8",
        "HOTLINE_DRAIN_SECONDS": "60",
        **more,
    }


def make_var(folder: Path) -> Path:
    """A folder for what a server keeps; in it what is known of the content, else worked out for half a minute."""
    folder.mkdir()
    for known in (embedding.FILE, kept.FOLDER):
        if (there := local_settings().var.resolve() / known).exists():
            (folder / known).symlink_to(there)
    return folder


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, f"{what} took longer than {seconds} s"
        time.sleep(0.1)


class Server:
    """One server process; nothing of its disk is shared with the others."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._var = folder / "var"
        self.settings = settings
        self.name = folder.name
        self.folder = folder
        self.application = "tests.support.app_under_load:app"
        folder.mkdir()
        make_var(self._var)

    def start(self) -> "Server":
        environment = {
            **os.environ,
            "OPENBLAS_NUM_THREADS": "1",
            "HOTLINE_PORT": str(self.port),
            "HOTLINE_VAR": str(self._var),
            **self.settings,
        }
        drain = int(self.settings["HOTLINE_DRAIN_SECONDS"]) + CLOSING_SECONDS
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--worker-class=ivr.drain.Worker"]
                + ["--threads=32", f"--bind=127.0.0.1:{self.port}"]
                # Gunicorn kills a worker it has not heard of, and one that still loads is silent.
                + [f"--timeout={START_SECONDS}"]
                + [f"--graceful-timeout={drain}", "--log-level=warning", self.application],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        return self.answers("/ready") == 200

    def answers(self, path: str) -> int:
        """The status of a page, 0 where nobody answers."""
        try:
            return requests.get(self.url + path, timeout=30).status_code
        except requests.RequestException:
            return 0

    def load(self) -> dict:
        return requests.get(f"{self.url}/health", timeout=30).json()

    def kill(self) -> None:
        """As a machine dies: no good-bye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def told_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()


class Nginx:
    """Real nginx with the shipped rules, the ports of our servers put in."""

    def __init__(self, folder: Path, servers: list[Server]) -> None:
        folder.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._config = folder / "nginx.conf"
        upstreams = (SHIPPED / "upstreams.conf").read_text()
        for shipped, server in zip((8001, 8002), servers, strict=True):
            upstreams = upstreams.replace(f"127.0.0.1:{shipped}", f"127.0.0.1:{server.port}")
        assert not re.search(r":800\d", upstreams)
        (folder / "upstreams.conf").write_text(upstreams)
        shutil.copy(SHIPPED / "proxy.conf", folder)
        self._config.write_text(_MAIN.format(folder=folder, port=self.port))

    def start(self) -> "Nginx":
        self.process = subprocess.Popen(["nginx", "-c", str(self._config), "-p", str(self._folder)])
        wait_until(self._listens, 60, "nginx")
        return self

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


_MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/upstreams.conf;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/proxy.conf;
    }}
}}
"""
