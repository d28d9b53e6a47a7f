"""What callers said, kept as WAV files."""

import wave
from pathlib import Path

from speech.recognizer import LINE_RATE


class Recordings:
    """A folder per call, a file per utterance."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, call: str, seq: int, pcm: bytes) -> str:
        """Write 8 kHz 16-bit mono `pcm`; return its path relative to the recordings folder.

        Two utterances of one turn get different names: nothing is overwritten.
        """
        folder = self._folder / call
        folder.mkdir(parents=True, exist_ok=True)
        part = sum(1 for _ in folder.glob(f"{seq:03}-*.wav"))
        path = folder / f"{seq:03}-{part}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(LINE_RATE)
            file.writeframes(pcm)
        return str(path.relative_to(self._folder))
