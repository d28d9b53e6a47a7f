"""A second question in the same sentence: offered once the first is answered."""

import re

from ivr.dialog import clauses
from ivr.dialog.acts import Ask, Asking, Said
from ivr.dialog.answer_and_more import answer_and_more
from ivr.dialog.flow import GoTopic, Query
from ivr.dialog.hearing import understand
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import Value
from kb import claim_words
from kb.contract import Decision, Meaning

_MOST = 3
"""Questions looked for in one sentence."""
_ANSWERED = ("illness.", "claim.", "benefit.", "card.", "service.", "wechat.", "outside.")
_COUNTS_AS = re.compile(
    "(?:这|那|它|个|种|样|病|的|应该|到底|究竟|请问|还|也|又|能|不能|可以|可不|会|就|我想问|一下)*"
    "(?:算(?:[不勿]算|得上)?|属(?:不属)?于|等(?:不等)?于|是(?:[不勿]是)?|叫|当(?:作|成)?|按照?)"
)
"""How a part begins that asks whether what was named before it is an illness: 算不算尿毒症."""


def find(query: Query) -> Asking[Query | None]:
    """What else `query` asks, if the caller still wants to hear it; that query keeps what is left."""
    parts = clauses.parts(query.said)
    if len(parts) < 2:
        return None
    for at, part in enumerate(parts[: _MOST + 1]):
        if not clauses.asks(part):
            continue
        meaning, name = yield from _meaning(part, query.meaning)
        if meaning is None or meaning == query.meaning:
            continue
        left = "，".join(parts[at + 1 :])
        answered = yield from answer_and_more(_offer(meaning, name), yes_no, Value(False))
        if answered.value:
            more = answered.more.said if answered.more else ""
            return Query(meaning, "，".join(filter(None, (part, left, more))))
        if answered.more:
            raise GoTopic(answered.more)
    return None


def _meaning(part: str, first: Meaning) -> Asking[tuple[Meaning | None, str]]:
    """What `part` asks, seen from the `first` question, and its name."""
    claim, aspects = claim_words.claim_of(first), claim_words.aspects_in(part)
    if _asks_the_same(part, first):
        return None, ""
    if claim and claim_words.is_bare(part) and not claim_words.kinds_in(part):
        return (Meaning(claim, aspect=aspects[0]) if len(aspects) == 1 else None), ""
    understood = yield from understand(Said(part))
    meaning = understood.meaning
    if understood.decision != Decision.ANSWER or not meaning.topic.startswith(_ANSWERED):
        return None, ""
    unclear = meaning.topic.startswith("claim.") and not meaning.aspect
    if unclear or _counts_as(part, meaning, first):
        return None, ""
    return meaning, understood.name


def _asks_the_same(part: str, first: Meaning) -> bool:
    """Whether the answer to the `first` question told it: 能赔钱吗, 能赔多少."""
    amount = bool(first.illness) and claim_words.asks_amount(part)
    return amount or claim_words.asks_whether_paid(part)


def _counts_as(part: str, meaning: Meaning, first: Meaning) -> bool:
    """Whether it asks if the `first` illness is the one it names: 慢性肾炎，算不算尿毒症 is one question."""
    return bool(first.illness and meaning.illness and _COUNTS_AS.match(part))


def _offer(meaning: Meaning, name: str) -> Ask:
    if name:
        return Ask("also.offer", {"name": name}, hint="yesno")
    return Ask(f"also.{meaning.aspect}", hint="yesno")
