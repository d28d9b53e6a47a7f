"""Faults of members' files in the page's language."""

from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models.member_faults import FileCode, MemberFileError, RowCode, RowFault

COLUMNS: dict[str, LazyString] = {
    "number": _l("会员编号"),
    "name": _l("姓名"),
    "employer": _l("单位"),
    "plan": _l("保障类别"),
    "state": _l("会员卡状态"),
    "birth_date": _l("出生日期"),
    "mobile": _l("手机"),
    "covered_from": _l("保障开始日"),
    "covered_to": _l("保障结束日"),
    "id_masked": _l("证件号（打星）"),
}
REASONS: dict[RowCode, LazyString] = {
    "not_digits": _l("会员编号“%(value)s”不是 10 位数字"),
    "zeros_lost": _l("会员编号只有 %(count)s 位，要 10 位；前面的 0 可能丢了，请把这一列设成文本"),
    "too_many_digits": _l("会员编号有 %(count)s 位，要 10 位"),
    "words": _l("“%(column)s”空着，或者超过 %(most)s 个字"),
    "plan": _l("保障类别“%(value)s”不是 A 或 B"),
    "state": _l("会员卡状态“%(value)s”不认识；要写 有效、挂失、注销、转移 或 过期"),
    "date": _l("“%(column)s”里的“%(value)s”不是日期，要写成 2026-01-31 这样"),
    "ends_first": _l("保障结束日早于开始日"),
    "birth": _l("出生日期 %(day)s 不可能"),
    "mobile": _l("手机不是 11 位手机号"),
    "id_masked": _l("证件号没有打星（至少 4 个 *）"),
    "union_code": _l("工会代码 %(code)s 不在代码表里"),
    "same_number": _l("和第 %(other)s 行编号相同，但人或状态不一样"),
    "overlap": _l("保障期和第 %(other)s 行重叠"),
    "overlap_kept": _l("保障期和已有的 %(starts)s 到 %(ends)s 重叠"),
    "second_card": _l("和第 %(other)s 行是同一个人，却有第二张有效卡"),
    "second_card_kept": _l("这个人已有另一个编号的有效卡"),
}
FILE_REASONS: dict[FileCode, LazyString] = {
    "not_utf8": _l("文件不是 UTF-8 编码，请另存为“CSV UTF-8”"),
    "kind": _l("请选择 CSV 或 Excel（.xlsx）文件。"),
    "columns": _l("缺少这些列：%(names)s"),
    "not_xlsx": _l("打不开这个 Excel 文件，可能已损坏或有密码"),
}


@dataclass(frozen=True)
class FileFaults:
    """What is wrong with a file."""

    rows: list[tuple[int, str]]
    """(line, reason), in the order of the file."""
    more: int = 0
    """Faults that are not shown."""
    file: str = ""
    """What is wrong with the file as a whole."""


def of_rows(faults: list[RowFault], count: int) -> FileFaults:
    """Faults of rows; `count` is how many there are in all."""
    rows = [(fault.line, _reason(fault.code, fault.values)) for fault in faults]
    return FileFaults(sorted(rows), count - len(rows))


def of_file(error: MemberFileError) -> FileFaults:
    """The fault of a file that cannot be read at all."""
    return FileFaults([], file=str(FILE_REASONS[error.code]) % error.values)


def _reason(code: RowCode, values: dict[str, Any]) -> str:
    """One fault in words."""
    column = values.get("column", "")
    return str(REASONS[code]) % {**values, "column": COLUMNS.get(column, column)}
