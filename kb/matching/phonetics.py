"""How Mandarin sounds, and how near two syllables are to the ear of a recogniser or a caller.

A text becomes a row of syllables; `NEARNESS` says for every two toneless syllables how easily one is
heard as the other, from 0 (never) to 1 (the same). Accents of Shanghai and the south (zh/z, n/l,
in/ing, f/h ...) count as near. Tones are left to the caller of this module: they are cheap.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import numpy as np
from pypinyin import Style, lazy_pinyin, pinyin_dict
from pypinyin.contrib.tone_convert import to_finals, to_initials, to_normal, to_tone3
from pypinyin.seg.simpleseg import seg as segments

LETTERS = {
    "A": "ei", "B": "bi", "C": "xi", "D": "di", "E": "yi", "F": "ai", "G": "ji",
    "H": "qi", "I": "ai", "J": "jie", "K": "ke", "L": "ai", "M": "mu", "N": "en",
    "O": "ou", "P": "pi", "Q": "kiu", "R": "a", "S": "si", "T": "ti", "U": "you",
    "V": "wei", "W": "da", "X": "ke", "Y": "wai", "Z": "ze",
}  # fmt: skip
"""The letters as Chinese callers say them, one syllable each (W is shortened)."""
DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))

_SPOKEN = re.compile(r"[一-鿿A-Z]")

# Groups of initials that are told apart badly, and how near their members are. The first group that
# holds both counts.
_INITIAL_GROUPS: tuple[tuple[float, str], ...] = (
    (0.9, "zh z"), (0.9, "ch c"), (0.9, "sh s"), (0.8, "n l"), (0.7, "f h"), (0.75, "r l"),
    (0.6, "zh ch"), (0.6, "z c"), (0.6, "j q"), (0.6, "b p"), (0.6, "d t"), (0.6, "g k"),
    (0.55, "q x"), (0.5, "j x"), (0.5, "zh j"), (0.5, "ch q"), (0.6, "sh x"), (0.5, "s x"),
    (0.5, "z j"), (0.5, "c q"), (0.5, "ch sh"), (0.5, "c s"), (0.5, "z s"), (0.5, "zh sh"),
    (0.5, "m n"), (0.45, "m l"), (0.6, "h k"), (0.5, "h g"), (0.55, "r y"), (0.55, "r n"),
    (0.5, "h w"), (0.5, "h -"), (0.5, "m w"), (0.5, "b m"), (0.5, "d l"), (0.45, "d n"),
    (0.45, "d g"), (0.45, "t k"), (0.45, "d b"), (0.45, "t p"), (0.45, "zh ch z c"),
    (0.45, "t c"), (0.45, "t q"), (0.45, "d j"), (0.4, "zh d"), (0.4, "ch t"), (0.45, "w f"),
    (0.5, "r zh"), (0.4, "r sh"), (0.4, "y n l j q x"), (0.4, "w b f"), (0.4, "- y w r n l m"),
    (0.35, "b p d t g k"), (0.35, "zh ch sh z c s j q x"),
)  # fmt: skip
_FINAL_GROUPS: tuple[tuple[float, str], ...] = (
    (0.9, "in ing"), (0.9, "en eng"), (0.9, "an ang"), (0.85, "ian iang"), (0.9, "uan uang"),
    (0.9, "uen ueng"), (0.85, "vn in"), (0.8, "vn ing"), (0.8, "eng ong"), (0.8, "ong iong"),
    (0.7, "en ong"), (0.75, "uen ong"), (0.85, "uen en"), (0.75, "uen eng"), (0.7, "ian in"),
    (0.8, "van ian"), (0.8, "van uan"), (0.7, "van uen"), (0.75, "ve ie"), (0.7, "uo o"),
    (0.7, "uo ou"), (0.7, "uo u"), (0.7, "uo e"), (0.7, "o ou"), (0.7, "o e"), (0.6, "o u"),
    (0.75, "ei ai"), (0.8, "ei uei"), (0.7, "ai uai"), (0.6, "ei i"), (0.6, "uei i"),
    (0.6, "ei e"), (0.7, "ao ou"), (0.75, "ao iao"), (0.75, "ou iou"), (0.6, "ao uo"),
    (0.7, "iao iou"), (0.65, "iao ao"), (0.7, "i v"), (0.65, "i -i"), (0.6, "-i e"), (0.55, "-i u"),
    (0.6, "u v"), (0.55, "u ou"), (0.65, "u ong"), (0.55, "v iou"), (0.6, "a ia"), (0.65, "a ua"),
    (0.65, "a ai"), (0.65, "a an ang"), (0.6, "a ao"), (0.65, "ia ian iang"), (0.6, "ua uan uang"),
    (0.7, "ian an"), (0.75, "iang ang"), (0.7, "uan an"), (0.75, "uang ang"), (0.6, "an en"),
    (0.6, "ang eng"), (0.6, "an ai"), (0.6, "en ei"), (0.6, "in i"), (0.6, "ing i"), (0.6, "ie i"),
    (0.65, "ie ian"), (0.6, "ie e"), (0.55, "ie ei"), (0.55, "en in"), (0.6, "eng ing"),
    (0.6, "e en eng"), (0.6, "e a"), (0.55, "e ei"), (0.55, "e u"), (0.6, "e er"), (0.6, "a er"),
    (0.6, "ong ang"), (0.55, "ong ou"), (0.5, "ao ang"), (0.5, "iao iang"), (0.5, "uei uen"),
    (0.5, "ai ei uai uei"), (0.5, "ve v van vn"), (0.5, "iong v ing"), (0.5, "van en"),
    (0.5, "van an"), (0.5, "uan en"),
    (0.4, "a o e"), (0.4, "an en ang eng ong in ing uen ian"), (0.4, "i v ei ie"),
)  # fmt: skip


@dataclass(frozen=True)
class Sounds:
    """A text as a row of syllables."""

    text: str
    """The characters that are spoken: no punctuation, letters upper case, digits as characters."""
    syllables: np.ndarray
    """Index of each character's toneless syllable in `SYLLABLES`."""
    tones: np.ndarray
    """1 to 4, 5 for the neutral tone."""

    def __len__(self) -> int:
        return len(self.text)


