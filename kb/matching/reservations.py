"""What of a caller's words comes between an illness and the word "covered".

Asked once the meaning is settled, however it was settled: outright, by a yes or by a choice. That an
illness was meant is then certain; whose it is and whether it is that illness for certain may not be.
"""

from kb.content.library import Illness, Library
from kb.contract import Meaning
from kb.matching.phonetics import spoken


def reserved(library: Library, meaning: Meaning, said: str) -> bool:
    """Whether "covered" needs a word of reserve: 小孩得了白血病, 怀疑是胃癌, 退休以后得了肝癌."""
    illness = _illness(library, meaning)
    if illness is None or illness not in library.listed_illnesses():
        return False
    # 是不是 asks like 吗 does; it is no 不是.
    words = spoken(said).replace("是不是", "")
    for name in sorted(illness.names, key=len, reverse=True):
        words = words.replace(spoken(name), "")
    return any(doubt in words for doubt in library.doubts)


def own_word(library: Library, meaning: Meaning, said: str) -> str:
    """The name the caller used for the illness, where it is not the one that is spoken; or ''."""
    illness = _illness(library, meaning)
    if illness is None or illness.name in said:
        return ""
    return max((name for name in illness.names if name in said), key=len, default="")


def _illness(library: Library, meaning: Meaning) -> Illness | None:
    return next((i for i in library.illnesses if i.id == meaning.illness), None)
