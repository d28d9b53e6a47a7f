"""One score for everything a caller may have meant: alignment, illness names, topic model joined.

What the words mean, whatever they sound like (`kb.matching.semantics`), stands beside the score; `kb.matching.joint` joins
the two.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from kb.claim_words import DEATHS, aspects_in, kinds_in, reports_accident, tells_of_death
from kb.content.library import COVERAGE, Library, Phrase
from kb.content.schema import CLAIM_TOPICS
from kb.content.templates import SLOT
from kb.contract import Meaning
from kb.matching.alignment import (
    Block,
    Row,
    Slotted,
    agreement,
    heard_somewhere,
    joined,
    lay,
    matched,
    plain_row,
)
from kb.matching.by_the_way import by_the_way, pieces
from kb.matching.embedding import Encoder
from kb.matching.familiar import Familiar
from kb.matching.illness_spotter import Span, Spotter
from kb.matching.naming import THIS_ILLNESS, Named, Names, spelled
from kb.matching.order_index import OrderIndex
from kb.matching.phonetics import hear, spoken
from kb.matching.semantics import Sense, SenseModel
from kb.matching.syllable_weights import syllable_weights
from kb.matching.topic_model import Sentence, TopicModel

_PHRASES = 40
_TEMPLATES = 22
"""Phrases and templates aligned in full, per utterance and per span: so many of either choice."""
_SPANS = 10
_MAX = 200
"""Syllables looked at; of a longer story the end, where the question is."""
_REMEMBERED = 256
"""Texts whose scores are kept: what a recogniser heard in part is mostly what it says at the end."""
_TOPIC_SHARE = 0.22
"""Weight of the topic model beside the alignment."""
_UNKNOWN = -1
"""Owner of a span that names an illness the content has not."""
_ALIKE = 0.9
"""Fit from which two names differ in hardly more than their tones."""
_DELICATE = 0.75
"""Share of its characters from which a delicate illness may be meant."""
_SHORT = 2
"""Characters of a name that may come about by chance where two words meet."""
_BEHIND = 0.12
"""Score that what a sentence does not ask about loses beside an illness it names: a sign of that illness, one
named by the way, one that only sounds like its words."""
_AS_GOOD, _LONGER = 0.85, 0.6
"""Fit from which a name that is not written as it is called was said as well: elsewhere, and around a shorter
one that is written so."""
AFTER_EFFECTS = "后遗症"
"""Ends the names of illnesses that are insured only for what they leave behind."""
_VERY_MUCH = re.compile("[急吓热烦累气痛疼饿忙愁笑冷苦恨怕]死")
"""急死了 tells of nobody's death."""
_PAUSE = re.compile("[，。！？、；,.!?;]+")
_NONE_LEFT = ("没", "没有", "没留", "没留下", "没有留下", "无", "没啥", "没什么")


class Scored(NamedTuple):
    """How well one meaning fits an utterance."""

    meaning: Meaning
    score: float
    """Joint score, about 0 to 1.2; the order of candidates."""
    agreement: float
    """Agreement with the nearest phrase, 0 to 1."""
    topic: float
    """Score of the topic model, about -1 to 1."""
    phrase: str
    """The nearest phrase, its slot filled."""
    span: Span | None
    """Where the illness was heard, if the meaning has one."""
    spelled: float = 1.0
    """Share of the characters of that illness's name which are in the text; 1 without an illness."""
    near: float = 0.0
    """Likeness in meaning of the nearest phrase of this topic and aspect, about -0.2 to 1."""
    behind: float = 0.0
    """How far that is behind the nearest phrase of all."""
    fits: float = 0.0
    """Score of the linear model of meanings, about -1 to 1."""
    unfit: float = 0.0
    """How far that is behind the best."""
    clear: float = 0.0
    """Likeness of the nearest phrase of all."""
    familiar: float = 1.0
    """Share of the sentence in words of the content: little of it was misheard, or is not ours."""
    in_words: float = 1.0
    """Share of it in any words: little of it was misheard, whoever's it is."""
    claim_named: float = 0.0
    """Whether words name its claim: 1 this alone, less this or another, -1 another; 0 where none is named."""
    aspect_named: float = 0.0
    """Whether words name what is asked of a claim, on the scale of `claim_named`."""
    aside: bool = False
    """Whether its illness is only named by the way, beside the one that is asked about."""

    def lessened(self, by: float) -> "Scored":
        """This candidate with its score lowered `by` so much."""
        return self._replace(score=self.score - by) if by else self

    def behind_others(self, *, aside: bool) -> "Scored":
        """This candidate with its score set back behind the illness that is asked about."""
        return self._replace(score=self.score - _BEHIND, aside=aside)


