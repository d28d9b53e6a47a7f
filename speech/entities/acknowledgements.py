"""Words that answer nothing: 嗯, 知道了, said while somebody else is speaking."""

import re

from speech.entities.text import bare

_WORD = (
    "嗯+|恩+|哦+|噢+|喔+|呃+|额|啊+|哎+|唉|诶|欸|喂|你好|您好|好的?|好呀|好好|行|对的?|对对|是的?|是啊|是吧|可以|"
    "知道|晓得|明白|懂|了解|清楚|有数|听到|听见|在听|这样|原来如此|ok|okay"
)
_ACKNOWLEDGEMENT = re.compile(f"(?:(?:我|那|就)?(?:{_WORD})(?:了|啊|呀|哦|的|嘛)*)+", re.IGNORECASE)


def acknowledges(text: str) -> bool:
    """Whether `text` says no more than that somebody is listening.

    To a question the same words may be an answer; ask this only where nothing was asked yet.
    """
    return bool(_ACKNOWLEDGEMENT.fullmatch(bare(text)))
