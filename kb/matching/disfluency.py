"""What a caller says beside the question: fillers, stammering, taken-back words, what it is not.

Works on characters, before sounds: "呃，那个，糖…糖尿病" → "糖尿病", "不是意外，是生病去世的" → "生病去世的".
A text from which nothing would be left stays as it is.
"""

import re

_PAUSE = r"[，,。.、；;…—\-~！!？?\s]"
_FILLERS = re.compile(
    rf"(?:(?<=^)|(?<={_PAUSE}))(?:(?:呃|额|嗯|唔|哎呀|哎|诶|欸|喂|那个啥|那个|这个|就是说|就是|那什么|怎么说呢|"
    rf"请问一下|请问|麻烦你|麻烦您|麻烦|问一下|问一声|你好|您好|侬好|不好意思){_PAUSE}+)+"
)
_STAMMER = re.compile(r"([一-鿿]{1,3})(?:[…—\-~，,、.\s]+\1)+")
_TAKEN_BACK = re.compile(
    rf"^.*(?:{_PAUSE}(?:不对|不是|说错了|讲错了|错了|哦不){_PAUSE}+(?:应该)?是?"
    rf"|(?:不对|说错了|讲错了|哦不)(?:应该)?是(?!不))(?=.{{2}})"
)
_NOT = r"(?<![是算])(?:不是|并不是|不是说|勿是)(?!不|[^，,。]{0,6}会员(?!卡))"
"""What a caller is not asking about. Who is no member tells something instead."""
_COVERED = "(?:能|可以|好|会)?(?:不能|不可以|不好|不会)?(?:赔|报不报|管|算|给不给|有没有)"
"""不是全残，赔不赔 asks about what it is not."""
_NOT_BUT = re.compile(
    rf"{_NOT}(?:[^，,。；;？?是]{{1,10}}{_PAUSE}*而?是|[^，,。；;？?]{{1,10}}{_PAUSE}+(?:而是|是)?(?!{_COVERED}))(?=.{{2}})"
)
_BUT_NOT = re.compile(
    rf"(?<=[一-鿿]{{2}}){_PAUSE}*(?<![是算可要])(?:而不是|不是|勿是)(?!不|[^，,。]{{0,6}}会员(?!卡))[^，,。；;？?吗伐呢]{{2,8}}(?=[，,。；;])"
)
_AND_THIS = re.compile(
    rf"^.*(?:不赔|不算|不报|没有|不行|不管|晓得了|知道了){_PAUSE}+那么?(?=[一-鿿]{{1,14}}呢)"
)
_BETWEEN_WORDS = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
"""Recognisers part words by spaces; a caller's pause is a comma."""


def tidy(text: str) -> str:
    """`text` without what is not part of the question."""
    text = _BETWEEN_WORDS.sub("", text)
    for pattern, left in (
        (_TAKEN_BACK, ""),
        (_FILLERS, ""),
        (_STAMMER, r"\1"),
        (_NOT_BUT, ""),
        (_BUT_NOT, ""),
        (_AND_THIS, ""),
    ):
        shorter = pattern.sub(left, text)
        if re.search(r"\w\w", shorter):
            text = shorter
    return text
