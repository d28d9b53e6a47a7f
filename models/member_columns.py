"""The columns of a members' file: what they are called here, in Chinese, and by whoever fills it in.

Blanks, case, full-width letters, marks such as * and a remark in brackets make no difference.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    """As exports write it."""
    chinese: str
    others: tuple[str, ...]
    """Further names by which it is known."""
    needed: bool = True


ALL = (
    Column(
        "number",
        "会员编号",
        ("会员号", "会员号码", "会员编码", "会员证号", "会员卡号", "会员服务卡号", "工会会员编号")
        + (
            "工会会员号",
            "工会会员服务卡号",
            "工会卡号",
            "卡号",
            "编号",
            "member number",
            "member no",
        ),
    ),
    Column(
        "name",
        "姓名",
        ("名字", "会员姓名", "职工姓名", "员工姓名", "真实姓名", "中文姓名", "持卡人", "持卡人姓名")
        + ("full name", "member name"),
    ),
    Column(
        "employer",
        "单位",
        (
            "工作单位",
            "单位名称",
            "单位全称",
            "所在单位",
            "所属单位",
            "用人单位",
            "现单位",
            "基层单位",
        )
        + ("工作单位名称", "公司", "公司名称", "企业", "企业名称", "company", "employer name"),
    ),
    Column(
        "plan",
        "保障类别",
        (
            "保障类型",
            "保障计划",
            "保障方案",
            "保障档次",
            "保障种类",
            "参保类别",
            "参保类型",
            "参保档次",
        )
        + ("保障", "类别", "档次", "计划", "方案", "benefit", "class"),
    ),
    Column(
        "state",
        "会员卡状态",
        ("卡状态", "卡片状态", "会员状态", "会员服务卡状态", "状态", "card state", "card status")
        + ("status",),
    ),
    Column(
        "birth_date",
        "出生日期",
        ("出生年月日", "出生年月", "出生时间", "出生", "生日", "birthday", "date of birth", "dob")
        + ("born",),
    ),
    Column(
        "mobile",
        "手机",
        ("手机号", "手机号码", "移动电话", "联系手机", "联系电话", "联系方式", "本人手机", "电话")
        + ("电话号码", "mobile phone", "mobile number", "phone", "phone number"),
    ),
    Column(
        "covered_from",
        "保障开始日",
        ("保障开始日期", "保障开始时间", "保障起始日", "保障起始日期", "保障起始时间", "保障起期")
        + (
            "保障生效日",
            "保障生效日期",
            "保障期开始",
            "保障期开始日",
            "保障期起",
            "保障起",
            "起保日期",
        )
        + ("起保日", "开始日", "开始日期", "起始日", "起始日期", "生效日", "生效日期", "参保日期")
        + ("参保开始日期", "cover from", "start date", "starts", "coverage start"),
    ),
    Column(
        "covered_to",
        "保障结束日",
        ("保障结束日期", "保障结束时间", "保障终止日", "保障终止日期", "保障截止日", "保障截止日期")
        + (
            "保障到期日",
            "保障到期日期",
            "保障止期",
            "保障止",
            "保障期结束",
            "保障期结束日",
            "保障期止",
        )
        + (
            "保障有效期至",
            "结束日",
            "结束日期",
            "终止日",
            "终止日期",
            "截止日",
            "截止日期",
            "到期日",
        )
        + ("到期日期", "参保结束日期", "cover to", "end date", "ends", "coverage end"),
    ),
    Column(
        "id_masked",
        "证件号（打星）",
        ("证件号", "证件号码", "身份证", "身份证号", "身份证号码", "身份证件号", "身份证件号码")
        + ("公民身份号码", "脱敏身份证号", "脱敏证件号", "masked id", "id number", "id card"),
        needed=False,
    ),
)
NEEDED = tuple(column.name for column in ALL if column.needed)
COLUMNS = tuple(column.name for column in ALL)
CHINESE = {column.name: column.chinese for column in ALL}


def column_of(head: str) -> str | None:
    """The column that stands under `head`; None for one that is not ours."""
    return _BY_HEAD.get(_plain(head)) or _BY_HEAD.get(_plain(_REMARK.sub("", _wide(head))))


def labels(names: list[str]) -> str:
    """Columns for whoever has to look for them."""
    return ", ".join(f"{name}（{CHINESE[name]}）" for name in names)


_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")


def _wide(head: str) -> str:
    return unicodedata.normalize("NFKC", head)


def _plain(head: str) -> str:
    return "".join(c for c in _wide(head).casefold() if c.isalnum())


_BY_HEAD = {
    _plain(head): column.name
    for column in ALL
    for head in (column.name, column.chinese, *column.others)
}
