"""Answer, ask back, offer a choice, or refuse: what the confidence allows.

To tell a caller wrongly that an illness is covered is the one error that cannot be forgiven. So
that answer needs more than confidence: the name must have been said, or have been heard whole and
long enough not to be another's.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.content.library import COVERAGE, Library, Phrase
from kb.content.schema import CLAIM_TOPICS
from kb.content.templates import SLOT
from kb.contract import NOTHING_MEANT, Decision
from kb.matching.calibration import Calibration
from kb.matching.illness_spotter import Span
from kb.matching.joint import outside
from kb.matching.offers import by_sound
from kb.matching.phonetics import hear, spoken
from kb.matching.scoring import Scored
from kb.matching.vocabulary import domain_terms

_EXPLAINED = 0.7
"""Agreement of the whole sentence with a known question. Whoever tells much else, may not ask."""
_HEARD_WHOLE, _HEARD_EXPLAINED = 0.8, 0.8
"""Fit of a name that is not in the text but sounds like it, and agreement of its sentence."""
_HEARD_SYLLABLES = 3
"""A shorter name that is only heard (肺癌, 肺炎) is too easily another's."""
_CLEAR_OF_RIVALS = 0.25
"""Likelihood, beside that of the best, from which an illness that is not covered is a rival."""
_PERHAPS_LONGER = 0.55
"""Fit from which a longer name around the one found may be what was said."""
_CLOSE = 0.7
"""Likelihood, beside that of the best, from which neither of two candidates is preferred."""
_CLOSE_CLAIMS = 0.08
"""`_CLOSE` for two claims whose same aspect is asked about: one word tells them apart."""
_BARE, _BARE_FOR_COVERED = 4, 2
"""Syllables beside the name of an illness up to which it is a question by itself: 我是糖尿病呀. Fewer
where the answer would be "covered": 心梗要紧吗 asks something else."""
_SCRAP = 2
"""Characters of a name nobody knows up to which it alone asks nothing."""
_SAID_TOO = 0.85
"""Fit from which a second illness in the same sentence was meant as well."""

_ALWAYS_TAKEN = ("operator", "emergency", "distress")
"""Topics for which a piece heard badly is enough."""

_ARTIFICIAL = re.compile(
    "人工(?:肝|肺|心(?![理里])|肾|胰|脾|胃|肠|肛|膀胱|尿道|食管|食道|气管|喉|耳|眼|晶|角膜|视网|瞳|鼻|牙|骨|关节|髋|膝|肩|肘|腕|踝|"
    "椎|韧带|肌腱|半月|血|瓣|起搏|皮肤|乳|授精|受精|受孕|流产|引产|破膜|周期|生殖|呼吸|通气|气道|造口|透析|降温|冬眠|假体|支架)"
)
"""Medicine, not a wish for a person: 人工肝, 人工授精, 人工晶体."""

SURE = 0.9
"""The recogniser's confidence from which hardly a word was misheard."""
_NO_GUESS = 0.5
"""Confidence in the three likeliest together below which nothing is offered for what was hardly misheard."""

HEARD_FOR_COVERED, HEARD_FOR_ANSWERS = 0.6, 0.5
"""Least confidence of the recogniser: one that has heard little writes what it knows, and the words of
this hotline are what it knows best (搭桥术术术 for a mumbled 大病怎么理赔, at 0.52)."""


@dataclass(frozen=True)
class Coverage:
    """What of the library decides whether "covered" may be said."""

    listed: frozenset[str]
    """Illnesses the benefit covers."""
    vague: frozenset[tuple[str, str]]
    """Illness and name, where the name may also mean something else."""
    doubts: tuple[str, ...]
    """Words that leave open whether it is the covered illness."""
    hints: tuple[str, ...]
    """What a recogniser is told to expect. Of a mumble it writes a piece of one of them."""
    usual: frozenset[str]
    """Characters beside the name in questions about an illness. Another one may be part of a longer
    name, which is not this illness: 换心脏 is not 换心脏瓣膜."""
    asking: tuple[tuple[int, ...], ...]
    """Syllables of each word that asks for the benefit; any one of them is enough."""

    @classmethod
    def of(cls, library: Library) -> "Coverage":
        """From `library`."""
        asking = [phrase for phrase in library.phrases if phrase.meaning != NOTHING_MEANT]
        return cls(
            frozenset(illness.id for illness in library.listed_illnesses()),
            frozenset(
                (illness.id, name) for illness in library.illnesses for name in illness.vague
            ),
            library.doubts,
            domain_terms(library),
            frozenset("".join(map(_beside_the_slot, asking))),
            tuple(tuple(hear(word).syllables.tolist()) for word in library.asking),
        )


def _beside_the_slot(phrase: Phrase) -> str:
    """The characters before and after the slot; '' without a slot."""
    before, slot, after = phrase.text.partition(SLOT)
    return spoken(before)[-1:] + spoken(after)[:1] if slot else ""