class Phrases:
    """Phrases laid out for alignment, grouped by what they ask."""

    def __init__(self, phrases: Sequence[Phrase], rows: Sequence[Row]) -> None:
        self.phrases = phrases
        self.block = Block(rows)
        self._in_order = OrderIndex(rows)
        self.labels = list(dict.fromkeys(p.meaning for p in phrases))
        numbers = {label: number for number, label in enumerate(self.labels)}
        self._label = np.array([numbers[p.meaning] for p in phrases])

    def nearest(
        self, utterance: Row, heard: np.ndarray, total: float, count: int, in_slot: float = 0.0
    ) -> np.ndarray:
        """Numbers of the phrases worth aligning: `count` by near sounds, `count` by order.

        The first choice (`Block.nearest`, whose arguments these are) forgives every syllable a
        little, but not knowing their order takes 卡怎么办 for 怎么办卡; the second knows it.
        """
        by_sounds = self.block.nearest(heard, total, count, in_slot)
        return np.union1d(by_sounds, self._in_order.nearest(utterance, count))

    def best_of_each_label(self, rows: np.ndarray, agreements: np.ndarray) -> list[tuple[int, int]]:
        """For every label among `rows`, its number and the place in `rows` of its nearest phrase."""
        order = np.argsort(-agreements)
        labels, first = np.unique(self._label[rows[order]], return_index=True)
        return list(zip(labels.tolist(), order[first].tolist(), strict=True))


