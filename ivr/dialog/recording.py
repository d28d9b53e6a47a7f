"""A caller who does not want to be recorded."""

import re
from dataclasses import dataclass

from ivr.dialog.acts import Ask, Asking, CallerAct, Keyed, Said, Say
from ivr.dialog.effect import Unavailable, keep
from ivr.dialog.saves import StopRecording

_REFUSALS = re.compile(
    "(?:不要?|别|勿|拒绝|不想|不愿意?|不同意|不准|不许|停止)(?:再|给我|被|你们)*录(?:音|下来)?"
)
NO_RECORDING = "2"
"""Key for a caller who does not want to be recorded, at a question whose answer is."""
_MAX = 16
"""A longer utterance tells something else, such as a story in which somebody was recorded."""


@dataclass(frozen=True)
class Told:
    """An answer in free words, which is recorded."""

    text: str = ""
    recording: str = ""


NOTHING = Told()
"""The answer of a caller who pressed the key: the question is passed over."""


def refused(said: Said) -> bool:
    """Whether the caller says "不要录音" and little else."""
    return len(said.text) <= _MAX and bool(_REFUSALS.search(said.text))


def refused_by_key(act: CallerAct, ask: Ask) -> bool:
    """Whether the caller passes over a question because its answer is recorded."""
    return ask.record and isinstance(act, Keyed) and act.keys == NO_RECORDING


def refuse() -> Asking[None]:
    """Stop recording and delete what there is; the call goes on where it was."""
    kept = yield from keep(StopRecording())
    if isinstance(kept, Unavailable) or not kept.already:
        yield Say("recording.refused")
