"""A question that leaves out what it is about: 那要什么材料, after an answer about an illness."""

from ivr.dialog import claim_words, remarks
from ivr.dialog.flow import Query
from ivr.dialog.memory import Memory
from kb.contract import Decision, Meaning, Understanding
from speech.entities.text import bare

SEND_ANSWER = Meaning("answer.sms")
"""Send what was just answered as a text message."""
_LONGEST = 14
"""Characters; a longer sentence says itself what it is about."""


def following_on(text: str, understood: Understanding, memory: Memory) -> Query | None:
    """The question in full, by what was last spoken of; None where it says all itself."""
    if memory.answered and remarks.wants_message(text) and not _means_else(understood):
        return Query(SEND_ANSWER, text)
    claim = claim_words.claim_of(memory.about)
    if not claim or not memory.about or len(bare(text)) > _LONGEST or _means_else(understood):
        return None
    if memory.about.illness and claim_words.asks_amount(text):
        return Query(memory.about, text)
    aspects, kinds = claim_words.aspects_in(text), claim_words.kinds_in(text)
    if kinds and claim_words.follows_on(text) and understood.decision != Decision.ANSWER:
        aspect = aspects[0] if len(aspects) == 1 else memory.about.aspect
        return Query(Meaning("menu.claims", aspect=aspect), text)
    if kinds or not aspects or not claim_words.is_bare(text):
        return None
    return Query(Meaning(claim, aspect=aspects[0] if len(aspects) == 1 else ""), text)


def _means_else(understood: Understanding) -> bool:
    """Whether the words surely mean something that is no claim."""
    sure = understood.decision == Decision.ANSWER
    return sure and not understood.meaning.topic.startswith("claim.")
