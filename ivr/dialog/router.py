"""From open speech to a meaning: answer, confirm, choose or ask again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ivr.dialog import bereavement, choices, clauses, remarks
from ivr.dialog.accident_facts import goes_on_telling
from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.flow import GoTopic, Query
from ivr.dialog.following_on import aspect_of_offered, following_on
from ivr.dialog.greetings import GREETINGS, greets
from ivr.dialog.hearing import understand
from ivr.dialog.memory import Memory, recall
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import (
    CLEAR,
    Failed,
    Heard,
    Parse,
    Parsed,
    Repeated,
    Value,
    ask_until,
    climb,
    follow_navigation,
    understand_wish,
)
from ivr.dialog.urgency import fairly_urgent, may_be_urgent
from kb.contract import EMERGENCY, NONE, URGENT, Candidate, Decision, Meaning, Understanding

T = TypeVar("T")

WORTH_OFFERING = 0.15
"""Share of what is left after the likeliest meaning was denied, from which another is offered."""
_SURELY_NOTHING, _HEARD_WELL = 0.9, 0.7
"""Confidence that nothing of the hotline's is meant, and of the recogniser, from which to say so."""
Words = Callable[[Said], Parsed[Query]]
"""What the answers of one menu mean there, and nowhere else."""
_TellsMore = Callable[[Said, Understanding], Value[T] | None]
"""What an answer is taken for that goes on telling, given what it would mean by itself."""


def ask_query(prompt: str, menu: dict[str, Meaning], words: Words | None = None) -> Asking[Query]:
    """Ask an open question; return the `Query` the caller said or keyed by `menu`."""

    def keys(act: Keyed) -> Parsed[Query]:
        return Value(Query(menu[act.keys])) if act.keys in menu else None

    def hear(act: Said) -> Asking[Heard[Query]]:
        memory = yield from recall()
        if memory.answered and remarks.command(act.text) == "nav.repeat":
            return Value(memory.answered)
        if act.confidence >= CLEAR and (key := choices.key_in(act.text)) in menu:
            return Value(Query(menu[key]))
        return (words(act) if words else None) or (yield from listen(act))

    return (yield from ask_until(Ask(prompt), keys, hear))


def question_or_topic(
    ask: Ask,
    parse: Parse[T],
    *,
    if_silent: Value[T] | None = None,
    first: Callable[[Said], Asking[Heard[T] | None]] | None = None,
) -> Asking[T]:
    """Ask until `parse` accepts; raise `GoTopic` for whatever else the caller is understood to want.

    Unlike `question`, what is only half understood is asked back. What `first` makes something of
    is not looked at further.
    """

    def hear(act: Said) -> Asking[Heard[T]]:
        taken = (yield from first(act)) if first else None
        if taken:
            return taken
        instead = remarks.question_after_no(act.text)
        parsed = None if instead else parse(act)
        if parsed:
            return parsed
        heard = yield from listen(act)
        if isinstance(heard, Value):
            raise GoTopic(heard.value)
        no = parse(act) if instead and isinstance(heard, Failed) else None
        return no or heard

    return (yield from ask_until(ask, parse, hear, if_silent=if_silent))


def listen(act: Said) -> Asking[Heard[Query]]:
    """Understand an utterance; ask back where it is not sure. Gives `Value(Query)` or `Failed`."""
    memory = yield from recall()
    instead = remarks.question_after_no(act.text)
    if instead:
        if memory.deny_answer():
            climb(memory, "misheard")
        act = Said(instead, act.confidence)
    understood, words = yield from understand_wish(act)
    if words is None:
        yield Say("as_you_wish", passing=True)
        return Repeated()
    said = act if words == act.text else Said(words, act.confidence)
    if understood.decision != Decision.ANSWER and (yield from _greeted_back(words, memory)):
        return Repeated()
    return (yield from _make_of(understood, said, memory))


def _greeted_back(words: str, memory: Memory) -> Asking[bool]:
    """Greet back who greets and says no more."""
    if not greets(words) or memory.greeted >= GREETINGS:
        return False
    memory.greeted += 1
    yield Say("hello", passing=True)
    return True


