"""The process that speaks one text with pyttsx3: text on stdin, `FILE VOICE RATE` as arguments.

With espeak-ng, the first `runAndWait` of a process returns while another thread still speaks; the
file is whole when the utterance is said to be finished. What fails in that thread, such as writing
the file, reaches nobody but `sys.unraisablehook`.
"""

import sys
import threading

import pyttsx3
from pyttsx3.voice import Voice


class Outcome:
    """Whether the speech is finished, and what went wrong."""

    def __init__(self) -> None:
        self.finished = threading.Event()
        self.fault = ""

    def finish(self, **_: object) -> None:
        """For pyttsx3: the file is written."""
        self.finished.set()

    def fail(self, exception: BaseException, **_: object) -> None:
        """For pyttsx3: something it was told to do failed."""
        self.fault = self.fault or f"{type(exception).__name__}: {exception}"
        self.finished.set()

    def fail_in_thread(self, raised: "sys.UnraisableHookArgs") -> None:
        """For Python: the engine's thread failed."""
        self.fail(raised.exc_value or RuntimeError(str(raised.err_msg)))


def main(target: str, voice: str, rate: str) -> None:
    """Write the speech to `target` in whatever format the system's voice makes."""
    outcome = Outcome()
    sys.unraisablehook = outcome.fail_in_thread
    engine = pyttsx3.init()
    engine.connect("finished-utterance", outcome.finish)
    engine.connect("error", outcome.fail)
    chosen = choose(engine.getProperty("voices"), voice)
    if chosen:
        engine.setProperty("voice", chosen)
    if int(rate):
        engine.setProperty("rate", int(rate))
    engine.save_to_file(sys.stdin.buffer.read().decode(), target)
    engine.runAndWait()
    if engine.driver_name == "espeak":
        outcome.finished.wait()
    if outcome.fault:
        raise SystemExit(outcome.fault)


def choose(known: list[Voice], wanted: str) -> str:
    """The id of the first voice whose id holds `wanted`, else of the best Mandarin one, else ''.

    The first of espeak-ng's two Mandarin voices says the tones as English numbers.
    """
    named = [v.id for v in known if wanted and wanted.lower() in v.id.lower()]
    mandarin = [v.id for v in known if _is_mandarin(v)]
    mandarin.sort(key=lambda name: "pinyin" not in name)
    return next(iter(named or mandarin), "")


def _is_mandarin(voice: Voice) -> bool:
    marks = [voice.id, voice.name, *(str(language) for language in voice.languages or [])]
    text = " ".join(marks).lower()
    return any(mark in text for mark in ("cmn", "zh-cn", "zh_cn", "mandarin"))


if __name__ == "__main__":
    main(*sys.argv[1:])
