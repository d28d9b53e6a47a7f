"""Words that name a kind of claim, or what is asked about it."""

import re

from kb.contract import Meaning

Words = dict[str, re.Pattern[str]]


def _words(**patterns: str) -> Words:
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


_ASPECTS = _words(
    materials="材料|证明|单据|资料|[带交](?:点|些)?[什哪些啥]|准备|纸头|表格|表(?!弟|哥|姐|妹|叔|现)|文件|要啥$|要点啥|要些什么|"
    "要(?:点|些)?别的|拿啥|复印|原件|小结|片子|户口|身份证|盖章|病历|病史|认定书|审批表|正本|收据|条子|凭证|"
    "[敲盖](?:哪|几|啥|什么)?.{0,2}章|章.{0,3}[敲盖]|[哪几]样|一样一样|(?:二级|三级|三甲|外地|医院).{0,10}(?:认不认|认吗|认伐|收不收|收伐|收吗|算数|作数|够)",
    deadline="期限|时限|截止|来得及|来不及|赶(?:得|不)上|作废|放弃|宽限|超时|过脱|没戏|有救|太晚|晚脱|晚不晚|(?:还|就)?作数|不急|要不要赶紧|过期|过了(?:辰光|时间|日子)|耽误|晚了|最晚|最后一天|还(?:好不好|能不能|能|好|来得)(?:再)?(?:申请|弄|办|报|要|赔)|(?:多久|几天|多少天|几个月|多少时间|多长时间|什么时候|几时|几号)(?:之内|以内|内|之前|以前|里|申请|报|交|截)",
    payout="到账|付款|给付|发钱|(?<!能)(?<!可以)(?<!好)拿到|到手|打钱|赔款|(?<![掉摔跌])下来|打过来|打进来|(?:钱|钞票|铜钿).{0,6}进来|(?:啥辰光|什么时候|几时|几号|哪天).{0,4}(?:给|发|打|付|拿|来)|"
    "放款|[划汇](?:给|到|进|出来)|落袋|进账|户头|影子也|(?:审|核).{0,4}(?:多久|啥辰光|几|多长)|还(?:没|没有|不)(?:给|来|到|下|付|发|见|拿)|等.{0,4}(?:多久|多少|几天)|"
    "(?<!多少)(?<!几)钱(?!.*(?:多少|几))",
    overview="流程|怎么(?:个)?(?:去)?[办弄搞走领]|哪能(?:去)?[办弄领]|步骤|怎么申请|全部|都要|一道|[哪啥][里儿个]*(?:地方)?(?:去)?[办申]|到哪|去哪|到啥地方|手续|"
    "弄法|[找寻](?:谁|啥人|什么人|哪个|哪里)|[问向](?:谁|啥人).{0,4}[要申讲报拿]|(?:啥人|谁)(?:去|来)?(?:帮.{0,4})?[交报弄办审]|[由归](?:谁|啥人|哪)|"
    "程序|门路|第一步|教(?:教)?我|怎么(?:个)?(?:操作|报法|法子|做法|办法)|哪个(?:窗口|部门|单位)|先(?:去)?[做跑找寻](?:啥|哪|什么|谁)|从哪里(?:开始|做起)|哪里开始",
)
_TIME = re.compile("什么时候|多久|几天|几个月|多少天|多少时间|多长时间|啥辰光|几时|几号|时间")
"""When to apply, or when the money comes? Alone, these words do not say."""
_AMOUNT = re.compile(
    "(?:能|可以|好)?(?:赔|拿|给|报|补)?(?:多少|几)(?:钱|钞票|万)|几钿|(?:赔|拿|给)多少"
)

_MONEY = "(?:钱|钞票|铜钿)"
_WHETHER_PAID = re.compile(
    f"(?:能不能|可不可以|会不会|有没有|好不好|能|可以|好|会|有|[赔给拿][不勿][赔给拿])[^，,。吗伐么办]{{0,5}}{_MONEY}(?:[赔拿领补给报]|到|好)*(?:的|了|呀|啊)*(?:[吗伐么哇不呢吧?？]|$)|"
    f"{_MONEY}(?:我)?(?:能|可以|好)[^，,。]{{0,2}}[赔拿领补给报][^，,。]{{0,2}}(?:[吗伐么哇不?？]|$)"
)
"""Whether there is any money, not when it comes: 能赔钱吗, 有钱拿吗."""

