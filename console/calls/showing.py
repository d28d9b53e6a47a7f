"""How lists and pages show one call: its state in colour, its length."""

from typing import Any

from markupsafe import Markup

from console.shell.code_labels import CALL_STATES, OUTCOMES
from models.call import Call, CallState

_ENDS = {**OUTCOMES, "ended": CALL_STATES["ended"]}


def call_tag(call: Call) -> Markup:
    """Whether a call goes on, or who ended it, in words; in colour what came of it is shown."""
    if call.state == CallState.ACTIVE:
        return _tag("live", CALL_STATES["active"])
    return _tag("", _ENDS.get(call.outcome or "ended", call.outcome))


def length_of(call: Call) -> str:
    """How long a call took, as minutes and seconds."""
    if call.ended_at is None:
        return ""
    seconds = round((call.ended_at - call.started_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _tag(colour: str, text: Any) -> Markup:
    return Markup('<span class="tag {}">{}</span>').format(colour, text)
