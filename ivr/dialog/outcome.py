"""Injured or dead: what words say of somebody after an accident, looked at clause by clause.

A word alone says little: 走了 is death of a person and not of an ambulance, 没了 not of a finger.
"""

import re

from kb.claim_words import without_dying
from speech.entities.text import plain

INJURED, DECEASED, MISSING = "injured", "deceased", "missing"

_LIMB = "手指?头?|指头|脚趾?|腿|胳膊|手臂|眼睛?|耳朵|牙齿?|头发|骨头|半截"
_SAVED = re.compile(
    "没有?(?:人)?(?:死|去世|身故|过世|死亡|走)|(?:并?不是|并非|不算)[^，,。是]{0,4}(?:死亡|死|去世|身故|过世|走)了?|(?:还)?没(?:有)?断气|还活着|活着|没有?生命危险|"
    "差一?点(?:就)?(?:死|没命)|差点儿死|(?<!没)(?<!没有)(?<!没抢)(?<!没有抢)抢?救(?:过来|回来|活|成功)了?|(?:还)?有气|命保住"
)
_DEAD = re.compile(
    "死亡|死了|死掉|[摔跌压砸撞轧烧淹炸毒打电闷]死|身亡|身故|去世|过世|逝世|离世|遇难|牺牲|丧生|丧命|毙命|"
    "不治|抢救无效|没(?:有)?抢救过来|没(?:有)?救(?:过来|回来|活)|救不(?:过来|回来|活)|断气|没(?:有)?气了|没(?:有)?(?:呼吸|心跳)了|"
    "没命了?|永远离开|脑死亡|当场就?没|往生|老了人|追悼|火化"
)
_FIGURE = re.compile(
    "(?<![他她伊公婆爸妈儿女弟妹哥姐事友傅人])(?:[忙烦气急拖吵愁恨怕吓笑催排等恼]|麻烦)死(?:了|人|我|掉|脱)|^累死(?:了|人|我)"
)
"""忙死了 tells of nobody's death."""
_GONE = re.compile("(?:(?<!自己)走了|(?<!自己)走掉了|没了|不在了)$")
_TAKEN = re.compile("救护车|医院|抢救|送|抬")
"""With these somebody who 走了 may only have been driven off."""
_OF_SOMETHING = re.compile(
    f"(?:{_LIMB})[^，,。]{{0,4}}(?:没了|走了|没有了)|送走|拉走|接走|抬走|救护车[^，,。]*走|车[^，,。]{{0,3}}走"
)
_UNHURT = re.compile("没(?:有)?(?:受)?伤|没(?:有)?(?:什么)?(?:大)?事|毫发无[损伤]|皮肉伤也没")
_HURT = re.compile(
    "受?伤|残|住院|骨折|昏|抢救|治疗|断|摔|跌|砸|压|轧|夹|烫|烧|割|切|绞|瘫|植物人|中毒|触电|流血|出血|肿|扭|疼|痛|缝|"
    "手术|开刀|病房|重症|ICU|icu|医院|救护车|没(?:有)?知觉|不能动|动不了|站不起来|活着|还在"
)
_LEAST_STORY = 4
"""Characters; a bare 没了 may be anything."""
_INJURY = re.compile(
    "受伤|[摔砸压轧夹烫烧割切撞扭]伤|骨折|断|昏|瘫|血|住院|手术|开刀|截|残|植物人|重症|ICU|缝|没了|没有?知觉",
    re.IGNORECASE,
)
_LOST = re.compile(
    "失踪|下落不明|(?:人|还)?(?:没|未)(?:有)?(?:找|寻)到|(?:找|寻)不到人|(?<!看)不见了"
)


def outcome_of(said: str) -> str:
    """`INJURED`, `DECEASED`, `MISSING` or '' where the words leave it open."""
    text = plain(said)
    if _LOST.search(text) and not _DEAD.search(text):
        return MISSING
    if _is_dead(text):
        return DECEASED
    return INJURED if _is_hurt(text) else ""


def plainly(said: str) -> str:
    """What a story tells that was not asked for the outcome: that somebody fell is no injury yet."""
    found, text = outcome_of(said), plain(said)
    if found == INJURED:
        return found if _INJURY.search(text) else ""
    return found if len(text) >= _LEAST_STORY else ""


def _is_dead(text: str) -> bool:
    left = without_dying(text)
    for nobody in (_FIGURE, _SAVED, _OF_SOMETHING):
        left = nobody.sub("", left)
    if any(_DEAD.search(clause) for clause in _clauses(left)):
        return True
    return not _TAKEN.search(text) and any(_GONE.search(clause) for clause in _clauses(left))


def _is_hurt(text: str) -> bool:
    """Whether the words tell of an injury, and none of them may tell of a death."""
    unhurt = _UNHURT.search(text)
    if _SAVED.search(text):
        return not unhurt
    if _OF_SOMETHING.search(text):
        return True
    gone = any(_GONE.search(clause) for clause in _clauses(text))
    return not gone and bool(_HURT.search(_UNHURT.sub("", text)))


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in re.split("[，,。；;！!]", text)]