@dataclass(frozen=True)
class Evidence:
    """What a decision is made from."""

    found: Sequence[Scored]
    """Candidates, best first; never empty."""
    text: str
    """The tidied text the best candidate was found in."""
    heard: float = 1.0
    """The recogniser's confidence in its surest reading, 0 to 1."""
    spread: float = 0.05
    """Distance in score at which a candidate is e times less likely to be what was meant."""

    def likely(self, other: Scored) -> float:
        """How likely `other` was meant, beside the best: 1 is as likely."""
        return math.exp((other.score - self.found[0].score) / self.spread)


def decide(
    evidence: Evidence,
    confidences: Sequence[float],
    coverage: Coverage,
    calibration: Calibration,
) -> Decision:
    """What to do with the best candidate. `confidences` are those of the first candidates."""
    best, sure = evidence.found[0], confidences[0]
    if _is_a_fragment(evidence, coverage):
        return Decision.REJECT
    if best.meaning.topic == "none":
        # What is perhaps ours is asked about, rather than not heard.
        others = sum(confidences[1:4])
        doubted = sure < calibration.confirm and others >= calibration.choose
        return Decision.CHOOSE if doubted else Decision.REJECT
    if says_covered(evidence, coverage):
        answers = _sure(evidence, sure, calibration.answer_covered, calibration)
        answers = answers and certainly_said(evidence, coverage)
        answers = answers and evidence.heard >= HEARD_FOR_COVERED
        answers = answers and _is_a_question(evidence, coverage, _BARE_FOR_COVERED)
    else:
        answers = _sure(evidence, sure, calibration.answer, calibration)
        answers = answers and evidence.heard >= HEARD_FOR_ANSWERS
        answers = answers and _is_a_question(evidence, coverage, _BARE)
        answers = answers and not (best.meaning.topic == "operator" and _artificial(evidence))
    if answers:
        open_choice = _two_illnesses(evidence) or _between_claims(evidence)
        return Decision.CHOOSE if open_choice else Decision.ANSWER
    asked_by_name = _is_asked_by_name(evidence, coverage)
    if sure >= calibration.confirm or asked_by_name:
        close = not asked_by_name and _close_call(evidence)
        return Decision.CHOOSE if close or _two_illnesses(evidence) else Decision.CONFIRM
    worth = _is_worth_a_choice(evidence, confidences, calibration)
    offers = worth or any(_is_asked_by_name(evidence, coverage, place) for place in range(3))
    return Decision.CHOOSE if offers else Decision.REJECT


def _is_asked_by_name(evidence: Evidence, coverage: Coverage, place: int = 0) -> bool:
    """Whether the candidate at `place` is an illness named letter by letter, in a sentence that asks for the benefit."""
    if place >= len(evidence.found):
        return False
    scored = evidence.found[place]
    named = scored.meaning.topic == COVERAGE and scored.span is not None and scored.spelled == 1
    return named and asks_for_the_benefit(scored, evidence.text, coverage)


def _is_worth_a_choice(
    evidence: Evidence, confidences: Sequence[float], calibration: Calibration
) -> bool:
    """Whether one of the three likeliest may well be meant."""
    if evidence.heard < SURE:
        return sum(confidences[:3]) >= calibration.choose
    likeliest = zip(evidence.found[:3], confidences, strict=False)
    named = [sure for scored, sure in likeliest if not by_sound(scored)]
    return sum(named) >= max(calibration.choose, _NO_GUESS)


def _artificial(evidence: Evidence) -> bool:
    """Whether 人工 is part of a medical word, and a wish for a person is not said beside it."""
    left = _ARTIFICIAL.sub("", evidence.text)
    return left != evidence.text and "人工" not in left


def _sure(evidence: Evidence, sure: float, least: float, calibration: Calibration) -> bool:
    """Whether the best candidate is sure enough, or is the name of an illness and nothing else."""
    best = evidence.found[0]
    alone = (
        best.span is not None
        and best.meaning.illness != ""
        and best.span.name == spoken(evidence.text)
    )
    return sure >= least or (alone and sure >= calibration.confirm)


def _is_a_fragment(evidence: Evidence, coverage: Coverage) -> bool:
    """Whether little was heard but a piece of what the recogniser expects: 遗症, 终末, 肌梗."""
    best = evidence.found[0]
    taken = best.meaning.topic in _ALWAYS_TAKEN and best.agreement >= _EXPLAINED
    if evidence.heard >= HEARD_FOR_ANSWERS or taken:
        return False
    text = spoken(evidence.text)
    return any(text in term for term in coverage.hints)


def says_covered(evidence: Evidence, coverage: Coverage) -> bool:
    """Whether the answer to the best candidate would be: covered."""
    return evidence.found[0].meaning.illness in coverage.listed