_DIED = (
    "(?:(?<!怎么)(?<!哪能)(?<!怎样)(?<!如何)走(?=了|的|掉|脱|$)|(?<![梗坏])死|煞(?=脱|了)|(?<![指手脚腿臂眼])没(?=了|脱|的(?![吗伐么])|$)|人没有了|人没掉|人老掉|断气|逝世|病逝|没(?:有)?(?:抢)?救(?:过来|活|回来)|身故|病故|故世|亡|去世|过世|"
    "不在了|牺牲|遇难|火化|后事|没上来|没寻着|没找到)"
)
_BEFORE_DEATH = re.compile("(?:死|走|没|去世|过世)(?:掉|了)?(?:之前|以前|前)")
"""Somebody who was ill before they died: the question is of the illness."""
_DYING = re.compile(
    "(?:快|就?要|眼看着?|马上)(?:就?要|就)?(?:死|走|没|断气|过世|去世|不在|不行)(?:了|掉|脱)*"
)
"""Who is dying is alive."""
_ACCIDENT = (
    "意外|事故|出事|车祸|工伤|工亡|工地|塌方|坍塌|煤气|摔|跌|坠|掉下|撞|淹|溺|触电|电死|中毒|轧|(?<!血)压(?!力)|砸|烧死|火灾|机器|爆炸|炸[死伤]|[绞卷](?:进|到|断|住)|翻(?:船|车)|船.{0,2}翻|"
    "出海|掉(?:到|进)?(?:海|河|江|水)"
)
_ILLNESS = "病|癌|瘤|毛病|炎(?!热)|梗|溢血|中风|老死|老掉|自然|睡着|睡觉|年纪大|岁数大|寿终"
_LOST_A_PART = (
    "残|(?:瘫|瞎|看不见|锯|截)|(?:两|双)(?:条|只)?(?:手|脚|腿|眼).{0,6}(?:没了|掉了|断了|废)"
)
_KINDS = _words(
    **{
        "claim.critical_illness": "大病|重病|重大疾病|重疾",
        "claim.accident_disability": f"残|^(?=.*(?:{_ACCIDENT}))(?=.*(?:{_LOST_A_PART}))",
        "claim.accident_death": f"^(?=.*(?:{_ACCIDENT}))(?=.*{_DIED})",
        "claim.illness_death": f"^(?=.*(?:{_ILLNESS}))(?=.*{_DIED})",
    }
)
_HURT = "受伤|伤了|骨折|断|烫|烧|夹|割|扭|打到|弹到|炸"
_TO_NOTE = re.compile(
    "(?<!没)(?<!没有)(?:通知|告诉|告知)(?:一下|一声|下)?(?:你们|侬|你|工会|热线)|"
    "(?:来|要|先|补|帮我|帮忙|给我|想|打电话|向你们|跟你们|向工会)(?:个|一个|起)?(?:报(?!销|多少|几|得|不)|通知(?!谁)|登记|备案|备个案|上报)|"
    "(?:登记|报|记|备案|备)(?:一下|一记|一声|一笔|一桩|一起|个案|下来)|报案|事故.{0,4}报(?!销)|[讲说](?:一声|一下).{0,3}$|打个?招呼"
)
_HOW_SOON = re.compile(
    "(?:几|多少|多久|多长).{0,3}(?:天|日|时间|之?内|以?内).{0,6}(?:通知|告诉|报|登记|备案)"
)
"""In how many days to note an accident: a question about the limit."""
_DENIED = re.compile(f"(?:不是|没有?|勿是)(?:因为)?[出生得]?(?:{_ACCIDENT}|{_ILLNESS})")
DEATHS = ("claim.accident_death", "claim.illness_death")
ACCIDENTS = ("claim.accident_disability", "claim.accident_death")