class Scorer:
    """The library's phrases and names, laid out once, against one utterance at a time."""

    def __init__(self, library: Library, encoder: Encoder | None = None) -> None:
        """Lay out `library`. Without an `encoder` it goes by sound alone."""
        phrases = [
            p for p in library.phrases if not (p.meaning.topic == COVERAGE and p.meaning.illness)
        ]
        self._weights = syllable_weights(
            [p.text.replace(SLOT, "") for p in phrases], [p.meaning for p in phrases]
        )
        plain = [p for p in phrases if SLOT not in p.text]
        slotted = [p for p in phrases if SLOT in p.text]
        plain_rows = [self._row(p.text) for p in plain]
        slotted_rows = [joined([self._row(t) for t in p.text.split(SLOT)]) for p in slotted]
        self._plain, self._slotted = Phrases(plain, plain_rows), Phrases(slotted, slotted_rows)
        labels = [p.meaning for p in (*plain, *slotted)]
        self._topics = TopicModel([*plain_rows, *slotted_rows], labels)
        texts = [p.text for p in (*plain, *slotted)]
        self._senses = SenseModel(encoder, texts, labels) if encoder else None
        names = [name for illness in library.illnesses for name in illness.names]
        self._familiar = Familiar([*(p.text.replace(SLOT, "，") for p in phrases), *names])
        self._names = Names(names)
        self._illnesses = library.illnesses
        self._recovered, self._signs = library.recovered, frozenset(library.signs)
        listed = library.listed_illnesses()
        self._covered = frozenset(n for n, i in enumerate(self._illnesses) if i in listed)
        self._passed = _passed_pattern(library.passed)
        self._spotter = Spotter(
            [(name, n) for n, illness in enumerate(library.illnesses) for name in illness.names],
            library.themselves,
        )
        self.score = lru_cache(_REMEMBERED)(self._score)
        self._encoded: dict[str, np.ndarray] = {}

    def _row(self, text: str) -> Row:
        sounds = hear(text)
        return plain_row(sounds, self._weights[sounds.syllables])

    def _score(self, text: str) -> tuple[Scored, ...]:
        """Every meaning that is worth a thought, best first; empty for a text without syllables."""
        utterance = self._row(spoken(text)[-_MAX:])
        if not len(utterance.codes):
            return ()
        heard = heard_somewhere(utterance)
        known = (self._familiar.share(text), self._familiar.in_words(text))
        asked = (self._claims(text), aspects_in(text), reports_accident(text))
        sentence = self._topics.hear(utterance)
        said = _Said(text, utterance, sentence, heard, self._sense(text), known, *asked)
        best: dict[Meaning, Scored] = {}
        by_names = self._asked_first(list(self._by_names(said)), utterance.text)
        for scored in (*self._by_phrases(said), *by_names):
            held = best.get(scored.meaning)
            if held is None or scored.score > held.score:
                best[scored.meaning] = scored
        found = sorted(best.values(), key=lambda scored: -scored.score)
        return tuple(self._of_the_dead(text, found))

    def _claims(self, text: str) -> tuple[str, ...]:
        """The claims `text` names; an illness nobody died of is a critical one."""
        said = self._named(text)  # 心肌梗死 tells of nobody's death
        named = kinds_in(_VERY_MUCH.sub("", said))
        ill = not named and THIS_ILLNESS in said
        return ("claim.critical_illness",) if ill else named

    def _asked_first(self, found: Collection[Scored], text: str) -> list[Scored]:
        """`found`; what is named by the way, shows an illness or only sounds like a name steps back behind an
        illness that `text` names letter by letter."""
        named = {s.span for s in found if s.span and _is_written(s.span, text)}
        cut = pieces(named)
        illnesses = {span for span in named - cut if span.name not in self._signs}
        aside = by_the_way(illnesses, text, self._covered) | cut
        asked = [s for s in illnesses - aside if s.owner != _UNKNOWN]
        return [self._stepped_back(scored, text, asked, aside) for scored in found]

    def _stepped_back(
        self, scored: Scored, text: str, asked: Sequence[Span], aside: Collection[Span]
    ) -> Scored:
        span = scored.span
        if span is None:
            return scored
        if span in aside:
            return scored.behind_others(aside=True)
        if span.name in self._signs and any(_apart(span, other) for other in asked):
            return scored.behind_others(aside=True)
        if not _is_written(span, text) and any(_is_worse(span, other) for other in asked):
            return scored.behind_others(aside=False)
        return scored

    def is_of_the_living(self, text: str) -> bool:
        """Whether `text` names an illness letter by letter, and no word of it tells of a death."""
        said = self._named(text)
        dead = tells_of_death(said) or self._passed.search(said)
        return THIS_ILLNESS in said and not dead

    def _of_the_dead(self, text: str, found: list[Scored]) -> list[Scored]:
        """`found`; where somebody died of an illness, nobody asks whether that illness is covered."""
        said = _VERY_MUCH.sub("", self._names.without(text))
        if not self._passed.search(said):
            return found
        return [s for s in found if s.meaning.topic != COVERAGE] or found

    def encode(self, texts: Sequence[str]) -> None:
        """Encode readings of one utterance in one go, before they are scored: it takes little more than one."""
        if self._senses is None or len(texts) < 2:
            return
        named = list(dict.fromkeys(self._named(text) for text in texts))
        if self._encoded.keys() >= set(named):
            return
        self._encoded = dict(zip(named, self._senses.encode(named), strict=True))

    def _named(self, text: str) -> str:
        return self._names.without(text[-_MAX:])

    def _sense(self, text: str) -> Sense | None:
        if self._senses is None:
            return None
        named = self._named(text)
        vector = self._encoded.get(named)
        return self._senses.sense(self._senses.encode([named])[0] if vector is None else vector)

    def _by_phrases(self, said: "_Said") -> Iterator[Scored]:
        """Meanings of phrases without a slot."""
        utterance, block = said.utterance, self._plain.block
        rows = self._plain.nearest(utterance, said.heard, utterance.total, _PHRASES)
        if said.sense:
            rows = np.union1d(rows, said.sense.rows[said.sense.rows < len(self._plain.phrases)])
        both = block.totals[rows] + utterance.total
        agreements = agreement(matched(lay(utterance, block, rows)), both)
        topics = said.sentence.score()
        for label, at in self._plain.best_of_each_label(rows, agreements):
            phrase = self._plain.phrases[rows[at]]
            meant = self._plain.labels[label]
            yield said.scored(meant, meant, float(agreements[at]), topics[meant], phrase.text)

    def _by_names(self, said: "_Said") -> Iterator[Scored]:
        """Meanings of phrases whose slot an illness fills."""
        utterance, block = said.utterance, self._slotted.block
        spans = self._spans(said)
        if not spans:
            return
        first = spans[0]
        slotted = utterance.with_slot(first.start, first.end)
        topics = said.sentence.score_with_slot(first.start, first.end, min(1.0, first.fit))
        total = slotted.total + 2 * len(first.name)
        rows = self._slotted.nearest(slotted, said.heard, total, _TEMPLATES, in_slot=first.score)
        if said.sense:
            others = said.sense.rows - len(self._plain.phrases)
            rows = np.union1d(rows, others[others >= 0])
        beside = Slotted(lay(utterance, block, rows))
        for span in spans:
            around = beside.matched(span.start, span.end)
            rest = utterance.total - utterance.weights[span.start : span.end].sum()
            # A syllable of the name, and of the words said for it, weighs 1.
            both = block.totals[rows] + np.float32(rest + 2 * len(span.name))
            agreements = agreement(around + np.float32(span.score), both)
            illness = self._illness(span, said.text)
            written = spelled(utterance.text[span.start : span.end], span.name)
            for label, at in self._slotted.best_of_each_label(rows, agreements):
                text = self._slotted.phrases[rows[at]].text.replace(SLOT, span.name)
                meant = self._slotted.labels[label]
                named = meant.topic == COVERAGE
                meaning = meant._replace(illness=illness) if named else meant
                agrees = float(agreements[at])
                yield said.scored(
                    meant, meaning, agrees, topics[meant], text, span=span, written=written
                )

    def _spans(self, said: "_Said") -> list[Span]:
        """Where illnesses are heard, and first the one that is named and not known."""
        spans = self._spotter.spot(said.utterance, said.heard, _SPANS)
        text = said.utterance.text
        clauses = map(spoken, _PAUSE.split(said.text))  # no 头痛 in 像馒头，痛风
        whole = {named.name for clause in clauses for named in self._names.known(clause)}
        spans = [
            s for s in spans if self._may_be_named(s, text) and not _is_cut_out(s, text, whole)
        ]
        unknown = [
            u for u in _as_spans(self._names.unknown(said.text), text) if not _is_misspelt(u, spans)
        ]
        return [*unknown, *(s for s in spans if not _ends_another(s, unknown, text))]

    def _may_be_named(self, span: Span, text: str) -> bool:
        """A delicate illness is never guessed by its sound."""
        if not self._illnesses[span.owner].delicate:
            return True
        return spelled(text[span.start : span.end], span.name) >= _DELICATE

    def _illness(self, span: Span, text: str) -> str:
        """Id of the illness of `span`; '' where the content cannot tell which it is."""
        if span.owner == _UNKNOWN:
            return ""
        illness = self._illnesses[span.owner]
        if illness.name.endswith(AFTER_EFFECTS) and _is_over(text, self._recovered):
            return ""
        return illness.id