def certainly_said(evidence: Evidence, coverage: Coverage) -> bool:
    """Whether the name of the covered illness was really said, and means it alone."""
    best = evidence.found[0]
    span, text = best.span, spoken(evidence.text)
    if span is None or (best.meaning.illness, span.name) in coverage.vague:
        return False
    if _in_doubt(text, span, coverage) or _rivalled(evidence, span, coverage):
        return False
    if span.name in text:
        return best.agreement >= _EXPLAINED
    heard_whole = span.fit >= _HEARD_WHOLE and len(span.name) >= _HEARD_SYLLABLES
    return heard_whole and best.agreement >= _HEARD_EXPLAINED


def _is_a_question(evidence: Evidence, coverage: Coverage, bare: int) -> bool:
    """Whether an illness was named for the benefit's sake, as far as its sentence tells, or for another's.

    With up to `bare` syllables beside the name, it was.
    """
    best = evidence.found[0]
    if best.span is None or outside(best.meaning.topic):
        return True
    beside = len(hear(evidence.text)) - (best.span.end - best.span.start)
    enough = best.meaning.illness or len(best.span.name) > _SCRAP  # 耗病 is a misheard 好的
    return (bool(enough) and beside <= bare) or asks_for_the_benefit(best, evidence.text, coverage)


def asks_for_the_benefit(scored: Scored, text: str, coverage: Coverage) -> bool:
    """Whether the words of `text` beside the name ask for it. Without a list of such words nobody can tell."""
    span = scored.span
    if span is None or not coverage.asking:
        return True
    said = hear(text).syllables.tolist()
    before, after = said[: span.start], said[span.end :]
    return any(_holds(part, word) for word in coverage.asking for part in (before, after))


def _holds(said: Sequence[int], word: tuple[int, ...]) -> bool:
    """Whether the syllables of `word` come in `said`, one after another."""
    return any(tuple(said[at : at + len(word)]) == word for at in range(len(said)))


def _in_doubt(text: str, span: Span, coverage: Coverage) -> bool:
    """Whether a word in the sentence, or one next to the name, leaves open what was named."""
    # 是不是 asks like 吗 does; it is no 不是.
    rest = text.replace("是不是", "")
    if any(word in rest and word not in span.name for word in coverage.doubts):
        return True
    beside = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return not coverage.usual.issuperset(beside)


def _rivalled(evidence: Evidence, span: Span, coverage: Coverage) -> bool:
    """Whether an illness that is not covered may be what was named."""
    return any(
        evidence.likely(other) > _CLEAR_OF_RIVALS or _is_part_of(span, other.span, evidence)
        for other in evidence.found[1:]
        if other.meaning.topic == COVERAGE and other.meaning.illness not in coverage.listed
    )


def _is_part_of(span: Span, other: Span | None, evidence: Evidence) -> bool:
    """Whether `span` may be a piece of the longer name `other`: 脑梗死 of 腔隙性脑梗死. Written out, it is
    none of a name with something between: 淋巴瘤 of 淋巴管瘤."""
    written = span.name in spoken(evidence.text)
    return (
        other is not None
        and (not written or span.name in other.name)
        and len(other.name) > len(span.name)
        and other.start <= span.start
        and other.end >= span.end
        and other.fit >= _PERHAPS_LONGER
    )


def _close_call(evidence: Evidence) -> bool:
    """Whether the second candidate is as likely meant as the best."""
    if len(evidence.found) < 2 or evidence.found[1].meaning == NOTHING_MEANT:
        return False
    close = evidence.likely(evidence.found[1]) > _CLOSE
    return close or _between_claims(evidence)


def _between_claims(evidence: Evidence) -> bool:
    """Whether only the aspect of a claim was said: 意外要什么材料, of death or of disability?"""
    best = evidence.found[0]
    if best.meaning.topic not in CLAIM_TOPICS or best.claim_named == 1:
        return False
    return any(
        other.meaning.topic in CLAIM_TOPICS
        and other.meaning.topic != best.meaning.topic
        and other.meaning.aspect == best.meaning.aspect
        and evidence.likely(other) > _CLOSE_CLAIMS
        for other in evidence.found[1:]
    )


def _two_illnesses(evidence: Evidence) -> bool:
    """Whether another illness was named elsewhere in the sentence, and not by the way."""
    best = evidence.found[0]
    first = best.span
    if first is None or best.meaning.topic != COVERAGE:
        return False
    return any(
        other.span is not None
        and not other.aside
        and other.meaning.topic == COVERAGE
        and other.meaning.illness != best.meaning.illness
        and other.span.fit >= _SAID_TOO
        and len(other.span.name) > 1
        and (other.span.start >= first.end or other.span.end <= first.start)
        for other in evidence.found[1:]
    )