_BESIDE = re.compile(
    "那么?|还有|要|需要|应该|呢|什么|啥|哪些|到|去|哪里|办|的|了|吗|伐|我|您|你|请问|这个|它|他|申请|理赔|能|可以|怎么|大概|一般|再|问|一下|讲|说|钱|一?共|是|有|多|久|天|几|后|能够|[，,。？?]"
)
_FOLLOWS = re.compile("^(?:那|那么|还有)|呢[？?]?$")


def reports_accident(text: str) -> bool:
    """Whether it tells that somebody was hurt and wants it noted: 摔断了腿，先通知你们."""
    return bool(_TO_NOTE.search(text) and not _HOW_SOON.search(text)) and bool(
        re.search(f"{_ACCIDENT}|{_HURT}", text)
    )


def aspects_in(text: str) -> tuple[str, ...]:
    """What of a claim `text` asks about: one of overview, materials, deadline and payout, or more."""
    found = tuple(name for name, words in _ASPECTS.items() if words.search(text))
    if _TIME.search(text) and not {"deadline", "payout"} & set(found):
        found += ("deadline", "payout")
    return found


def tells_of_death(text: str) -> bool:
    """Whether a word of it says that somebody died."""
    return bool(re.search(_DIED, text))


def only_dying(text: str) -> bool:
    """Whether somebody is dying, and no word says that anybody died."""
    left = without_dying(text)
    return left != text and not tells_of_death(left)


def without_dying(text: str) -> str:
    """`text` without words of somebody who is dying, and so alive."""
    return _DYING.sub("", text)


def kinds_in(text: str) -> tuple[str, ...]:
    """The kind of claim that `text` names, or the two it may mean; () where it names none."""
    text = without_dying(_BEFORE_DEATH.sub("", text))
    found = tuple(kind for kind, words in _KINDS.items() if words.search(text))
    if set(found) & set(DEATHS):
        found = tuple(kind for kind in found if kind != "claim.critical_illness")
    if len(found) == 1 or found in (DEATHS, ACCIDENTS):
        return found
    if re.search(_ACCIDENT, text):
        return ACCIDENTS
    return DEATHS if tells_of_death(text) else ()


def cause_in(text: str) -> str:
    """The claim after a death of what `text` names, an accident or an illness; '' for none or both."""
    text = _DENIED.sub("", text)
    accident = re.search(_ACCIDENT, text)
    if bool(accident) == bool(re.search(_ILLNESS, text)):
        return ""
    return "claim.accident_death" if accident else "claim.illness_death"


def asks_amount(text: str) -> bool:
    """Whether it asks how much, and little else."""
    return bool(_AMOUNT.search(text)) and len(_BESIDE.sub("", _AMOUNT.sub("", text))) <= 1


def asks_whether_paid(text: str) -> bool:
    """Whether it asks if anything is paid at all, neither how much nor when, and little else."""
    if _AMOUNT.search(text) or _TIME.search(text) or "到账" in text:
        return False
    asked = _WHETHER_PAID.search(text)
    return bool(asked) and len(_BESIDE.sub("", _WHETHER_PAID.sub("", text))) <= 1


def names_amount(text: str) -> bool:
    """Whether it asks how much, whatever else it tells."""
    return bool(_AMOUNT.search(text))


def amount_of(claim: str) -> Meaning:
    """What tells how much there is for `claim`."""
    if claim == "claim.critical_illness":
        return Meaning("benefit.overview")
    return Meaning(claim, aspect="overview")


def bare_aspects(text: str) -> tuple[str, ...]:
    """What of a claim is asked by a text that does not say of which: 那要什么材料, 多久到账; () for any other."""
    return aspects_in(text) if is_bare(text) and not kinds_in(text) else ()


def is_bare(text: str) -> bool:
    """Whether `text` names an aspect and nothing it is of: 那要什么材料, 多久到账."""
    for words in _ASPECTS.values():
        text = words.sub("", text)
    return len(_BESIDE.sub("", _TIME.sub("", text))) <= 1


def follows_on(text: str) -> bool:
    """Whether it goes on from what was said before: 那意外的呢."""
    return bool(_FOLLOWS.search(text))


def claim_of(about: Meaning | None) -> str:
    """The claim that goes with what was last spoken of, or ''."""
    if about is None:
        return ""
    if about.illness:
        return "claim.critical_illness"
    return about.topic if about.topic.startswith("claim.") else ""
