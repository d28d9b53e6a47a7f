"""One thing to say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A text to be spoken in one go, and the name of the human recording that may replace it."""

    text: str
    """Chinese as staff write it; `speech.tts.text_normalization` makes it speakable."""
    recording: str = ""
    """File name without ending in the recordings folder; '' for a phrase nobody recorded."""
    clip: bool = False
    """A part of a number or date, to be joined to others: see `speech.tts.clips`."""
