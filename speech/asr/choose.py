"""Which engine recognises: what the settings ask for and what this machine has."""

import logging
import threading
from pathlib import Path

from speech.asr.recognizer import Recognizer, SpeechUnavailableError
from speech.asr.vosk.engine import Vosk
from speech.asr.whisper.engine import Whisper
from speech.model_files import WeightsError, ensure, present

log = logging.getLogger(__name__)
ENGINES = ("auto", "vosk", "whisper")
START_SECONDS = 5.0
"""How long a start waits for a Vosk model it could do without."""
_MANDARIN = ("vosk-cn", "vosk-small-cn")
"""Best first. Only the last is fetched unasked; the first is over a gigabyte."""

_refused: dict[tuple[str, Path], str] = {}
"""Why weights could not be had, so that one process does not try again for every call."""


def load(
    engine: str, weights_root: Path, model: Path | None = None, at_once: int = 1
) -> Recognizer:
    """Load a recogniser. Raises `SpeechUnavailableError` with what is missing and how to get it.

    `auto` is Vosk if a Mandarin model is there or arrives within `START_SECONDS` (a slower download
    goes on, for the next start), else Whisper. `model` is the folder of a Vosk model to use instead
    of the Mandarin ones. `at_once`: utterances decoded at the same moment, a core for each.
    """
    if engine not in ENGINES:
        raise SpeechUnavailableError(f"no engine {engine!r}; there are {', '.join(ENGINES)}")
    if engine == "whisper":
        return Whisper(_weights("whisper-base", weights_root), at_once)
    folder = model or _mandarin(weights_root)
    if folder is None and engine == "vosk":
        folder = _weights(_MANDARIN[-1], weights_root)
    if folder is None:
        folder = _soon(_MANDARIN[-1], weights_root)
    if folder is not None:
        return Vosk(folder, at_once)
    log.info("no Mandarin Vosk model, Whisper recognises: %s", _why(_MANDARIN[-1], weights_root))
    return Whisper(_weights("whisper-base", weights_root), at_once)


def _mandarin(root: Path) -> Path | None:
    for name in _MANDARIN:
        if present(name, root):
            return _weights(name, root)
    return None


def _weights(name: str, root: Path) -> Path:
    if (name, root) in _refused:
        raise SpeechUnavailableError(_refused[name, root])
    try:
        return ensure(name, root)
    except WeightsError as error:
        _refused[name, root] = str(error)
        raise SpeechUnavailableError(str(error)) from error


def _soon(name: str, root: Path) -> Path | None:
    """The weights if they can be had within a few seconds."""
    if (name, root) in _refused:
        return None
    arrived: list[Path] = []
    gone_on = threading.Event()

    def fetch() -> None:
        try:
            arrived.append(ensure(name, root))
        except WeightsError as error:
            _refused[name, root] = str(error)
            return
        if gone_on.is_set():
            log.warning(
                "%s has arrived: the next start recognises with Vosk; HOTLINE_ENGINE=whisper keeps"
                " Whisper",
                name,
            )

    fetching = threading.Thread(target=fetch, name=f"fetch {name}", daemon=True)
    fetching.start()
    fetching.join(START_SECONDS)
    gone_on.set()
    return arrived[0] if arrived else None


def _why(name: str, root: Path) -> str:
    return _refused.get((name, root), f"{name} is being fetched for the next start")
