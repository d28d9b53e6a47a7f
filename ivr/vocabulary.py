"""What callers are likely to say, for the recogniser: receives a library, emits phrases."""

from kb.library import Library
from kb.templates import SLOT

FIRST = (
    "工会会员卡热线",
    "大病保障金",
    "能不能理赔",
    "赔不赔",
    "要什么材料",
    "申请期限",
    "癌症",
    "心梗",
    "尿毒症",
    "糖尿病",
    "意外伤残",
    "身故",
    "会员号",
    "转人工",
)
"""Words of the subject: an engine that can bear in mind only a few takes these."""


def likely_phrases(library: Library) -> tuple[str, ...]:
    """All ways to ask that the published knowledge knows, the subject's words first.

    Made once and passed with every expectation: engines keep what they make of this very tuple.
    """
    names = (name for illness in library.illnesses for name in illness.names)
    questions = (phrase.text.replace(SLOT, "") for phrase in library.phrases)
    return tuple(dict.fromkeys((*FIRST, *names, *questions)))
