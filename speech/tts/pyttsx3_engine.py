"""pyttsx3: the voice of the operating system (SAPI on Windows, NSSS on macOS, espeak-ng on Linux).

pyttsx3 runs in a process of its own for each text, because its `save_to_file` loop is known to
hang; after a time-out the process is killed and the text reported.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from speech.audio import LINE_RATE
from speech.audio.loudness import normalise, trim
from speech.audio.sound_files import SoundFileError, load_sound
from speech.audio.telephone import to_pcm
from speech.tts.synthesizer import SynthesisError, VoiceUnavailableError

_SPEAKER = Path(__file__).with_name("pyttsx3_process.py")
_TIMEOUT_SECONDS = 30.0


class Pyttsx3:
    """The system's voice. Raises `VoiceUnavailableError` at once when it cannot speak."""

    name = "pyttsx3"

    def __init__(self, voice: str = "", rate: int = 0, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Use the system voice whose id holds `voice`, or its first Chinese one, or its default.

        `rate` in words per minute, 0 for the voice's own; `timeout` seconds for one text.
        """
        self.voice = f"{voice or 'zh'}@{rate}"
        self._arguments = [voice, str(rate)]
        self._timeout = timeout
        try:
            self.synthesize("一")
        except SynthesisError as error:
            raise VoiceUnavailableError(f"pyttsx3 cannot speak here: {error}") from error

    def synthesize(self, text: str) -> bytes:
        """Speak normalised `text`; see `Synthesizer.synthesize`."""
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "speech.wav"
            self._run(text, target)
            try:
                samples = load_sound(target)
            except SoundFileError as error:
                raise SynthesisError(f"pyttsx3 made no sound of {text!r}: {error}") from error
        samples = trim(normalise(samples, LINE_RATE), LINE_RATE)
        if not samples.size:
            raise SynthesisError(f"pyttsx3 made only silence of {text!r}")
        return to_pcm(samples)

    def _run(self, text: str, target: Path) -> None:
        command = [sys.executable, str(_SPEAKER), str(target), *self._arguments]
        try:
            subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=self._timeout, check=True
            )
        except subprocess.TimeoutExpired as error:
            message = f"pyttsx3 did not finish {text!r} within {self._timeout:g} s"
            raise SynthesisError(message) from error
        except subprocess.CalledProcessError as error:
            last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise SynthesisError(f"pyttsx3 failed on {text!r}: {''.join(last)}") from error
