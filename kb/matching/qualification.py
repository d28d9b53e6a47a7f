"""What of a caller's words comes between an illness and the word "covered".

Looked at once the meaning is settled, however it was: outright, by a yes or by a choice. Which
illness is meant is certain then; whose it is, and whether it is that illness at all, may not be.
"""

from dataclasses import dataclass

from kb.content.library import Illness, Library
from kb.contract import Meaning
from kb.matching.conditions import ILLNESS, conditions_in
from kb.matching.phonetics import spoken


@dataclass(frozen=True)
class Qualification:
    """How an answer is to be taken."""

    reserved: bool = False
    """What is covered may not hold for this caller: 小孩得了白血病, 怀疑是胃癌, 退休以后得了肝癌."""
    own_word: str = ""
    """The caller's word for the illness, where it is not the one that is spoken."""
    name: str = ""
    """The illness as the answer names it; '' without `own_word`."""
    covered: bool = False
    """The answer is that the illness is covered."""
    doubts: tuple[str, ...] = ()
    """What `conditions` calls the conditions in doubt, where `reserved`."""


def qualify(library: Library, meaning: Meaning, said: str) -> Qualification:
    """How the answer to `meaning` is to be taken by who asked for it with the words `said`."""
    illness = next((i for i in library.illnesses if i.id == meaning.illness), None)
    if illness is None:
        return Qualification()
    covered = illness in library.listed_illnesses()
    if not said:
        return Qualification(covered=covered)
    doubts = _doubts(illness, said, library.doubts) if covered else ()
    own_word = _own_word(illness, said)
    name = illness.name if own_word else ""
    return Qualification(bool(doubts), own_word, name, covered, doubts)


def _doubts(illness: Illness, said: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions in doubt; that of the illness itself where a word of doubt names no other."""
    found = conditions_in(said, illness.names)
    return found or ((ILLNESS,) if _in_doubt(illness, said, words) else ())


def _in_doubt(illness: Illness, said: str, doubts: tuple[str, ...]) -> bool:
    # 是不是 asks like 吗 does; it is no 不是.
    words = spoken(said).replace("是不是", "")
    for name in sorted(illness.names, key=len, reverse=True):
        words = words.replace(spoken(name), "")
    return any(doubt in words for doubt in doubts)


def _own_word(illness: Illness, said: str) -> str:
    if illness.name in said:
        return ""
    return max((name for name in illness.names if name in said), key=len, default="")
