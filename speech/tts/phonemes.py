"""Chinese text to the phonemes Kokoro v1.0 was trained on.

The alphabet is misaki's for Mandarin before its version 1.1 (IPA with tone arrows); segmentation is
jieba's, tone sandhi is misaki's. What a general dictionary reads wrongly stands in `speech.tts.lexicon`.
"""

import logging
import re
import warnings
from functools import cache

from pypinyin import Style, lazy_pinyin

from speech.tts import lexicon

with warnings.catch_warnings():
    # jieba 0.42.1 looks for pkg_resources, which newer setuptools warn about.
    warnings.simplefilter("ignore")
    import jieba
    from misaki.tone_sandhi import ToneSandhi
    from misaki.transcription import pinyin_to_ipa
    from misaki.zh import ZHG2P

_PAUSES = {
    "，": ",", "、": ",", "：": ",", ",": ",", "；": ";", ";": ";",
    "。": ".", ".": ".", "？": "?", "?": "?", "！": "!", "!": "!",
}  # fmt: skip
# Digits said one after another: two or more without a unit between them, or any with 幺.
_SPELLED = re.compile(
    "[零一二三四五六七八九]*幺[零一二三四五六七八九幺]*|[零一二三四五六七八九]{2,}|[A-Z]|[a-z]+"
)
_TIE_BELOW = chr(815)


def phonemes(text: str) -> str:
    """Return the phoneme string of `text`, which must already be normalised by `speech.tts.text_normalization`."""
    return _frontend().phonemes(text)


def syllables(text: str) -> list[str]:
    """Return the pinyin of `text` after sandhi, tone as digit, punctuation left out; an English
    word is one item in phonemes."""
    words = _frontend().words(text)
    return [syllable for word in words if isinstance(word, list) for syllable in word]


@cache
def _frontend() -> "_Frontend":
    return _Frontend(lexicon.load())


class _Frontend:
    """Segmenter, dictionary and sandhi. Its jieba tokenizer is its own: no global word list."""

    def __init__(self, known: dict) -> None:
        # Reads its whole dictionary when imported: only who speaks a new text need wait for that.
        from jieba.posseg import POSTokenizer

        jieba.setLogLevel(logging.WARNING)
        self._readings = {w: p.split() for w, p in known["words"].items()}
        self._english: dict[str, str] = known["english"]
        self._letters = {w: p.split() for w, p in known["letters"].items()}
        self._sandhi = ToneSandhi()
        tokenizer = jieba.Tokenizer()
        for word in self._readings:
            tokenizer.add_word(word)
        self._tokenizer = POSTokenizer(tokenizer)

    def phonemes(self, text: str) -> str:
        """Words apart by spaces, punctuation right behind its word."""
        spoken = ""
        for word in self.words(text):
            if isinstance(word, str):
                spoken = spoken.rstrip() + word + " "
            else:
                spoken += "".join(_ipa(syllable) for syllable in word) + " "
        return spoken.strip()

    def words(self, text: str) -> list[list[str] | str]:
        """Pinyin of each word as a list, and each punctuation mark as a string, in order."""
        words: list[list[str] | str] = []
        for clause, mark in re.findall("([^，、：；。？！,;.?!]*)([，、：；。？！,;.?!]?)", text):
            words.extend(self._clause(clause))
            if mark:
                words.append(_PAUSES[mark])
        return words

    def _clause(self, clause: str) -> list[list[str]]:
        words: list[list[str]] = []
        start = 0
        for match in _SPELLED.finditer(clause):
            words.extend(self._prose(clause[start : match.start()]))
            words.extend(self._spelled(match[0]))
            start = match.end()
        return words + self._prose(clause[start:])

    def _spelled(self, text: str) -> list[list[str]]:
        """An English word, a letter's name, or digits each as a word of its own, which is said more slowly."""
        if text in self._english:
            return [[self._english[text]]]
        if text in self._letters:
            return [self._letters[text]]
        return [lazy_pinyin(digit.replace("幺", "腰"), style=Style.TONE3) for digit in text]

    def _prose(self, text: str) -> list[list[str]]:
        """Words with sandhi applied; what is no Chinese character is left out."""
        text = re.sub("[^一-鿿]", "", text)
        pairs = [(pair.word, pair.flag) for pair in self._tokenizer.cut(text)]
        words = []
        for word, tag in self._sandhi.pre_merge_for_modify(pairs):
            given = self._pinyin(word)
            changed = self._sandhi.modified_tone(word, tag, list(given))
            spoken = self._keep_full_tones(word, given, changed)
            words.append(self._keep_first_tone(word, spoken))
        return words

    def _keep_full_tones(self, word: str, given: list[str], spoken: list[str]) -> list[str]:
        """A word of the lexicon keeps its tones: 登记号 is no 记号, whose second tone is neutral."""
        if word not in self._readings:
            return spoken
        pairs = zip(given, spoken, strict=True)
        return [full if changed.endswith("5") else changed for full, changed in pairs]

    def _keep_first_tone(self, word: str, spoken: list[str]) -> list[str]:
        """Undo the sandhi of 一 where it is a numeral with a name: 一月, 十一, lexicon words."""
        kept = [known for known in self._readings if "一" in known and known in word]
        for known in [*kept, "十一"]:
            start = word.find(known)
            if start >= 0:
                place = known.index("一")
                spoken[start + place] = self._readings.get(known, ["", "yi1"])[place]
        return spoken

    def _pinyin(self, word: str) -> list[str]:
        """Dictionary pinyin with tone digits; a merged word is read by its longest known parts."""
        if word in self._readings:
            return list(self._readings[word])
        for size in range(len(word) - 1, 1, -1):
            for start in range(len(word) - size + 1):
                if word[start : start + size] in self._readings:
                    known = word[start : start + size]
                    before, after = word[:start], word[start + size :]
                    return self._pinyin(before) + list(self._readings[known]) + self._pinyin(after)
        return lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)


@cache
def _ipa(syllable: str) -> str:
    if syllable == "kiu4":
        # Not a Mandarin syllable: the name of the letter Q.
        return ZHG2P.retone("kʰjou˥˩")
    if syllable in lexicon.load()["english"].values():
        return syllable
    parts = pinyin_to_ipa(syllable)[0]
    return "".join(ZHG2P.retone(part) for part in parts).replace(_TIE_BELOW, "")
