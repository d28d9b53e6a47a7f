"""Loads the digit model, where its weights are on this machine."""

from pathlib import Path

from speech.digits.digit_fusion_recognizer import DigitEars
from speech.digits.head import HEADS, DigitHead
from speech.model_files import present

WHISPER = "whisper-base"


def load(weights_root: Path, at_once: int = 1) -> DigitEars | None:
    """The head on Whisper's encoder where its weights are, whichever engine is the main one."""
    if not all(head.exists() for head in HEADS) or not present(WHISPER, weights_root):
        return None
    return DigitHead(weights_root / WHISPER, at_once)
