"""The voices an answer may be listened to in, as a page offers them."""

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from console.shell.context import services
from ivr.services.trial_voices import OWN

_LABELS = {
    OWN: _l("热线的声音"),
    "zf_xiaobei": _l("女声"),
    "zm_yunxi": _l("男声"),
}


def voice_labels() -> dict[str, str]:
    """What each voice is called, the hotline's own first and marked."""
    offered = services().trial_voices
    labels = {name: str(_LABELS.get(name, name)) for name in offered.names}
    if offered.usual != OWN:
        labels[offered.usual] += _("（热线在用）")
    return labels


def voice_asked_for() -> str:
    """The voice an address names, the hotline's own where it names none; else 404."""
    offered = services().trial_voices
    name = request.args.get("voice", offered.usual)
    if name not in offered.names:
        abort(404)
    return name
