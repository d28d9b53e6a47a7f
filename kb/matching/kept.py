"""What was worked out from an edition's phrases, kept in VAR: the next start need not work it out again."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np

from kb.content.whole_files import write_whole

FOLDER = "learned"
"""Weights, a file for each set of phrases they were learned from."""
_MOST = 8
"""Files kept there, those last used: as many editions."""


def home() -> Path:
    """The folder whose files outlive a process."""
    return Path(os.environ.get("HOTLINE_VAR", "var"))


def learned_once(digest: str, learn: Callable[[], np.ndarray]) -> np.ndarray:
    """What `learn` returns. `digest` names all it depends on: the next time it is only read."""
    path = home() / FOLDER / f"{digest}.npy"
    try:
        weights = np.asarray(np.load(path))
        path.touch()  # those in use are kept
        return weights
    except (OSError, EOFError, ValueError):  # none yet, or damaged
        weights = learn()
    keep(path, lambda file: np.save(file, weights))
    _forget_old(path.parent)
    return weights


def keep(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let `write` fill a file at `path`, its folder made; where that is not possible, nothing is kept."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, write)


def _forget_old(folder: Path) -> None:
    try:
        by_age = sorted(folder.glob("*.npy"), key=lambda path: path.stat().st_mtime)
    except OSError:  # another process was quicker
        return
    for path in by_age[:-_MOST]:
        path.unlink(missing_ok=True)