@dataclass(frozen=True)
class _Said:
    """One utterance, made ready."""

    text: str
    utterance: Row
    sentence: Sentence
    heard: np.ndarray
    """`alignment.heard_somewhere` of it."""
    sense: Sense | None
    known: tuple[float, float]
    """How much of it is familiar, and in words."""
    claims: tuple[str, ...]
    """The claims that words of it name."""
    aspects: tuple[str, ...]
    """What of a claim words of it ask."""
    reports: bool
    """Whether they want an accident noted."""

    def scored(
        self,
        label: Meaning,
        meaning: Meaning,
        agrees: float,
        topic: float,
        phrase: str,
        *,
        span: Span | None = None,
        written: float = 1.0,
    ) -> Scored:
        """How well `meaning` fits, that is `label` with its illness."""
        score = agrees + _TOPIC_SHARE * topic
        sounds = (meaning, score, agrees, topic, phrase, span, written)
        words = (*self.known, *self._named(meaning))
        return Scored(*sounds, *self._sensed(label), *words)

    def _sensed(self, label: Meaning) -> tuple[float, float, float, float, float]:
        """`Scored.near`, `behind`, `fits`, `unfit` and `clear`; all 0 where sound alone decides."""
        sense = self.sense
        if sense is None:
            return 0.0, 0.0, 0.0, 0.0, 0.0
        near, fits = sense.near[label], sense.fits[label]
        return near, sense.clear - near, fits, sense.best_fit - fits, sense.clear

    def _named(self, meaning: Meaning) -> tuple[float, float]:
        """`Scored.claim_named` and `Scored.aspect_named` of `meaning`."""
        if meaning.topic in CLAIM_TOPICS:
            return _share(meaning.topic, self.claims), _share(meaning.aspect, self.aspects)
        if meaning.topic == "accident.report":
            return float(self.reports), 0.0
        # Who tells of a death, wants an accident noted or asks for papers, asks of no illness.
        against = meaning.topic == COVERAGE
        died = bool(self.claims) and set(self.claims) <= set(DEATHS)
        return -float(against and (died or self.reports)), -float(against and bool(self.aspects))


