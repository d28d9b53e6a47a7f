"""baresip from Debian as the caller's telephone: somebody else's SIP, RTP and keys."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from simulator.audio import SILENCE, write_wav
from simulator.ear import Ear
from simulator.events import Log
from simulator.options import CallOptions, Dial
from simulator.sip.agent import RefusedError, call_name
from simulator.sip.baresip_talk import BaresipTalk
from simulator.sip.message import Message, parse

INSTALLED = shutil.which("baresip") is not None
LINE_SECONDS = 600
"""baresip hangs up at its sound file's end, so silence follows what is said."""
PATIENCE = 60.0
"""Seconds until baresip is given up, on a busy machine too."""
_ANSWER = re.compile(rb"SIP/2\.0 200 OK\r\n.*?\r\n\r\n", re.DOTALL)
_CONFIG = """
sip_listen 127.0.0.1:0
ausrc_srate 8000
auplay_srate 8000
audio_source aufile,{folder}/say.wav
audio_player aufile,{folder}/alert.wav
audio_alert aufile,{folder}/alert.wav
module_path /usr/lib/baresip/modules
module g711.so
module gsm.so
module aufile.so
module sndfile.so
module srtp.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{port}
snd_path {folder}
"""


class Baresip:
    """One telephone in a process of its own; a context manager."""

    def __init__(
        self,
        folder: Path,
        server: tuple[str, int],
        caller: str = "13900001111",
        *,
        called: str = "12351",
        codec: str = "PCMA",
        believes: Path | None = None,
        encrypts: bool = False,
    ) -> None:
        """`folder` gets what baresip needs and records; `server` is the hotline's SIP door.

        `believes` is a file of certificates; where it is given, baresip calls by TLS. `encrypts`: it
        speaks SRTP and nothing else.
        """
        self.events: list[dict[str, str]] = []
        self._folder = folder
        self._address = f"sip:{called}@{server[0]}:{server[1]}"
        config = _CONFIG.format(folder=folder, port=(control := _free_port()))
        if believes:
            self._address += ";transport=tls"
            config += f"sip_cafile {believes}\n"
        self._port = control
        self._unread = b""
        self._said = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._sound_file(b"", "say.wav")
        (folder / "config").write_text(config)
        account = f"<sip:{caller}@127.0.0.1>;regint=0;audio_codecs={codec}/8000/1"
        account += ";mediaenc=srtp-mand" if encrypts else ""
        (folder / "accounts").write_text(f"{account}\n")
        (folder / "contacts").touch()

    def __enter__(self) -> "Baresip":
        self._log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            ["baresip", "-s", "-f", str(self._folder)],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        try:
            _until(self._connected, PATIENCE, "baresip did not start")
        except TimeoutError:
            self._end()
            raise
        self._control.settimeout(0)
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._log.close()

    def _connected(self) -> bool:
        try:
            self._control = socket.create_connection(("127.0.0.1", self._port), timeout=1)
        except OSError:
            return False
        return True

    # As `simulator.sip.phone.Phone` wants it

    @property
    def name(self) -> str:
        """What the hotline's register of calls calls this call, once it is answered."""
        found = _ANSWER.search((self._folder / "log").read_bytes())
        answer = parse(found[0]) if found else Message("")
        return call_name(answer.header("Call-ID"), answer.tag("From"), answer.tag("To"))

    def ring(self) -> None:
        """Call the hotline until it answers. Raises `RefusedError` or `TimeoutError`."""
        self._tell("dial", self._address)
        _until(lambda: self.has_told("CALL_ESTABLISHED") or self.over, PATIENCE, "no answer")
        if self.over:
            closed = next(event for event in self.events if event["type"] == "CALL_CLOSED")
            raise RefusedError(Message(f"SIP/2.0 {closed['param']}"))

    def converse(self, _ear: Ear, _log: Log, _dial: Dial, _options: CallOptions) -> BaresipTalk:
        """What is to be run on the caller's line, once answered."""
        return BaresipTalk(
            self.recorded(), says=self.says, presses=self.presses, over=lambda: self.over
        )

    def hang_up(self) -> None:
        """End the call. Raises `TimeoutError` where baresip does not."""
        self._tell("hangup")
        _until(lambda: self.over, PATIENCE, "baresip did not hang up")

    # What a person does with it

    def says(self, mulaw: bytes) -> None:
        """Say a sound from now on; whatever was being said ends."""
        self._said += 1
        file = self._sound_file(mulaw, f"say-{self._said}.wav")
        self._tell("ausrc", f"aufile,{file}")

    def presses(self, key: str) -> None:
        """Press one key."""
        self._tell("sndcode", key)

    def recorded(self) -> Path:
        """What is heard, as a WAV file that grows with the call."""
        return next(self._folder.glob("dump-*-dec.wav"))

    @property
    def over(self) -> bool:
        """Whether the call is over, whoever ended it."""
        return self.has_told("CALL_CLOSED")

    def has_told(self, event: str) -> bool:
        """Whether baresip has told of an event."""
        self._listen()
        return any(told["type"] == event for told in self.events)

    def _sound_file(self, mulaw: bytes, name: str) -> Path:
        path = self._folder / name
        write_wav(path, mulaw + SILENCE * (LINE_SECONDS * 50))
        return path

    def _tell(self, command: str, parameter: str = "") -> None:
        text = json.dumps({"command": command, "params": parameter}).encode()
        self._control.sendall(b"%d:%b," % (len(text), text))

    def _listen(self) -> None:
        """Take in what baresip tells: JSON, each piece behind its length and before a comma."""
        try:
            self._unread += self._control.recv(65536)
        except BlockingIOError:
            return
        while True:
            length, colon, rest = self._unread.partition(b":")
            if not colon or len(rest) <= int(length):
                return
            told = json.loads(rest[: int(length)])
            self._unread = rest[int(length) + 1 :]
            if told.get("event"):
                self.events.append(told)


def _until(true: Callable[[], bool], seconds: float, complaint: str) -> None:
    """Wait. Raises `TimeoutError` with the complaint."""
    give_up = time.monotonic() + seconds
    while not true():
        if time.monotonic() >= give_up:
            raise TimeoutError(f"{complaint} within {seconds:g} s")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
