"""What of the benefit's conditions a caller's words rule out, or leave open: 参加之前就查出来, 没住过院.

Covered is a member whose illness was first diagnosed within the period of coverage and treated in
hospital as an inpatient.
"""

import re
from collections.abc import Iterable

MEMBER, FIRST, INPATIENT, ILLNESS = "member", "first", "inpatient", "illness"
"""Is a member; first diagnosed within the period; treated as an inpatient; has the illness that is listed."""

_NOT_A_MEMBER = re.compile(
    "小孩|孩子|孙子|孙女|小囡|岁的|退休|退下来|离职|辞职|下岗|倒闭|不是会员|没有?会员|没有卡|[没未]有?(?:加入|参加|入会)|还没入"
)
_JOINED = (
    "参加|加入|入了?会|办[^理，]{0,4}卡|领[^取，]{0,3}卡|拿到[^，]{0,3}卡|有[^没，]{0,3}卡|开卡|参保|投保|[买上]了?保|"
    "进工会|(?:当|成为)[^，]{0,2}会员|保障期?(?:开始|生效)|[买有]了?[^没，]{0,3}保障"
)
_YEARS_BEFORE = "(?:去年|前年|大前年)[^，]{0,6}(?:得|查|确诊|病|发|生)"
_BEFORE_JOINING = re.compile(
    f"(?:{_JOINED}|保障期?|有效期)[^，]{{0,8}}前(?!年)|[没未]有?(?:{_JOINED})[^，]{{0,4}}(?:就|时候|辰光)|"
    f"(?:才|以后|之后|后来|然后|再)(?:去|来)?(?:{_JOINED})|"
    f"{_YEARS_BEFORE}.*今年[^没，]{{0,3}}(?:{_JOINED})|今年[^没，]{{0,3}}(?:{_JOINED}).*{_YEARS_BEFORE}"
)
_LAPSED = re.compile(
    "(?:保障|卡|会费|续保)[^，]{0,6}(?:断(?:了|过|缴|掉|保)|停(?:了|掉|过|保)|中断|过了?期|到期|失效|结束|没有?[续交缴]|脱[了掉])|"
    "断[保缴档]|脱保|停保|没有?续[保上]|忘[了记]续|(?:会员|保障)[^，]{0,4}(?:过了?期|到期)"
)
_EARLIER = re.compile(
    "复发|又[得犯生发]|第二[次趟]|再次|老早|早就|从前|年前|前年|陈旧|老毛病|"
    "(?:之前|以前|先前|原来)(?:就|已经|也|曾经)*(?:查|确诊|得|有|生|患|病|发|开过)|"
    "病(?:是|了)?(?:之前|以前|先前|老早)(?:的|就)|[得有生患病发]过[了一两二三几]?[次趟回]"
)
_OUT = re.compile(
    "[没未不](?:有)?(?:去|在|要|能|用|安排|收|办)?(?:医院)?住(?:过|进|上|成)?(?:医院|院)|[没未](?:有)?住(?:过|进去|下来)"
)
_PERHAPS_OUT = re.compile("门诊|日间|急诊|当天(?:就)?(?:回家|出院|走)")
_IN = re.compile("住院|住了|住过|住进|入院")


def conditions_in(said: str, names: Iterable[str]) -> tuple[str, ...]:
    """The conditions that `said` tells are not met, or may not be; the illness has the `names`."""
    words = said
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, "病")
    earlier = _BEFORE_JOINING.search(words) or _LAPSED.search(words) or _EARLIER.search(words)
    told = {
        MEMBER: _NOT_A_MEMBER.search(words) and not _BEFORE_JOINING.search(words),
        FIRST: earlier,
        INPATIENT: _never_in_hospital(words),
    }
    return tuple(condition for condition, fails in told.items() if fails)


def _never_in_hospital(words: str) -> bool:
    """Whether a stay is denied, or none is told of: 门诊做的化疗, but not 门诊查出来，后来住院了."""
    rest, denied = _OUT.subn("", words)
    return denied > 0 or bool(_PERHAPS_OUT.search(rest) and not _IN.search(rest))
