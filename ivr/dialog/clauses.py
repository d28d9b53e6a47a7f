"""A sentence in its parts: which of them ask something."""

import re

from speech.entities.text import bare

_PARTS = re.compile("[，,。；;？?！!]|还有(?=.{3})|另外")
_ASKS = re.compile(
    "吗|伐|么|呢|什么|啥|多少|几|多久|怎么|哪|谁|([^不])不\\1|要不要|有没有|能不能|可不可以|赔|材料|期限|到账"
)
_LEAST = 3
"""Characters of a part."""
_DENIAL = re.compile("不是|不对|勿是|弗是|而是")


def parts(text: str) -> list[str]:
    """The parts of `text` between pauses that are long enough to say something."""
    return [part for part in _PARTS.split(text) if part and len(bare(part)) >= _LEAST]


def asks(part: str) -> bool:
    """Whether `part` asks something."""
    return bool(_ASKS.search(part))


def first_question(text: str) -> str:
    """The first of several questions, with what leads up to it; '' where there are not several.

    Where something is taken back (不是肺癌，是肺结核), only the whole tells what is meant.
    """
    found = parts(text)
    asking = [at for at, part in enumerate(found) if asks(part)]
    if len(asking) < 2 or _DENIAL.search(text):
        return ""
    return "，".join(found[: asking[0] + 1])
