"""Loads the ears for short answers, where their weights are on this machine."""

from pathlib import Path

from speech.answers.head import HEADS, AnswerHead
from speech.digits.encoder import Encoder
from speech.digits.load import WHISPER
from speech.model_files import present


def load(weights_root: Path, at_once: int = 1) -> AnswerHead | None:
    """The heads on Whisper's encoder where its weights are, whichever engine is the main one."""
    if not all(head.exists() for head in HEADS) or not present(WHISPER, weights_root):
        return None
    return AnswerHead(Encoder(weights_root / WHISPER, at_once), at_once)
