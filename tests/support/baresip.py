"""baresip from Debian as the caller: somebody else's SIP, RTP and keys."""

import json
import shutil
import socket
import subprocess
import time
import wave
from pathlib import Path

import numpy as np

from speech.audio.telephone import read_wav, write_wav
from tests.support.servers import free_port, wait_until

INSTALLED = shutil.which("baresip") is not None
WHY_NOT = "baresip is not installed: make test installs it (Debian: baresip-core)"
LINE_SECONDS = 60
"""baresip hangs up at its sound file's end."""

CONFIG = """
sip_listen 127.0.0.1:0
ausrc_srate 8000
auplay_srate 8000
audio_source aufile,{folder}/say.wav
audio_player aufile,{folder}/alert.wav
audio_alert aufile,{folder}/alert.wav
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{port}
snd_path {folder}
"""


class Baresip:
    """One telephone. `says` is heard from the moment of the answer, after `pause` seconds."""

    def __init__(
        self, folder: Path, says: Path | None = None, pause: float = 0.0, codec: str = "PCMA"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._port = free_port()
        self.events: list[str] = []
        said = read_wav(says) if says else b""
        silence = b"\0\0" * round(pause * 8000)
        write_wav(folder / "say.wav", (silence + said).ljust(LINE_SECONDS * 16000, b"\0"))
        (folder / "config").write_text(CONFIG.format(folder=folder, port=self._port))
        account = f"<sip:13900001111@127.0.0.1>;regint=0;audio_codecs={codec}/8000/1\n"
        (folder / "accounts").write_text(account)
        (folder / "contacts").touch()

    def __enter__(self) -> "Baresip":
        self._log = (self._folder / "baresip.log").open("wb")
        self._process = subprocess.Popen(
            ["baresip", "-f", str(self._folder)],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        wait_until(self._connected, 10, "baresip's start")
        self._socket.settimeout(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    def _connected(self) -> bool:
        try:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=1)
        except OSError:
            return False
        return True

    def dials(self, port: int) -> None:
        """Call the hotline and wait for its answer."""
        self._tell("dial", f"sip:12351@127.0.0.1:{port}")
        self.waits_for("CALL_ESTABLISHED")

    def presses(self, keys: str) -> None:
        for key in keys:
            self._tell("sndcode", key)
            time.sleep(0.3)

    def hangs_up(self) -> None:
        self._tell("hangup")
        time.sleep(0.3)

    def waits_for(self, event: str, seconds: float = 10.0) -> None:
        """Until baresip tells of an event."""
        until = time.monotonic() + seconds
        while not any(event in told for told in self.events):
            assert time.monotonic() < until, f"no {event}; told: {self.events}"
            try:
                self.events.append(self._socket.recv(8192).decode())
            except TimeoutError:
                continue

    def heard(self) -> np.ndarray:
        """What the caller heard, as samples; once hung up."""
        dump = next(self._folder.glob("dump-*-dec.wav"))
        with wave.open(str(dump)) as file:
            return np.frombuffer(file.readframes(file.getnframes()), "<i2")

    def _tell(self, command: str, parameter: str = "") -> None:
        told = {"command": command, "params": parameter, "token": "t"}
        text = json.dumps(told).encode()
        self._socket.sendall(b"%d:%b," % (len(text), text))