def _share(name: str, named: Sequence[str]) -> float:
    """1 where `name` alone is named, less beside others, -1 where others are, 0 where none is."""
    if not named:
        return 0.0
    return 1 / len(named) if name in named else -1.0


def _as_spans(named: Named | None, text: str) -> list[Span]:
    start = text.find(spoken(named.name)) if named else -1
    if named is None or start < 0:
        return []
    return [Span(named.name, _UNKNOWN, start, start + len(named.name), float(len(named.name)))]


def _is_misspelt(unknown: Span, known: Sequence[Span]) -> bool:
    """Whether it sounds like a name that is known, but for its tones: 飞炎 is 肺炎."""
    place = (unknown.start, unknown.end)
    return any((s.start, s.end) == place and s.fit >= _ALIKE for s in known)


def _ends_another(span: Span, unknown: Sequence[Span], text: str) -> bool:
    """Whether `span` is written as it is called, but is only a piece of a name that is not known."""
    return _is_written(span, text) and any(
        longer.start <= span.start and span.end <= longer.end for longer in unknown
    )


def _is_cut_out(span: Span, text: str, whole: Collection[str]) -> bool:
    """Whether `span` is written as it is called, but only because of how other words meet: 乙[肝病]毒."""
    short = len(span.name) <= _SHORT
    return short and _is_written(span, text) and span.name not in whole


def _is_written(span: Span, text: str) -> bool:
    """Whether it stands in `text` as it is called."""
    return span.name == text[span.start : span.end]


def _apart(span: Span, other: Span) -> bool:
    """Whether they are in different places."""
    return span.end <= other.start or other.end <= span.start


def _is_worse(span: Span, written: Span) -> bool:
    """Whether `span`, which is not written as it is called, was less likely said than `written`: 慢性肾衰竭 where
    慢性肝衰竭 stands."""
    if _apart(span, written):
        return span.fit < _AS_GOOD
    longer = len(span.name) > len(written.name)
    return span.fit < (_LONGER if longer else 1.0)


def _passed_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """One of `words`, unless it only tells of the time before: 走之前住了院."""
    return re.compile(f"(?:{'|'.join(map(re.escape, words)) or '(?!)'})(?!之?前|以前)")


def _is_over(text: str, recovered: Sequence[str]) -> bool:
    """Whether the illness went by and left nothing behind."""
    left = AFTER_EFFECTS in text and not any(f"{no}{AFTER_EFFECTS}" in text for no in _NONE_LEFT)
    return not left and any(word in text for word in recovered)
