"""The words by which callers say yes and no, and what they say by themselves."""

import re
from typing import NamedTuple

from speech.entities.text import bare

# What recognisers write for these words, where the sound leaves no other; Shanghai 勿 弗 覅 额.
_HEARD = [
    ("[队兑]", "对"),
    ("[四事试]的|是[滴得]", "是的"),
    ("[勿弗]", "不"),
    ("[布步部捕伐](?=[对是要用行好会错必成听灵来着])", "不"),
    ("覅", "不要"),
    ("呒没|呒得|莫得|没得(?!问题)", "没有"),
    ("(?<=[对是好要])[额呃个]", "的"),
    # 对伐, 对吧: said in answer to a question, the particle softens and does not ask.
    ("(?<=对)[伐吧]|(?<=是)吧", "的"),
]
LEAVING, HANGING_UP = "再见|再会|拜拜", "(?<![别不没人])挂(?:了|断|机|电话)"
"""人挂了 tells of a death."""
GOOD_BYE = f"{LEAVING}|{HANGING_UP}"
_FILLER = (
    f"{GOOD_BYE}|那(?=就)|不好意思|对不起|麻烦[你您]?了?|谢谢[你您]?|你好|您好|喂|师傅|小姐|先生|那个|这个|"
    "[啊呀哦噢喔呃额哎诶欸唉哈呢嘛哇啦咯的了吧就]"
)
_UNSURE = (
    "不(?:太|大)?(?:清楚|知道|确定|记得|晓得|一定|好说)|[说讲]不[准清好]|难说|没想[好过]|没定|随便|(?<!不)可能|也许|好像|大概|"
    "应该|不要紧|没关系|无所谓|想一?想|再说|忘|"
    "没(?:听[清见懂到]|明白|懂)|(?:不要?|别|先别)挂|听不|(?<!看)不(?:明白|懂|了解)|[这那]个嘛|还有[个点些]?问题"
)
_QUESTION = (
    "(?P<same>[^不了])不(?P=same)|可不可以|需不需要|有没有|吗|什么|怎么|哪|多[少大久长]|几|谁|啥"
)
_FAULT = "问题|毛病|差错|出入|偏差|错误|错|误"
"""What is right has none of these, and what is wrong has one: the word alone says nothing."""
_ANY = "(?:任何|什么|啥|一?点|半点)?的?"
_SOME = "(?:一?点|些)?"
_DOING = "听|发|说|讲|念|读|看|留|转|查|问|办|登记?|记|继续|打|回|接|等|换|麻烦|必|错过"
"""What the hotline offers to do: 不听了, 别发了 decline it."""
_SELF = (
    "(?:是我(?:本人|自[己家])?|是(?:本人|自[己家])|(?:^|(?<=[是我对的嗯啊]))(?<!不是)(?<!不是我)本人|^(?:我|阿拉)自[己家](?=打))"
    "(?:打[来过]?)?[的额啊呀嘛啦]*$"
)
"""是我, 我就是本人, 是我自己打来的; 是我老公打的 is no yes."""
_ACCEPTED = "[发转留](?:给我|到我(?:手机|这里|这个)|过来|(?:一?[个条])(?:短信|口信)?(?:给我|到我|吧|好了))|(?<![要来想去])登记(?:吧|一下|好了)*$"
"""What the hotline offered, said once more; declined it is found first."""
_AS_IT_IS = "(?:不(?:[用必要]|需要?)|无需|甭)再?(?:修?改|更正)|(?:不|没有?人?)反对"
_YES = (
    f"(?:没有?|无|不会?有?|不存在){_ANY}(?:[说讲听弄搞念记报写填输打]?错|{_FAULT})(?!过)|"
    f"(?:一点|啥|什么)?(?:{_FAULT})[都也]?没有|{_AS_IT_IS}|错不了|来[赛事]|肯定|"
    f"是这样|再好(?:也?没有|不过)|{_SELF}|(?<![没不])(?:[你您]再?)?[讲说念听]下去|听的|{_ACCEPTED}|对头|正确|对|是|确认|确定|同意|愿意|当然|必须|没的说|"
    "(?:继续|接着|往下|接下去)[听说讲念读]*|okay|ok|yes|yeah"
)
_REFUSAL = (
    "(?P<scorned>[对是要好行])(?:什么|啥)(?P=scorned)(?![求件点素])|"
    f"(?<![没无我还])有{_SOME}(?:{_FAULT})(?![要想请问])|"
    "(?<!我)有[一几]?[个处](?:毛病|差错|出入|偏差|错误|错)|"
    "(?<![不没有人])反对(?!头)|要不得|[你您侬](?:[说讲念报听弄搞记写填打]错)(?!不了|没)|没[说讲]?对|没[成行]|不来[赛事]|不[成中灵]|对不[上拢]|不(?:相符|符|吻合|一致|像)|反了|"
    f"(?:要|需要|得)(?:修?改|更正)|不可能会?[对是好]|(?:没有?|无){_ANY}这?个?必要|[不毋]必|无需|用不[着到]|犯不着|免了|拉倒|"
    f"(?:不要?|别|甭|不用|不想|不需要)(?:再|给我|帮我)*(?:{_DOING})"
)
"""A no whose words would say yes by themselves: they are looked for first."""
_NO = (
    "不(?:太|大)?(?:对|是|要|用|行|好|可以|需要|正确|准确|同意|愿意|想|能|肯|可能|一样)|甭|"
    "没有|[说讲听念弄搞记报写填输打]?错(?!过)|有误|[少多漏差][了一两]|没别的|没事|算了|别(?!的)|否|[不没](?=$|[不没啊呀呢了])|no(?![a-z])"
)
_WEAK = "[发听转留](?:一?[个条下遍](?=$|[吧好呀啊谢])|吧)|[晓知][得道]了|可以|需要|好|行|要|有|成|嗯哼?|恩|发(?![烧生炎病现票])"
_ACCEPTING = "发听转留"
"""What such words begin with when they accept an offer even behind a no: 没事，发吧."""
_PLACE = "第[一二三四五六七八九十]|最后|[前后]面|末[尾位]|尾号"
"""What is wrong at this place follows: 第三位是我, a misheard 第三位是五, is no yes."""
_TWICE_NO = re.compile(
    "(?:不是|没有?|没[说讲]|[勿弗]是)不[对要好行用想转听发]|不得不|(?:(?:哪能|哪里|怎么)会|不可能会?)(?:不[对要是好]|有?错)[啦呢啊呀]*|"
    "怎么[不勿][对是要好行]|(?:有啥|有什么)[不勿][对行](?=[啦了呀])|那可不|不是没有|不能[不勿][对要行]"
)
"""没说不要，要的呀, 怎么不是，就是的呀: what counts comes after it."""
_OTHER = re.compile(
    "对[面门方象待付话]|对手(?![机术])|"
    "(?:不要|勿要|[别甭莫覅])再?(?:跟我|给我|同我)?(?:[啰罗]嗦|磨叽|磨蹭|客气|废话|耽误|浪费|让我等|叫我等)了?|"
    "(?:(?:不要|勿要|[别甭莫])再|覅再?)问了?"
)
"""Words that only begin like a yes or a no: 对方, 别啰嗦; 对，付过了 does not."""
_WORD = re.compile(
    "|".join(
        f"(?P<{name}>{words})"
        for name, words in (
            ("question", _QUESTION),
            ("unsure", _UNSURE),
            ("place", _PLACE),
            ("filler", _FILLER),
            ("refusal", f"(?!{_AS_IT_IS})(?:{_REFUSAL})"),
            ("yes", _YES),
            ("no", _NO),
            ("weak", _WEAK),
        )
    ),
    re.IGNORECASE,
)

