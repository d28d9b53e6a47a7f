"""What callers say in a notice that answers its question in a way of its own, or not at all.

Every function judges the words alone.
"""

import re

from ivr.dialog import remarks
from ivr.dialog.accident_facts import accident_facts
from ivr.dialog.parsers import UNKNOWN
from speech.entities.acknowledgements import acknowledges
from speech.entities.digits import parse_phone
from speech.entities.text import bare, plain

# Who the accident befell, said where the number was asked for

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤施洪俞章鲁倪奚乐费柳褚凌"
)
_NAME = re.compile(
    f"(?:[他她伊]?(?:叫|姓名?是?|名字(?:是|叫)?))?[{_SURNAMES}][一-鿿]{{1,2}}(?:[，,。、 ].*)?"
)
_EMPLOYER = re.compile(
    "(?:公司|集团|厂|医院|学校|大学|中学|小学|幼儿园|工地|[局院]|银行|酒店|宾馆|商场|超市|物业|物流|街道|中心|地铁|公交|车队|码头|项目部)(?:的|上班)?[，,。 ]*(?:[一-鿿]{2,4})?$"
)
_NO_NAME = re.compile(
    "号|卡|找|寻|放|忘|没|不|知道|晓得|等|听|说|马上|方便|于是|关于|高兴|平时|万一|任何|金额|程序|白天|什么|怎么|哪|转|^[在是去]"
)
_DIGIT = re.compile(r"[\d零一二三四五六七八九幺]")
_FEW_DIGITS = 3
_WISH = re.compile(
    "人工|客服|接线员|返回|上一步|退回|菜单|再见|挂|问|查|[想要]|再[说讲]|听不清|没听清"
)
_LEAST, _LONGEST_NAME = 2, 4
"""Characters of a name."""


def names_somebody(text: str) -> bool:
    """Whether a name or an employer is said where a number was asked for: 陈建国，宝冶集团."""
    said = plain(text)
    if not tells_no_number(said) or _NO_NAME.search(said):
        return False
    return bool(_NAME.fullmatch(said) or _EMPLOYER.search(said))


def name_beside(text: str) -> str:
    """Who it is, where that is told with not knowing the number: 不晓得，他叫王强; '' where it is not."""
    clauses = [part for part in re.split("[，,。；;]", plain(text)) if not UNKNOWN.search(part)]
    rest = "，".join(clauses)
    return rest if accident_facts(rest).person or names_somebody(rest) else ""


def is_name(text: str) -> bool:
    """Whether it is a name alone."""
    said = bare(text)
    return len(said) <= _LONGEST_NAME and bool(_NAME.fullmatch(said)) and not _NO_NAME.search(said)


def tells_no_number(text: str) -> bool:
    """Whether words answer a question for a number with something else; a few digits are part of one.

    Commands, questions and mere sounds answer nothing.
    """
    if len(bare(text)) < _LEAST or remarks.asks(text) or _WISH.search(plain(text)):
        return False
    if (
        remarks.gives_up(text)
        or remarks.asks_to_wait(text)
        or remarks.is_foreign(text)
        or acknowledges(text)
    ):
        return False
    return len(_DIGIT.findall(plain(text))) < _FEW_DIGITS


# No answer at all

_ASKS_BACK = re.compile(
    "(?:为什么|为啥|干嘛|凭什么|凭啥|做啥)|(?:你们?|您|侬|你伲)(?:问|要|是|讲|说|什么|啥|能|会|收)|要紧[吗么伐]|什么意思|啥意思|"
    "要不要(?:钱|收费|紧)|收[不费钱].*[吗么伐?？]|有(?:什么|啥)用|(?:问|讲|说)的?(?:是)?(?:什么|啥|哪)|一定要[说讲].*[吗么伐]|可以不[说讲][吗么伐]"
)
_TOLD_ALREADY = re.compile(
    "^(?:[啊呀哦嗯诶哎，, ]|不是|就|我|都|你)*(?:刚才|刚刚|前面|上面|已经|方才)(?:不是|就|都|已经)*[说讲报]过?(?:的|了|呀|啊|嘛|吗|么|过)*[，,。?？]*$"
    "|^(?:我|都|就|不是)*[说讲]过了(?:呀|啊|嘛|吗|么|的)*$"
)
_YES_OR_NO = re.compile("(?P<what>收费?|要紧?|收钱|可以|重要|行)不(?P=what)")
_LONGEST_BACK = 18
"""Characters; a longer sentence with such words tells something as well."""


def asks_back(text: str) -> bool:
    """Whether an answer in free words is none: it asks why this is asked, or says that it was told."""
    said = plain(text)
    if len(bare(said)) > _LONGEST_BACK:
        return False
    why = remarks.asks(said.rstrip("啊呀。. ")) and _ASKS_BACK.search(said)
    return bool(why or _YES_OR_NO.search(said) or _TOLD_ALREADY.search(said))


# No telephone

_NO_PHONE = re.compile(
    "(?:没有?|没得|呒没|不用|没装|没带)(?:什么|啥|自己的|别的|其他的?|一?个)?(?:电话|手机|座机|号码|联系方式)|公用电话|借(?:人家|别人)?的?(?:电话|手机)"
    "|(?:不记得|记不[得住清]|忘了|不知道|不晓得)[^，,。]{0,6}(?:号码|电话|手机)|(?:号码|电话|手机)[^，,。]{0,6}(?:记不|不记得|忘|不知道|不晓得|没有|说不)|(?:都|也)没有$"
)


_NONE_AT_ALL = re.compile(
    "(?:[我都也就]|那个)*(?:没有?|呒没|不记得|记不得|不知道|不晓得|勿晓得|忘了|忘记了)[了的啊呀呢]*"
)
_AGREES = re.compile("^[啊嗯哦，, ]*(?:可以|好|对|行|是|就打|打这)")


def agrees_first(text: str) -> bool:
    """Whether words begin with a yes: 可以，我没有别的电话."""
    return bool(_AGREES.search(plain(text)))


def has_no_phone(text: str) -> bool:
    """Whether the caller has no telephone, or does not know its number."""
    return bool(_NO_PHONE.search(plain(text))) and not parse_phone(text)


def has_none(text: str) -> bool:
    """Whether the answer to which number is none, or not known: 没有, 不记得了."""
    return bool(_NONE_AT_ALL.fullmatch(bare(text)))
