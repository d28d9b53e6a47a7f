"""Illnesses by their characters: which are named outright, and which are named and not known."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_NO_NAME = "做我你您他她它咱阿侬伊的了是有生患查出说讲问请不算赔吗嘛呢吧伐么这那种个只点和跟或因为叫什啥哪怕会能可好还也就都要想治看得到在把被给对没别各另属于管括保包含妈爸娘爹哥姐弟妹公婆爷奶叔姑舅姨伴来去"
"""Characters no name of an illness begins after or runs over: 医生说我得了强直性脊柱炎."""
_ENDINGS = "病|症|炎|瘤|癌|硬化|结石|囊肿|综合征|感染|增生|坏死|萎缩|积水|息肉|结节|溃疡|穿孔|衰竭|梗死|栓塞|栓|疝|疹|肿(?![得了起成胀痛])|中毒|无力|痉挛|脓肿|血肿|失调|畸形|缺损|麻痹|贫血|尘肺"
_NOUN = re.compile(
    rf"(?:[尘矽硅]肺)(?:病|症)?|(?!儿子|女儿|打听)(?<![儿打])[^{_NO_NAME}\W\d_a-zA-Z]{{1,7}}?(?:{_ENDINGS})+(?:病|症)?(?![房人历情例理床假故逝死友危区种名重])"
)
_COMMON = re.compile(
    rf"^[小大老多新坏几颗粒块只]+(?:{_ENDINGS})$|(?:大|重|生|毛|疾|看|急|慢性|急性|男性|女性|职业|传染|什么|哪些|[种些个类样小])(?:病|症)$|疾病$|毛病$|后遗症$|并发症$|手术$"
)
"""What ends like the name of an illness but is not one."""
_GENERAL = 2
"""Characters of a name such as 肺病, which longer ones end like."""
_COMPLAINTS = ("不好", "不舒服")
"""What ends a name and tells of no illness."""
THIS_ILLNESS = "这种病"
"""What stands for an illness where only the rest of a sentence counts."""


@dataclass(frozen=True)
class Named:
    """A stretch of a text that names an illness."""

    name: str
    start: int
    end: int


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of `words`, the longest where several match; it finds nothing without words."""
    behind: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words) - {""}, key=len, reverse=True):
        behind[word[0]].append(re.escape(word[1:]))
    # Grouped by their first character: of two thousand names few are then compared at each place.
    begun = [f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in behind.items()]
    return re.compile("|".join(begun) or r"(?!)")


class Names:
    """All names of all illnesses, to be found letter by letter."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = any_of(names)

    def known(self, text: str) -> list[Named]:
        """Names of `text` that the content has, longest first where they overlap."""
        nouns = list(_NOUN.finditer(text))
        found = (Named(m[0], m.start(), m.end()) for m in self._known.finditer(text))
        return [name for name in found if not any(_is_end_of(name, noun) for noun in nouns)]

    def unknown(self, text: str) -> Named | None:
        """The first name in `text` that the content has not."""
        known = self.known(text)
        for match in _NOUN.finditer(text):
            if _COMMON.search(match[0]):
                continue
            if not any(n.start < match.end() and match.start() < n.end for n in known):
                return Named(match[0], match.start(), match.end())
        return None

    def without(self, text: str) -> str:
        """`text` with `THIS_ILLNESS` for every name."""
        unknown = self.unknown(text)
        if unknown:
            return text[: unknown.start] + THIS_ILLNESS + text[unknown.end :]
        for name in reversed(self.known(text)):
            text = text[: name.start] + THIS_ILLNESS + text[name.end :]
        return text


def _is_end_of(name: Named, noun: re.Match[str]) -> bool:
    """Whether a short, general name is but the end of a longer one: 肺病 of 尘肺病, 性病 of 慢性病."""
    return (
        len(name.name) == _GENERAL
        and name.name.endswith("病")
        and noun.start() < name.start
        and noun.end() == name.end
    )


def spelled(said: str, name: str) -> float:
    """Share of the longer of both that stands in the other too, in its order: 1 is the same.

    A complaint at the end of both tells nothing: 眼睛不好 names no 颈椎不好.
    """
    for complaint in _COMPLAINTS:
        said_of, named_of = said.removesuffix(complaint), name.removesuffix(complaint)
        if said_of != said and named_of != name:
            said, name = said_of, named_of
    best = [0] * (len(said) + 1)
    for char in name:
        row = [0]
        for at, other in enumerate(said):
            row.append(best[at] + 1 if other == char else max(best[at + 1], row[at]))
        best = row
    return best[-1] / max(len(name), len(said), 1)
