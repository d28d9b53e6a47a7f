"""What the log of actions adds to an action, in words: it is kept in codes and in English."""

import re

from flask_babel import gettext as _

from console.shell import code_labels
from console.shell.layout import codes, word
from models.staff import StaffAction

_IMPORTED = re.compile(r"(\d+) new, (\d+) changed")
_CHECKED = re.compile(r"(\d+) rows")


def detail(action: StaffAction) -> str:
    """The detail of an action as people read it; what is no code stays as it is."""
    told = action.detail
    if action.action == "notice state":
        return codes(told, code_labels.CASES)
    if action.action.startswith("setting "):
        return codes(told, code_labels.SETTING_VALUES)
    if imported := _IMPORTED.fullmatch(told):
        return _("新增 %(a)s，更新 %(c)s", a=imported[1], c=imported[2])
    if checked := _CHECKED.fullmatch(told):
        return _("%(n)s 行", n=checked[1])
    return str(word(told, code_labels.TOLD))
