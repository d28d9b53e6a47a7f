"""A second question in the same sentence: offered once the first is answered."""

from ivr.dialog import clauses
from ivr.dialog.acts import Ask, Asking, Said
from ivr.dialog.flow import Query
from ivr.dialog.hearing import understand
from ivr.dialog.parsers import yes_no
from ivr.dialog.router import question_or_topic
from kb import claim_words
from kb.contract import Decision, Meaning

_MOST = 3
"""Questions looked for in one sentence."""
_ANSWERED = ("illness.", "claim.", "benefit.", "card.", "service.", "wechat.", "outside.")


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
        wanted = yield from question_or_topic(_offer(meaning, name), yes_no)
        if wanted:
            return Query(meaning, f"{part}，{left}" if left else part)
    return None


def _meaning(part: str, first: Meaning) -> Asking[tuple[Meaning | None, str]]:
    """What `part` asks, seen from the `first` question, and its name."""
    claim, aspects = claim_words.claim_of(first), claim_words.aspects_in(part)
    if claim and claim_words.is_bare(part) and not claim_words.kinds_in(part):
        return (Meaning(claim, aspect=aspects[0]) if len(aspects) == 1 else None), ""
    if first.illness and claim_words.asks_amount(part):
        return None, ""
    understood = yield from understand(Said(part))
    meaning = understood.meaning
    if understood.decision != Decision.ANSWER or not meaning.topic.startswith(_ANSWERED):
        return None, ""
    if meaning.topic.startswith("claim.") and not meaning.aspect:
        return None, ""
    return meaning, understood.name


def _offer(meaning: Meaning, name: str) -> Ask:
    if name:
        return Ask("also.offer", {"name": name}, hint="yesno")
    return Ask(f"also.{meaning.aspect}", hint="yesno")