def _make_of(understood: Understanding, act: Said, memory: Memory) -> Asking[Heard[Query]]:
    """What becomes of words that are understood somehow."""
    yield from bereavement.condole(act.text, understood.meaning)
    goes_on = following_on(act.text, understood, memory) or bereavement.which_claim(
        understood, act, memory
    )
    if goes_on:
        return Value(goes_on)
    topic, decision = understood.meaning.topic, understood.decision
    if topic == NONE or decision == Decision.REJECT:
        return Failed("not_ours" if _is_not_ours(understood, act) else "misheard")
    if topic in URGENT and (decision != Decision.CHOOSE or may_be_urgent(act)):
        return Value(Query(understood.meaning, act.text))
    if decision == Decision.ANSWER:
        went = yield from follow_navigation(understood, act.text)
        if went or topic != "nav.bye":
            return went or Value(Query(understood.meaning, act.text))
        return Failed("misheard")
    first = yield from _first_of_several(act)
    return first or (yield from _ask_about(understood, act, memory))


def _is_not_ours(understood: Understanding, act: Said) -> bool:
    """Whether the words were heard well, and nothing the hotline has is near them."""
    nothing = understood.meaning.topic == NONE and understood.confidence >= _SURELY_NOTHING
    return nothing and act.confidence >= _HEARD_WELL


def _first_of_several(act: Said) -> Asking[Value[Query] | None]:
    """The first of several questions, where it is clear; the others are offered after its answer."""
    first = clauses.first_question(act.text)
    if not first:
        return None
    understood = yield from understand(Said(first, act.confidence))
    if understood.decision != Decision.ANSWER or understood.meaning.topic.startswith("nav."):
        return None
    return Value(Query(understood.meaning, act.text))


# Asking back


@dataclass(frozen=True)
class _Anew:
    """The caller said something else instead of yes or no; this is what came of it."""

    heard: Heard[Query]


def _ask_about(understood: Understanding, act: Said, memory: Memory) -> Asking[Heard[Query]]:
    """Ask which of the candidates is meant, if any."""
    offers = [c for c in understood.candidates if _may_be_offered(c, act, memory)]
    if any(c.meaning.topic == EMERGENCY for c in offers):
        yield Say("urgent.emergency")
        offers = [c for c in offers if c.meaning.topic != EMERGENCY]
    best = understood.candidates[0]
    if understood.decision == Decision.CONFIRM and best in offers:
        return (yield from _confirm(best, [c for c in offers if c != best], act.text, memory))
    return (yield from _choose(offers, act.text, memory))


def _may_be_offered(candidate: Candidate, act: Said, memory: Memory) -> bool:
    """Never what was denied, nor to end the call or to go elsewhere in it; danger by its words alone."""
    topic = candidate.meaning.topic
    if topic in URGENT and not fairly_urgent(candidate, act):
        return False
    return not topic.startswith((NONE, "nav.")) and candidate.meaning not in memory.denied


def _confirm(
    candidate: Candidate, others: Sequence[Candidate], said: str, memory: Memory
) -> Asking[Heard[Query]]:
    """Ask whether `candidate` is meant; if it is not, offer what else may have been."""

    def parse(act: Said | Keyed) -> Parsed[str | None]:
        """The words of a yes, which may tell more; None inside `Value` for a no."""
        answer = yes_no(act)
        words = act.text if isinstance(act, Said) else ""
        if answer is None and choices.named_in(words, [candidate.name]) == 0:
            answer = Value(True)
        return Value(words if answer.value else None) if isinstance(answer, Value) else None

    def tells_more(act: Said, understood: Understanding) -> Value[str | None] | None:
        """A yes if the caller goes on telling of the accident and surely means nothing else."""
        elsewhere = understood.decision == Decision.ANSWER and understood.meaning.topic != topic
        more = topic == "accident.report" and not elsewhere and goes_on_telling(act.text)
        return Value(act.text) if more else None

    topic = candidate.meaning.topic
    ask = Ask("confirm.topic", {"name": candidate.name}, hint="yesno")
    answer = yield from _ask_back(ask, parse, [candidate], memory, tells_more)
    if isinstance(answer, _Anew):
        return answer.heard
    if answer is not None:
        return Value(Query(candidate.meaning, "，".join(filter(None, (said, answer)))))
    memory.denied.add(candidate.meaning)
    least = (1 - candidate.confidence) * WORTH_OFFERING
    left = [c for c in others if c.confidence > least]
    if left:
        climb(memory, "misheard")
    return (yield from _choose(left, said, memory)) if left else Failed("denied")


