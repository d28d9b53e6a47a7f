"""The fields of an item as staff know them: the one table behind forms, sheets, messages and diffs.

What a field may hold stands in `kb.content.schema`; a test keeps the two together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["line", "lines", "text", "date", "listed", "decision", "yesno"]
"""One line; a list, one line each; a longer text; a day; or what is chosen from."""


def N_(text: str) -> str:  # noqa: N802 - the translators' mark, by its usual name
    """Mark a text that the console translates when it shows it."""
    return text


@dataclass(frozen=True)
class Field:
    """One field of an item."""

    name: str
    label: str
    """Heading of its column in a sheet, and its name in a message."""
    kind: Kind = "line"
    asked: str = ""
    """How a form asks for it; empty where no form does."""
    hint: str = ""
    """What a form adds for whoever fills it in."""
    fact: bool = False
    """Whoever changes it has to compare it with the source again."""
    width: int = 16
    """Width of its column, in characters."""
    short: str = ""
    """Its name in a message where the label would say too much."""


ID = Field("id", "编号")
TOPIC = Field("topic", "主题")
ASPECT = Field("aspect", "方面")
NAME = Field(
    "name",
    "名称",
    asked=N_("热线怎样称呼这个问题"),
    hint=N_("用在“您是想问，……，对吗？”里。"),
)
ILLNESS_NAME = Field("name", "名称", asked=N_("疾病名称"), fact=True)
LISTED = Field("listed", "保障类别", "listed", asked=N_("保障类别"), fact=True)
PIECES = Field(
    "pieces",
    "答案",
    "lines",
    asked=N_("答案（一行一句）"),
    hint=N_("每行一两个短句，不超过 60 个字。最后一行总会说，适合放“以职保会界定为准”。"),
    fact=True,
    width=60,
)
SMS = Field("sms", "短信", "text", asked=N_("短信"), fact=True, width=50)
LIMIT = Field(
    "limit",
    "期限",
    asked=N_("期限"),
    hint=N_(
        "例如 90天 或 6个月。来电人问最后一天，热线就按它算；答案和短信里写花括号里的名字，念出来的就是它。"
    ),
    fact=True,
)
ALIASES = Field(
    "aliases",
    "别名",
    "lines",
    asked=N_("别名（一行一个）"),
    hint=N_("写来电人怎么叫，不写医生怎么写。"),
    width=30,
)
VAGUE = Field(
    "vague",
    "含糊的叫法",
    "lines",
    asked=N_("含糊的叫法（一行一个）"),
    hint=N_("可能指别的病的叫法，热线会先问清楚。"),
)
DELICATE = Field(
    "delicate",
    "不主动提",
    "yesno",
    asked=N_("不主动提"),
    hint=N_("问错了会冒犯人的病：来电人自己说出来才提。"),
)
EXAMPLES = Field(
    "examples",
    "问法",
    "lines",
    asked=N_("问法（一行一句）"),
    hint=N_("来电人会怎么问，整句话。"),
    width=40,
)
PATTERNS = Field(
    "patterns",
    "句式",
    "lines",
    asked=N_("句式（一行一个）"),
    hint=N_("(a|b) 是 a 或 b，[a] 可有可无，<名字> 是词表，{illness} 是任何疾病。"),
    width=40,
)
DOCUMENT = Field("document", "来源文件", asked=N_("来源文件"), fact=True)
CLAUSE = Field("section", "页码或条款", asked=N_("页码或条款"), fact=True)
VALID_FROM = Field("valid_from", "生效日", "date", asked=N_("生效日"), fact=True)
VALID_TO = Field("valid_to", "失效日", "date", asked=N_("失效日（最后一天）"), fact=True)
BY = Field("by", "核对人")
WHEN = Field("when", "核对日期")

SOURCE = (DOCUMENT, CLAUSE)
"""Fields that stand under `source` in a body."""
VERIFIED = (BY, WHEN)
"""Fields that stand under `verified` in a body, where it is not false."""
_COMMON = (*SOURCE, VALID_FROM, VALID_TO, *VERIFIED)

FIELDS: dict[str, tuple[Field, ...]] = {
    "entries": (ID, TOPIC, ASPECT, NAME, LIMIT, PIECES, SMS, ALIASES, EXAMPLES, PATTERNS, *_COMMON),
    "illnesses": (ID, ILLNESS_NAME, LISTED, ALIASES, VAGUE, DELICATE, *_COMMON),
    "coverage": (ID, replace(LISTED, asked=""), NAME, PIECES, SMS, *_COMMON),
    "words": (
        Field("basis", "开头语", asked=N_("未核对的答案怎样开头")),
        Field("lists", "词表"),
        Field("doubts", "让人拿不准的词", "lines", asked=N_("让人拿不准的词（一行一个）")),
        Field("asking", "问保障才会说的词", "lines", asked=N_("问保障才会说的词（一行一个）")),
        Field("themselves", "听着像病名的词", "lines"),
        Field("recovered", "说明已经好了的词", "lines", asked=N_("说明已经好了的词（一行一个）")),
        Field(
            "passed",
            "说明人已去世的词",
            "lines",
            asked=N_("说明人已经去世的词（一行一个）"),
            hint=N_("病名写成“这种病”。"),
        ),
        Field("signs", "只说怎样发病、做了什么的叫法", "lines"),
    ),
    "tests": (
        TOPIC,
        Field("illness", "疾病"),
        ASPECT,
        Field("says", "来电人的说法", "lines", asked=N_("来电人的说法（一行一句）")),
        Field("decision", "处理方式", "decision", asked=N_("热线应当怎样处理")),
        Field("answer", "答案里必须有的词", asked=N_("答案里必须有的词")),
        Field("known_failures", "还听不懂的说法", "lines", asked=N_("还听不懂的说法（一行一句）")),
    ),
}
"""Section -> the fields of its items, in the order in which they are shown."""

SHEETS = {"entries": "答案", "illnesses": "疾病", "coverage": "赔不赔"}
"""Sections that are exchanged as sheets, and the sheets' titles."""
STATES_FACTS = tuple(name for name, fields in FIELDS.items() if DOCUMENT in fields)
"""Sections whose items have a source, and can be compared with it."""
LISTED_WORDS = {"A": "A", "B": "B", "": "不在范围", "unclear": "未写清"}
"""Classes of cover as a sheet has them."""

YES_NO_WORDS = {True: "是", False: ""}
"""Yes and no as a sheet has them."""

_GROUPS = {"source": "来源", "verified": "核对", "status": "状态"}


def asked_in_forms(section: str) -> tuple[Field, ...]:
    """The fields of a section that people fill in."""
    return tuple(field for field in FIELDS[section] if field.asked)


def names_in_messages() -> dict[str, str]:
    """What a message calls each field, and each group of fields."""
    return _GROUPS | {field.name: field.short or field.label for field in _all()}


def _all() -> Iterator[Field]:
    return (field for fields in FIELDS.values() for field in fields)
