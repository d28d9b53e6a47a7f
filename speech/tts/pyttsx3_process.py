"""The process that speaks one text with pyttsx3: text on stdin, `FILE VOICE RATE` as arguments."""

import sys

import pyttsx3
from pyttsx3.voice import Voice


def main(target: str, voice: str, rate: str) -> None:
    """Write the speech to `target` in whatever format the system's voice makes."""
    engine = pyttsx3.init()
    known = engine.getProperty("voices")
    matching = [v.id for v in known if voice and voice.lower() in v.id.lower()]
    chosen = matching or [v.id for v in known if _is_chinese(v)]
    if chosen:
        engine.setProperty("voice", chosen[0])
    if int(rate):
        engine.setProperty("rate", int(rate))
    engine.save_to_file(sys.stdin.buffer.read().decode(), target)
    engine.runAndWait()


def _is_chinese(voice: Voice) -> bool:
    marks = [voice.id, voice.name, *(str(language) for language in voice.languages or [])]
    text = " ".join(marks).lower()
    return any(mark in text for mark in ("cmn", "zh-cn", "zh_cn", "mandarin", "chinese"))


if __name__ == "__main__":
    main(*sys.argv[1:])
