"""What callers say that answers no question: wait, leave it, no I meant something else.

Every function here judges the words alone, as one recogniser wrote them.
"""

import re

from speech.entities.text import bare, plain
from speech.entities.yesno_words import HANGING_UP, LEAVING

_SOFT = "[啊呀哦噢喔呃额嗯恩诶哎欸唉喂呢嘛哇啦咯的了吧哈哟]"

# Waiting

_WAITING = re.compile(
    f"(?:{_SOFT}|不好意思|对不起|请|麻烦|你|您|侬|我|帮|先|让|叫|稍微|再|好)*"
    "(?:等(?:一?等|一?下|一会儿?|一歇|我一?下?|等)|稍等(?:一?下|片刻)?|慢(?:一点|点|慢来|一慢)|别急|勿要急|"
    "(?:去)?(?:拿|寻|找|取|戴|翻|看)(?:一?下|一?找|一?寻|出)?(?:一?[支副张只个本]|下|我的?|老花)*"
    "(?:笔|眼镜|卡|本子|纸|病历|单子|身份证|手机|包|会员卡|老花镜)(?:出来)?)"
    f"(?:{_SOFT}|哦|一?下|再(?:说|讲)|给你|给侬|好伐|好吗|可以吗|行吗|谢谢)*"
)


def asks_to_wait(text: str) -> bool:
    """Whether the caller wants a moment and says nothing else: 等一下, 我拿支笔."""
    said = re.split("[，,。；;]", plain(text).strip("，,。；; "))
    return bool(text) and all(_WAITING.fullmatch(bare(part)) for part in said if bare(part))


# Questions

_ASKING = re.compile(
    "[?？]|(?:吗|呢|么|伐|哇)$|什么|怎么|多少|几(?:天|时|号|个月)|哪[里个儿种]|为什么|为啥|啥|谁|能不能|要不要|是不是|可不可以|赔不赔"
)


def asks(text: str) -> bool:
    """Whether it looks like a question."""
    return bool(_ASKING.search(plain(text).rstrip("。. ")))


# Plain commands

_POLITE = f"(?:{_SOFT}|请|麻烦|帮我|帮忙|给我|你|您|侬|我|要|想|好|那|就)*"
_COMMANDS = {
    "operator": "(?:转|接|找|换|叫)(?:一?下|到|个|接)*(?:人工|真人|客服|接线员|话务员)(?:服务|客服|来|接)*|人工(?:服务|客服)?",
    "nav.back": "返回(?:上一?步|上一?级|上一?个)?|(?:回到?|退回?到?)上一?[步个级](?:问题)?|上一步|退回",
    "nav.menu": "(?:返回|回到?|去)?(?:主菜单|主目录|总菜单)",
    "nav.repeat": "(?:再|重新?)(?:说|讲|念|读|报|听|重复)(?:一?[遍次下]|遍)|重听|(?:我)?没听清楚?|听不清楚?",
    "nav.bye": "再见|再会|拜拜|白白|(?:先)?挂(?:了|机|电话|断)|bye(?:bye)?",
}
"""What says it and nothing else: a recorded answer is left only with one of these."""
_COMMAND = {
    topic: re.compile(f"{_POLITE}(?:{words}){_SOFT}*", re.IGNORECASE)
    for topic, words in _COMMANDS.items()
}
_GOOD_BYE = re.compile(f"{LEAVING}|{HANGING_UP}(?!.*[吗么伐？?])|bye", re.IGNORECASE)


def command(text: str) -> str:
    """The topic a caller names with a plain command and no other word, or ''."""
    said = bare(text)
    return next((topic for topic, words in _COMMAND.items() if words.fullmatch(said)), "")


def says_good_bye(text: str) -> bool:
    """Whether it is a clear good-bye; thanks alone, or "没有了", are not enough."""
    return bool(_GOOD_BYE.search(bare(text)))


# Wishes taken back

_NOT = "(?:不要|不用|不想|不需要|不必|不是要|先别|别|勿要|勿|覅|甭|不)"
_REFUSED = re.compile(
    f"(?<![要可为能会])(?<!什么)(?<!怎么)(?<!干嘛)(?:我)?{_NOT}(?:再|先|急着|给我|帮我|跟|和|同|要)*"
    "(?:转(?:到|接)?(?:人工|客服|人)|接?人工|人说话|挂(?!失|号)(?:断|机|电话|掉)?|"
    "报(?:案|事故|意外)|登记(?:事故|意外)?|再见|激活)(?:服务|了|的)*[^，,。；;！!？?]{0,2}[，,。；;！!]*"
)


def beside_refused_wish(text: str) -> str | None:
    """What is left of `text` without the wish that it takes back; None where it takes back none.

    不用激活，我卡丢了 is about the lost card; of 不要转人工 nothing is left.
    """
    left, refused = _REFUSED.subn("", plain(text))
    return left.strip("，,。；; ") if refused else None


