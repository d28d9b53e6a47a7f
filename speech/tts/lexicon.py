"""The words a general dictionary reads wrongly, and how they are said (`lexicon.yaml`).

Apart from `speech.tts.phonemes`, whose segmenter takes a while to import and is for the voice alone.
"""

from functools import cache
from pathlib import Path

import yaml

LEXICON = Path(__file__).with_name("lexicon.yaml")


@cache
def load() -> dict:
    """The file: readings of words, English words and letters."""
    return yaml.load(LEXICON.read_text(encoding="utf-8"), yaml.CSafeLoader)


def english_words() -> frozenset[str]:
    """The English words that are said as words; all others are spelled by letters."""
    return frozenset(load()["english"])


def lexicon_of(text: str) -> str:
    """What the lexicon says about `text`; part of its rendering's key, so that another reading of a
    word costs only the prompts with that word."""
    lexicon = load()
    words = {**lexicon["words"], **lexicon["english"]}.items()
    return ";".join([str(lexicon["version"]), *(f"{w}={p}" for w, p in words if w in text)])
