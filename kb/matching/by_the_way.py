"""Which illnesses a sentence names only by the way, beside the one it asks about.

Callers tell what it is not (没放支架), what it was taken for (当风湿看), what it came of (感冒以后得了心肌炎), what was
there before the diagnosis (乙肝, 医生讲是肝硬化), what it may be reckoned among (角膜移植算器官移植吗) and what led to the one
that is asked about at the end (高血压中风了，中风赔不赔; 冠心病要搭桥，赔吗). Goes by the
characters of a text without pauses, so that a sentence a recogniser wrote counts like one that was read.
"""

import re
from collections.abc import Collection, Sequence

from kb.matching.illness_spotter import Span

_DENIED = re.compile(
    "(?<![是有算属])(?:不是|勿是|不算|不属于|还没|没)(?:有|到|[得生放装做搞要查去]|什么|啥){0,3}$"
)
_TAKEN_FOR = re.compile("(?:以为|当成|当作|误诊成|误诊为)(?:[就只]?是|做)?(?:普通的?|一般的?|老)?$")
_TREATED_AS, _TREATED = re.compile("当(?:做|成|是)?$"), re.compile("来?[看治医]")
_RECKONED = re.compile("(?:[也就都]算|算不算|算)(?:是|得上)?(?:你们)?(?:的|那个|讲的)?$")
_NOT_DONE = re.compile("[都也]?(?:放不|装不|做不|没放|没装|没做)")
_CAUSE = re.compile("以后|之后|后(?![遗面来])|引起|导致|造成|拖成|拖出|拖了|变成|发展成|转成|并发")
_CAUSED = re.compile("引起的|导致的|造成的|弄的|烂的")
_WHO = "医生|主任|教授|专家|大夫|医院|报告|病历|单子|病理|诊断书|小结|通知书"
_DIAGNOSED = re.compile(
    rf"(?:(?:{_WHO}).{{0,4}}?(?:讲|说|写|判|诊断)|诊断|确诊|(?:讲|说|写)的?是|查出来?|查下来|一查|一看|结果|原来|其实|最后|"
    "拖成|变成|发展成|转成|得了)(?:出来|下来|就?是|说是|讲是|[的了为有叫伊我上])*.{0,6}$"
)
"""What a diagnosis follows, a few characters such as 慢性 or 右上 between."""


_ASKING = re.compile(
    "(?:这个|那个|这种|的话|你们|工会|到底|又)*"
    "(?:赔|算(?!了)|保(?![守持养])|报(?![告案])|能|可以|在不在|有没有|属|[怎哪][么能](?:赔|报|申请|算)|好不好|行不行)"
)
"""What follows a name that is asked about; with 也 or 都 another is asked about, too."""
_NEEDS = re.compile(
    "(?:现在|已经|后来|医生[说讲])*(?:需要|要|得|做了|去做|动了|装了|放了)(?:做|换|装|放|开|移植|一?[个只次根])?"
)
"""All that stands between an illness and its treatment: 冠心病要搭桥."""


def pieces(named: Collection[Span]) -> set[Span]:
    """Find those of `named` that lie inside a longer one: 血管瘤 in 肝血管瘤."""
    return {span for span in named if any(_is_inside(span, longer) for longer in named)}


def _is_inside(span: Span, longer: Span) -> bool:
    around = longer.start <= span.start and span.end <= longer.end
    return around and len(longer.name) > len(span.name)


def by_the_way(named: Collection[Span], text: str, covered: Collection[int]) -> set[Span]:
    """Those of `named` that `text` does not ask about; none where that would be all of them.

    `named` stand in `text` letter by letter, `covered` are the owners of what the benefit covers: such
    a one is not given up for what it led to (心梗以后心衰) or for what was found later.
    """
    spans = sorted(named, key=lambda span: (span.start, -span.end))
    diagnosed = [s for s in spans if _DIAGNOSED.search(text[_end_before(s, spans) : s.start])]
    last = max((s.start for s in diagnosed), default=-1)
    asked = _asked_last(spans, text)
    aside = {
        span
        for span in spans
        if _is_denied(span, spans, text)
        or (span.owner not in covered and (span.end <= last or _is_a_cause(span, spans, text)))
        or (asked and _may_be_left(span, asked, text, covered))
    }
    return aside if len(aside) < len(spans) else set()


def _asked_last(spans: Sequence[Span], text: str) -> Span | None:
    """The illness that is named last and asked about, where it was named before or treats the one before."""
    if not spans:
        return None
    last = max(spans, key=lambda span: (text.rfind(span.name) + len(span.name), len(span.name)))
    at = text.rfind(last.name)
    before = text[_end_before(last, [s for s in spans if s.owner != last.owner]) : at]
    named_again = last.name in text[:at]
    if not named_again and not _NEEDS.fullmatch(before):
        return None
    return last if _ASKING.match(text[at + len(last.name) :]) else None


def _may_be_left(span: Span, asked: Span, text: str, covered: Collection[int]) -> bool:
    """Whether only `asked` is asked about, not `span`; a covered one is given up for another such alone."""
    if span.owner == asked.owner or span.name in asked.name or asked.name in span.name:
        return False
    if span.owner in covered and asked.owner not in covered:
        return False
    return not any(_ASKING.match(text[m.end() :]) for m in re.finditer(re.escape(span.name), text))


def _end_before(span: Span, spans: Sequence[Span]) -> int:
    """Where the name before `span` ends."""
    return max((s.end for s in spans if s.end <= span.start), default=0)


def _is_denied(span: Span, spans: Sequence[Span], text: str) -> bool:
    """Whether it is named as what it is not, what it was taken for, or what something else may count as."""
    for named in re.finditer(re.escape(span.name), text):
        before, after = text[: named.start()], text[named.end() :]
        if _DENIED.search(before) or _TAKEN_FOR.search(before) or _NOT_DONE.match(after):
            return True
        if _TREATED_AS.search(before) and _TREATED.match(after):
            return True
    before = text[: span.start]
    return bool(_RECKONED.search(before)) and any(s.end <= span.start for s in spans)


def _is_a_cause(span: Span, spans: Sequence[Span], text: str) -> bool:
    """Whether something else that is named came of it."""
    after = text[span.end :]
    if _CAUSE.match(after) and any(s.start >= span.end for s in spans):
        return True
    return bool(_CAUSED.match(after)) and any(s.end <= span.start for s in spans)
