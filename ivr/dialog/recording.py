"""A caller who does not want to be recorded."""

import re
from collections.abc import Generator
from typing import Any

from ivr.dialog.acts import Ask, CallerAct, Keyed, Request, Said, Save, Saved, Say

_REFUSALS = re.compile(
    "(?:不要?|别|勿|拒绝|不想|不愿意?|不同意|不准|不许|停止)(?:再|给我|被|你们)*录(?:音|下来)?"
)
NO_RECORDING = "2"
"""Key for a caller who does not want to be recorded, at a question whose answer is."""
NOTHING = {"text": "", "recording": ""}
"""The answer of a caller who pressed it: the question is passed over."""
_MAX = 16
"""A longer utterance tells something else, such as a story in which somebody was recorded."""


def refused(said: Said) -> bool:
    """Whether the caller says "不要录音" and little else."""
    return len(said.text) <= _MAX and bool(_REFUSALS.search(said.text))


def refused_by_key(act: CallerAct, ask: Ask) -> bool:
    """Whether the caller passes over a question because its answer is recorded."""
    return ask.record and isinstance(act, Keyed) and act.keys == NO_RECORDING


def refuse() -> Generator[Request, Any, None]:
    """Stop recording and delete what there is; the call goes on where it was."""
    kept = yield Save("no_recording")
    if not (isinstance(kept, Saved) and kept.data.get("already")):
        yield Say("recording.refused")
