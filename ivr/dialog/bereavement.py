"""What is said and asked where somebody died: 我老伴走了, 我爸爸肺癌去世了要什么材料."""

import re

from ivr.dialog.acts import Asking, Said, Say
from ivr.dialog.flow import Query
from ivr.dialog.memory import Memory, recall
from ivr.dialog.outcome import DECEASED, plainly
from kb.claim_words import DEATHS, tells_of_death
from kb.contract import URGENT, Candidate, Decision, Meaning, Understanding

_CLAIMS_MENU = Meaning("menu.claims")
_ABOUT_DEATHS = ("claim.", "accident.", "outside.")
_A_FAIR_GUESS = 0.25
"""Confidence below which a candidate is there for want of a better one."""

_CLOSE = re.compile(
    "爸|妈|姆妈|父亲|母亲|爹|娘|老公|老婆|丈夫|妻子|爱人|老伴|老头子|老太婆|儿子|女儿|囡囡|哥|弟|姐|妹|爷爷|奶奶|外公|外婆|阿公|阿婆|"
    "公公|婆婆|岳父|岳母|丈人|叔|伯|舅|姑|姨|侄|外甥|孙子|孙女|媳妇|女婿|家里人|家人|亲戚|亲人|同事|师傅|徒弟|朋友|同学|战友|工友|先生|太太"
)
"""Who is mourned."""
_DIED_OF = re.compile(
    "猝死|病死|过劳死|(?:病|癌|瘤|炎|溢血|中风|心梗|梗死|意外|车祸|事故|昨天|前天|今天|刚刚|上个?月|上个?礼拜|上周|去年|今年|人)(?:就|才|刚)?(?:走|没)的(?!时候|路|辰光)|死于|走得突然"
)
_NO_DEATH = re.compile(
    "[急气忙累痛疼烦吓笑热冷饿恨吵苦难]得?[要快]?[死煞](?:了|脱了?|掉了?|人)?|[梗坏]死(?!了?(?:[，,。；;]|$))|"
    "(?:卡|钱|钞票|工作|手机|单子|发票|证|病历|号码|短信|包|号)[^，,。；;]{0,2}(?:没了|没有了|不在了|走了|掉了)"
)
"""Nobody dies of it: 急死了, 脑梗死了半边, 卡没了."""
_SUPPOSED = re.compile(
    "如果|要是|万一|假如|假使|倘若|的话|将来|以后.{0,4}[死走]|百年之后|(?:死|去世|过世|走)[^，]{0,2}[之以]?前"
)
"""Words of somebody who may die some day, or was asked about before."""
_CONDOLES_ITSELF = ("accident.report", "operator", *URGENT)


def tells_of_a_death(text: str) -> bool:
    """Whether somebody close to the caller died."""
    if not _CLOSE.search(text) or _SUPPOSED.search(text):
        return False
    left = _NO_DEATH.sub("", text)
    return plainly(left) == DECEASED or bool(_DIED_OF.search(left))


def condole(words: str, meaning: Meaning) -> Asking[None]:
    """Condole with who tells of the death of somebody close. An accident notice does so itself."""
    memory = yield from recall()
    if memory.in_notice or meaning.topic in _CONDOLES_ITSELF:
        return
    if tells_of_a_death(words) or _claims_of_a_death(words, meaning):
        yield from condole_once(words)


def _claims_of_a_death(words: str, meaning: Meaning) -> bool:
    """Whether the claim is one after a death, and it is somebody close who died."""
    return meaning.topic in DEATHS and bool(_CLOSE.search(words)) and tells_of_death(words)


def condole_once(words: str) -> Asking[None]:
    """Say once in a call that one is sorry, unless the `words` only suppose a death."""
    memory = yield from recall()
    if not memory.bereaved and not _SUPPOSED.search(words):
        memory.bereaved = True
        yield Say("condolence")


def which_claim(understood: Understanding, act: Said, memory: Memory) -> Query | None:
    """Which claim a death leads to is asked, once, where nothing else is understood."""
    if memory.death_asked or understood.decision == Decision.ANSWER:
        return None
    if plainly(act.text) != DECEASED:
        return None
    if understood.decision != Decision.REJECT and any(
        _tells_more(c) for c in understood.candidates
    ):
        return None
    memory.death_asked = True
    return Query(_CLAIMS_MENU, act.text)


def _tells_more(candidate: Candidate) -> bool:
    """Whether it is a fair guess, and says more of a death than that somebody died."""
    fair = candidate.confidence >= _A_FAIR_GUESS
    return fair and candidate.meaning.topic.startswith(_ABOUT_DEATHS)
