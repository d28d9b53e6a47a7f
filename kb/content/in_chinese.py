"""What pydantic finds wrong with a field, for staff who fill in forms and sheets."""

from typing import Any

FIELDS = {
    "id": "编号",
    "name": "名称",
    "topic": "主题",
    "aspect": "方面",
    "listed": "保障类别",
    "pieces": "答案",
    "sms": "短信",
    "aliases": "别名",
    "vague": "含糊的叫法",
    "examples": "问法",
    "patterns": "句式",
    "source": "来源",
    "document": "文件",
    "section": "页码或条款",
    "verified": "核对",
    "by": "核对人",
    "when": "核对日期",
    "valid_from": "生效日",
    "valid_to": "失效日",
    "status": "状态",
    "illness": "疾病",
    "decision": "处理方式",
    "answer": "答案里必须有的词",
    "says": "来电人的说法",
    "known_failures": "还听不懂的说法",
}
"""The fields of content files as staff know them."""

_KINDS = {
    "missing": "缺少『{name}』",
    "string_too_short": "『{name}』不能是空的",
    "too_short": "『{name}』不能是空的",
    "extra_forbidden": "不认识『{field}』这一栏",
    "date": "『{name}』要写成 2026-11-24 这样的日期",
    "literal_error": "『{name}』不能是『{input}』",
    "string_pattern_mismatch": "『{name}』只能用小写字母、数字、点和下划线",
}
"""Beginnings of pydantic's names of problems."""
_OTHER = "『{name}』填得不对"


def in_chinese(problem: Any) -> str:
    """One problem of pydantic's list."""
    told = getattr(problem.get("ctx", {}).get("error"), "chinese", "")
    if told:
        return str(told)
    names = {
        "name": next((FIELDS[p] for p in reversed(problem["loc"]) if p in FIELDS), ""),
        "field": problem["loc"][-1] if problem["loc"] else "",
        "input": problem.get("input"),
    }
    kind = problem["type"]
    wording = next((text for begin, text in _KINDS.items() if kind.startswith(begin)), _OTHER)
    return wording.format(**names)