def spoken(text: str) -> str:
    """The characters of `text` that have a sound, digits and letters in one spelling."""
    digits = "".join(DIGITS.get(char, char) for char in text.upper())
    return "".join(_SPOKEN.findall(digits))


@lru_cache(maxsize=32768)
def hear(text: str) -> Sounds:
    """The sounds of `text`. Characters pypinyin does not know are left out."""
    chars = spoken(text)
    syllables, tones, kept = [], [], []
    readings = [reading for word in segments(chars) for reading in _readings(word)]
    for char, reading in zip(chars, readings, strict=True):
        syllable, tone = _sound(LETTERS.get(char, reading))
        if syllable is None:
            continue
        kept.append(char)
        syllables.append(syllable)
        tones.append(1 if char in LETTERS else tone)
    return Sounds("".join(kept), np.array(syllables, np.int16), np.array(tones, np.int8))


@lru_cache(maxsize=32768)
def _readings(word: str) -> list[str]:
    """How each character of `word` is read: thousands of phrases are made of few words."""
    # pypinyin takes such a function, whatever its type says.
    one_by_one = cast(Callable[[str], str], list)
    return lazy_pinyin([word], style=Style.TONE, errors=one_by_one)


@cache
def _sound(reading: str) -> tuple[int | None, int]:
    """Index in `SYLLABLES`, None for no syllable, and tone: pypinyin works both out anew for every
    character, and there are but some 1,500."""
    toned = to_tone3(reading, neutral_tone_with_five=True)
    return INDEX.get(_toneless(reading)), int(toned[-1]) if toned[-1] in "12345" else 1


def _toneless(reading: str) -> str:
    return to_normal(reading).replace("ü", "v")


def _all_syllables() -> list[str]:
    """Every toneless syllable pypinyin can give, and the letters'."""
    usual = {readings.partition(",")[0] for readings in pinyin_dict.pinyin_dict.values()}
    plain = {word for word in map(_toneless, usual) if re.fullmatch(r"[a-z]+", word)}
    return sorted(plain | set(LETTERS.values()))


def _parts(syllable: str) -> tuple[str, str]:
    """Initial ('y', 'w' or '-' where it has no initial) and final of a toneless syllable."""
    initial = to_initials(syllable, strict=True)
    # lv, nv, lve, nve: near to nothing else, for so the calibration was learned.
    final = syllable if "v" in syllable else to_finals(syllable, strict=True) or syllable
    final = final.replace("ü", "v")
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        final = "-i"
    if not initial:
        initial = {"i": "y", "v": "y", "u": "w"}.get(final[0], "-")
    return initial, final


def _group_table(parts: list[str], groups: tuple[tuple[float, str], ...]) -> np.ndarray:
    """Nearness of every two of `parts`: 1 for the same, the first group's for others, else 0."""
    place = {part: index for index, part in enumerate(parts)}
    table = np.zeros((len(parts), len(parts)), np.float32)
    for nearness, group in reversed(groups):
        members = [place[part] for part in group.split() if part in place]
        table[np.ix_(members, members)] = nearness
    np.fill_diagonal(table, 1.0)
    return table


def _nearness() -> np.ndarray:
    initials, finals = zip(*map(_parts, SYLLABLES), strict=True)
    known_initials, known_finals = sorted(set(initials)), sorted(set(finals))
    first = _group_table(known_initials, _INITIAL_GROUPS)
    last = _group_table(known_finals, _FINAL_GROUPS)
    at_first = [known_initials.index(part) for part in initials]
    at_last = [known_finals.index(part) for part in finals]
    # The final carries the vowel and survives a telephone line better than the initial does.
    joined = 0.42 * first[np.ix_(at_first, at_first)] + 0.58 * last[np.ix_(at_last, at_last)]
    return joined.astype(np.float32)


SYLLABLES: list[str] = _all_syllables()
INDEX: dict[str, int] = {syllable: index for index, syllable in enumerate(SYLLABLES)}
NEARNESS: np.ndarray = _nearness()
"""Nearness of every two syllables, 0 to 1."""
