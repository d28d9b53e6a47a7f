"""Claim procedures: four kinds, each with an overview, papers, deadline and payment."""

import re
from collections.abc import Callable

from ivr.dialog import bereavement, choices, remarks
from ivr.dialog.acts import Ask, Asking, Keyed, Said
from ivr.dialog.flow import GoBack, GoTopic, Query
from ivr.dialog.memory import recall
from ivr.dialog.menus import ASPECTS, CLAIMS
from ivr.dialog.question import Parsed, Value
from ivr.dialog.router import question_or_topic
from ivr.dialog.services import answers
from kb import claim_words
from kb.claim_words import ACCIDENTS, DEATHS, aspects_in, kinds_in
from kb.contract import Meaning

_BETWEEN = {DEATHS: "menu.claims.death", ACCIDENTS: "menu.claims.accident"}
"""Kinds that one word leaves open -> the question that tells them apart."""
_ILLNESS_DEATH = "claim.illness_death"
_OWN = re.compile("我自己|我本人|我[也又]?(?:得|有|生|查|患)|另外")
"""Words of an illness that is the caller's own, or another one."""
_DISABLED, _DEAD = re.compile("残|伤|瘫"), re.compile("死|故|走|没|去世|过世")
_AMOUNT = "amount"
"""Beside the aspects of a claim: how much there is."""
_WHEN = ("deadline", "payout")

_Words = Callable[[str], tuple[str, ...]]
"""What of the choices the words of an answer name."""


def choose(query: Query) -> Asking[None]:
    """Choose the kind of claim, then the aspect, as far as the query leaves them open."""
    kinds = kinds_in(query.said) or (yield from _kinds())
    kind = yield from _one_kind(kinds, query.said)
    try:
        if query.meaning.aspect:
            yield from answers.give(Query(Meaning(kind, aspect=query.meaning.aspect), query.said))
        else:
            yield from aspects(kind, query.said)
    except GoBack:
        yield from choose(Query(query.meaning))


def _kinds() -> Asking[tuple[str, ...]]:
    """The kinds the caller may mean."""
    ask = Ask("menu.claims", hint="phrases", phrases=("大病", "意外全残", "意外身故", "疾病身故"))
    return (yield from question_or_topic(ask, lambda act: _pick(act, CLAIMS, kinds_in)))


def _one_kind(kinds: tuple[str, ...], said: str) -> Asking[str]:
    """Ask which of two kinds it is; one needs no asking."""
    if len(kinds) == 1:
        return kinds[0]
    pair = DEATHS if set(DEATHS) <= set(kinds) else ACCIDENTS
    if pair == DEATHS:
        yield from bereavement.condole_once(said)
    keys = {"1": pair[0], "2": pair[1]}
    narrower = _cause if pair == DEATHS else _outcome
    ask = Ask(_BETWEEN[pair], hint="phrases", phrases=("意外", "生病", "全残", "去世"))
    try:
        (kind,) = yield from question_or_topic(ask, lambda act: _pick(act, keys, narrower))
    except GoTopic as detour:
        if pair != DEATHS or not _died_of(detour.query):
            raise
        return _ILLNESS_DEATH
    return kind


def _died_of(query: Query) -> bool:
    """Whether it names an illness, asked what somebody died of, and asks nothing of it nor of one's own."""
    asks = remarks.asks(query.said) or _OWN.search(query.said)
    return bool(query.meaning.illness) and not asks


def _cause(text: str) -> tuple[str, ...]:
    """The claim after a death of the cause an answer names."""
    cause = "" if _OWN.search(text) else claim_words.cause_in(text)
    return (cause,) if cause else ()


def _outcome(text: str) -> tuple[str, ...]:
    """The claim after an accident, by what came of it."""
    hits = [
        kind
        for kind, words in zip(ACCIDENTS, (_DISABLED, _DEAD), strict=True)
        if words.search(text)
    ]
    return tuple(hits) if len(hits) == 1 else ()


def aspects(kind: str, said: str = "") -> Asking[None]:
    """Ask which aspect of the claim the caller wants, unless it was `said`, and answer it."""
    memory = yield from recall()
    memory.about = Meaning(kind)
    yield from bereavement.condole(said, memory.about)
    ask = Ask(
        "menu.aspects", {"kind": kind}, hint="phrases", phrases=("材料", "期限", "流程", "到账")
    )
    wanted = _wanted(said) or _sum_of(said) or (yield from _aspect_of(kind, ask))
    if wanted == _WHEN:
        when = Ask("menu.aspects.when", hint="phrases", phrases=("期限", "到账"))
        keys = {"1": "deadline", "2": "payout"}
        wanted = yield from question_or_topic(when, lambda act: _pick(act, keys, _one_aspect))
    for aspect in wanted:
        amount = claim_words.amount_of(kind)
        meaning = amount if aspect == _AMOUNT else Meaning(kind, aspect=aspect)
        yield from answers.give(Query(meaning, said))


def _aspect_of(kind: str, ask: Ask) -> Asking[tuple[str, ...]]:
    """What of the claim is asked; who only names again what somebody died of hears all of it."""
    try:
        return (yield from question_or_topic(ask, lambda act: _pick(act, ASPECTS, _wanted)))
    except GoTopic as detour:
        if kind != _ILLNESS_DEATH or not _died_of(detour.query):
            raise
        return ("overview",)


def _sum_of(said: str) -> tuple[str, ...]:
    return (_AMOUNT,) if claim_words.names_amount(said) else ()


def _wanted(text: str) -> tuple[str, ...]:
    return (_AMOUNT,) if claim_words.asks_amount(text) else aspects_in(text)


def _one_aspect(text: str) -> tuple[str, ...]:
    found = aspects_in(text)
    return found if len(found) == 1 else ()


def _pick(act: Said | Keyed, keys: dict[str, str], words: _Words) -> Parsed[tuple[str, ...]]:
    """What the caller chose: by key, by its words, or by its place among what was offered."""
    if isinstance(act, Keyed):
        return Value((keys[act.keys],)) if act.keys in keys else None
    place = choices.place_in(act.text, len(keys))
    found = words(act.text) if place is None else (list(keys.values())[place],)
    return Value(found) if found else None