_GIVES_UP = re.compile(
    "(?:那就?|哎|唉|我|好吧?|就)*(?:(?:算|拉倒|作罢)(?:了|啦|吧)+)+(?:吧|啊|呀|好了)*"
)


def gives_up(text: str) -> bool:
    """Whether the caller lets it be, and says no more: 算了, 那就算了吧."""
    return bool(_GIVES_UP.fullmatch(bare(text)))


# A no with a new question

_DENIES = re.compile(
    f"(?:{_SOFT}|哦)*(?:不是|勿是|弗是|不对|勿对|错了|不(?![好要晓知清用想能可会]))(?:的|啊|呀|呢|这个|格个|问这个|讲这个)*"
)
_I_ASK = re.compile("我(?:是|想|要|就是|就想|刚才)?(?:问|讲|说|晓得|知道)(?:的|得)?(?:是)?|应该是")
_LEAST = 2
"""Characters of a new question."""


def question_after_no(text: str) -> str:
    """What the caller asks instead: 退休了还有没有 of "不是，我没骨折，我是问退休了还有没有"; or ''."""
    said = plain(text)
    no = _DENIES.match(said)
    if not no:
        return ""
    asked = list(_I_ASK.finditer(said, no.end()))
    if asked:
        rest = said[asked[-1].end() :]
    else:
        rest = said[no.end() :]
        if not re.match("[，,。；; ]", rest):
            # 不是心梗，是心绞痛: the first clause is what is denied.
            rest = (
                re.split("[，,。；;]", rest, maxsplit=1)[-1]
                if re.search("[，,。；;]", rest)
                else ""
            )
        rest = re.sub("^[，,。；; ]*(?:我?是|我)?", "", rest)
    rest = rest.strip("，,。；; ")
    return rest if len(bare(rest)) >= _LEAST else ""


# Another language

_LATIN = re.compile("[A-Za-z]{2,}")
_HAN = re.compile("[一-鿿]")
_GREETINGS = {
    "hello",
    "hi",
    "hey",
    "ok",
    "okay",
    "yes",
    "no",
    "bye",
    "byebye",
    "als",
    "sle",
    "copd",
    "app",
    "wechat",
}
_LEAST_LETTERS = 5


def is_foreign(text: str) -> bool:
    """Whether the caller speaks English: letters, more of them than characters, and more than a hello."""
    words = [word for word in _LATIN.findall(plain(text)) if word.lower() not in _GREETINGS]
    letters = sum(map(len, words))
    return letters >= _LEAST_LETTERS and letters > 2 * len(_HAN.findall(text))


# Going on, thanks, in writing

_GO_ON = re.compile(
    f"(?:{_SOFT}|好|要|我|想|可以|那|请|你|您)*(?:听|讲|说|念|读|继续|接着|往下|接下去)(?:听|讲|说|念|读|下去|完|一?下|{_SOFT})*"
)
_THANKS = re.compile(f"(?:{_SOFT}|好|太|那)*(?:谢谢|多谢|感谢|麻烦|辛苦)(?:你|您|侬|谢谢|{_SOFT})*")
_MESSAGE = re.compile(
    "(?:发|传)(?:一?[个条]|到|给|我|我的|手机|上|一下|过来|吧|送)*(?:短信|信息|消息)|短信.*(?:发|给|要)|^(?:好|嗯|要|那|请|就)*发(?:给我|过来|吧|送|一?[个条下])*[吧呀啊]?$"
)
_NOT_SENT = re.compile("(?:不|别|勿|覅|甭)(?:要|用|必)?(?:再|给我)?发")


def says_go_on(text: str) -> bool:
    """Whether it says to go on and nothing else: 听, 继续讲."""
    return bool(_GO_ON.fullmatch(bare(text)))


def only_thanks(text: str) -> bool:
    """Whether it is thanks and nothing else."""
    return bool(_THANKS.fullmatch(bare(text)))


def wants_message(text: str) -> bool:
    """Whether the caller wants a text message: 短信发给我吧."""
    return bool(_MESSAGE.search(bare(text))) and not _NOT_SENT.search(bare(text))


# No message

_NO_MESSAGE = re.compile(
    f"(?:{_SOFT}|那|就|我|谢谢|好)*(?:(?:不|勿|覅|甭|别)(?:要|用|想|必|需要)?(?:再)?(?:留|录|讲|说|了)(?:言|话|什么|啥)*|"
    f"(?:没|没有|呒没)(?:什么|啥|别的)?(?:要|好)?(?:留|说|讲|了)?(?:的|言)*|算了|(?:不|勿|覅)(?:要|用|必)(?:了)?)(?:{_SOFT}|谢谢|再见)*"
)


def leaves_no_message(text: str) -> bool:
    """Whether the caller has nothing to leave and says no more: 不留了, 没什么要说的."""
    return bool(bare(text)) and bool(_NO_MESSAGE.fullmatch(bare(text)))
