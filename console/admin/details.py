"""What the log of actions says of an action, in words: it is kept in codes and in English."""

import re
from collections.abc import Callable

from flask_babel import gettext as _

from console.shell import code_labels
from console.shell.layout import codes, word
from models.staff import StaffAction

_WORDS: dict[str, Callable[[str], str]] = {
    "notice state": lambda told: codes(told, code_labels.CASES),
    "notice corrected": lambda told: str(word(told, code_labels.NOTICE_FIELDS)),
    "setting changed": lambda told: codes(told, code_labels.SETTING_VALUES),
    "setting given up": lambda told: codes(told, code_labels.SETTING_VALUES),
    "turn corrected": lambda told: str(word(told, code_labels.TOPICS)),
}
"""Action -> how its detail is read."""
_ACCOUNT = re.compile(r"(.+) \((\w+)\)")
_IMPORTED = re.compile(r"(\d+) new, (\d+) changed")
_CHECKED = re.compile(r"(\d+) rows")
_READ = re.compile(r"(\d+) / (\d+)")
_FORCED = re.compile(r"forced past (\d+) tests; (.*)", re.DOTALL)


def subject(action: StaffAction) -> str:
    """What an action was about as people read it: accounts with their role, codes in words."""
    if account := _ACCOUNT.fullmatch(action.subject):
        return f"{account[1]}（{word(account[2], code_labels.ROLES)}）"
    return str(word(action.subject, code_labels.TOLD))


def detail(action: StaffAction) -> str:
    """The detail of an action as people read it; what is no code stays as it is."""
    told = action.detail
    if read := _WORDS.get(action.action):
        return read(told)
    if imported := _IMPORTED.fullmatch(told):
        return _("新增 %(a)s，更新 %(c)s", a=imported[1], c=imported[2])
    if checked := _CHECKED.fullmatch(told):
        return _("%(n)s 行", n=checked[1])
    if items := _READ.fullmatch(told):
        return _("%(n)s 条，改动 %(c)s 条", n=items[1], c=items[2])
    if forced := _FORCED.fullmatch(told):
        return _("%(n)s 条测试没通过也发布了：%(items)s", n=forced[1], items=forced[2])
    return str(word(told, code_labels.TOLD))