def _choose(candidates: Sequence[Candidate], said: str, memory: Memory) -> Asking[Heard[Query]]:
    """Offer two or three meanings by number; 4 or "都不是" for none of them. One is confirmed."""
    offered = candidates[:3]
    if not offered:
        return Failed("misheard")
    if len(offered) == 1:
        return (yield from _confirm(offered[0], (), said, memory))
    slots = {letter: c.name for letter, c in zip("abc", offered, strict=False)}
    names = tuple(slots.values())
    ask = Ask(f"choose.{len(offered)}", slots, hint="phrases", phrases=names)
    chosen = yield from _ask_back(ask, lambda act: _choice(act, names), offered, memory)
    if isinstance(chosen, _Anew):
        return chosen.heard
    if not chosen:
        memory.denied.update(c.meaning for c in offered)
        return Failed("denied")
    first, *rest = (offered[place] for place in chosen)
    return Value(Query(first.meaning, said, tuple(rest)))


def _ask_back(
    ask: Ask,
    parse: Parse[T],
    offered: Sequence[Candidate],
    memory: Memory,
    tells_more: _TellsMore[T] | None = None,
) -> Asking[T | _Anew]:
    """What `parse` or `tells_more` makes of the answer; or, if the caller says something else
    instead, `_Anew`."""

    def hear(act: Said) -> Asking[Heard[T | _Anew]]:
        instead = remarks.question_after_no(act.text)
        words = Said(instead, act.confidence) if instead else act
        parsed = None if instead else parse(act)
        if parsed:
            return parsed
        understood = yield from understand(words)
        if not instead:
            more = tells_more(act, understood) if tells_more else None
            asked = more or _of_offered(act, offered, understood)
            if asked:
                return asked
        if understood.decision == Decision.REJECT or understood.meaning.topic == NONE:
            if instead and (no := parse(act)):
                return no
            if (yield from _greeted_back(words.text, memory)):
                return Repeated()
            goes_on = following_on(words.text, understood, memory)
            return Value(_Anew(Value(goes_on))) if goes_on else Failed("misheard")
        half = understood.decision in (Decision.CONFIRM, Decision.CHOOSE)
        if instead or half:
            # What was offered is not what was meant, and is not offered again.
            memory.denied.update(c.meaning for c in offered)
            climb(memory, "misheard")
        return Value(_Anew((yield from _make_of(understood, words, memory))))

    return (yield from ask_until(ask, parse, hear, settles=False))


def _of_offered(
    act: Said, offered: Sequence[Candidate], understood: Understanding
) -> Value[_Anew] | None:
    """What is asked of the claim that was offered, instead of a yes to it."""
    if not understood.meaning.topic.startswith((NONE, "claim.")):
        return None
    query = aspect_of_offered(act.text, [candidate.meaning for candidate in offered])
    return Value(_Anew(Value(query))) if query else None


def _choice(act: Said | Keyed, names: Sequence[str]) -> Parsed[tuple[int, ...]]:
    """The places of what is chosen, from 0; () inside `Value` for none of them."""
    count = len(names)
    if isinstance(act, Keyed):
        if act.keys == "4":
            return Value(())
        place = int(act.keys) - 1 if act.keys.isdigit() else -1
        return Value((place,)) if 0 <= place < count else None
    if choices.denies_all(act.text):
        return Value(())
    if choices.wants_all(act.text):
        return Value(tuple(range(count)))
    at = choices.place_in(act.text, count)
    if at is None:
        at = choices.named_in(act.text, names)
    return None if at is None else Value((at,))