MAX_OTHER_WORDS = 6
"""Characters beside yes or no; a longer sentence is about something else unless it starts so."""


class Found(NamedTuple):
    """The words for yes, no, doubt and question in a sentence."""

    kinds: list[str]
    """Kind of each in turn: yes, no, weak (a word that may only acknowledge), place, unsure, question."""
    others: int
    """Characters that belong to none of them."""
    answer: bool | None
    """What the words say by themselves; None where they say neither."""
    is_open: bool
    """Whether they ask, doubt, or say both."""

    @property
    def says(self) -> bool:
        """Whether any of them is a word that answers."""
        return any(kind in ("yes", "no", "weak") for kind in self.kinds)

    @property
    def in_doubt(self) -> bool:
        """Whether they doubt, or ask before they say anything: 哪个是对的, but not 对的，那要带什么."""
        answers = [kind in ("yes", "no", "weak") for kind in self.kinds]
        asks = "question" in self.kinds and not any(answers[: self.kinds.index("question")])
        return asks or "unsure" in self.kinds


def find_words(text: str) -> Found:
    """The words of `text` that answer a yes/no question.

    Polite words before a refusal (好的，不用了) do not make it mixed.
    """
    spelled = bare(_TWICE_NO.sub("", _OTHER.sub("人", text)))
    for heard, meant in _HEARD:
        spelled = re.sub(heard, meant, spelled)
    others = len(_WORD.sub("", spelled))
    found = [word for word in _WORD.finditer(spelled) if word.lastgroup != "filler"]
    said = [word for word in found if not _joins(word)]
    kinds = _kinds(said)
    is_open = _is_open(kinds)
    answer = None if is_open else _answer(said, kinds, others)
    return Found(kinds, others, answer, is_open)


def _joins(word: re.Match[str]) -> bool:
    """Whether a 是 only joins, as in 不对，是七八 or 是第二个: what follows is no word of an answer."""
    rest = word.string[word.end() :]
    follows = _WORD.match(rest)
    return word[0] == "是" and bool(rest) and (not follows or follows.lastgroup == "place")


def _kinds(said: list[re.Match[str]]) -> list[str]:
    kinds = ["no" if word.lastgroup == "refusal" else word.lastgroup or "" for word in said]
    if "no" not in kinds:
        return kinds
    # 好的，不用了; 嗯，不要: the first word only acknowledges. 没事，发吧: the last one tells.
    last = len(kinds) - kinds[::-1].index("no")
    behind = [
        "yes" for word in said[last:] if word.lastgroup == "weak" and word[0][0] in _ACCEPTING
    ]
    return [kind for kind in kinds if kind != "weak"] + behind


def _is_mixed(kinds: list[str]) -> bool:
    return "yes" in kinds and ("no" in kinds or "place" in kinds)


def _is_open(kinds: list[str]) -> bool:
    return _is_mixed(kinds) or "question" in kinds or "unsure" in kinds


def _answer(said: list[re.Match[str]], kinds: list[str], others: int) -> bool | None:
    kinds = [kind for kind in kinds if kind != "place"]
    if not kinds:
        return None
    before = said[0].string[: said[0].start()]
    starts = not _WORD.sub("", before) and kinds[0] in ("yes", "no")
    most = 99 if starts else MAX_OTHER_WORDS if kinds[0] in ("yes", "no") else 2
    return "no" not in kinds if others <= most else None
