"""The list of notices as a file: what is due when and who has it, nothing that names anybody."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l

from console.notices.queue import HandledNotice
from console.shell.code_labels import ACCIDENT_OUTCOMES, CASES
from console.shell.layout import clock, word

COLUMNS = (
    _l("受理号"),
    _l("报案时间"),
    _l("出事日期"),
    _l("伤亡情况"),
    _l("报送期限"),
    _l("鉴定期限"),
    _l("状态"),
    _l("没说完"),
    _l("经办人"),
    _l("对方编号"),
)
"""Heads, in the page's language."""


def rows(cases: Iterable[HandledNotice]) -> Iterator[tuple[Any, ...]]:
    """The heads, then a line for each."""
    yield tuple(map(str, COLUMNS))
    for case in cases:
        notice = case.notice
        yield (
            notice.reference,
            clock(notice.created_at),
            str(notice.accident_date or ""),
            str(word(notice.outcome, ACCIDENT_OUTCOMES)),
            str(case.society.day) if case.society else "",
            str(case.assessment.day) if case.assessment else "",
            str(word(case.state, CASES)),
            1 if case.incomplete else "",
            case.assignee,
            case.office_reference,
        )
