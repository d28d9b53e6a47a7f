"""The whole call, top to bottom: greeting, questions and services, good-bye."""

from ivr.dialog.acts import Ask, Asking, Say
from ivr.dialog.effect import look_up
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from ivr.dialog.following_on import SEND_ANSWER, SOCIETY_PHONE
from ivr.dialog.lookups import CallFacts, FindCallFacts
from ivr.dialog.memory import recall, remembering
from ivr.dialog.menus import MAIN, OPEN
from ivr.dialog.parsers import yes_no
from ivr.dialog.question import obey
from ivr.dialog.router import ask_query, question_or_topic
from ivr.dialog.services import answers, claims, illness, member, menus, notice, person, urgent
from kb.contract import DISTRESS


def hotline() -> Asking[None]:
    """One call from the first word to the last. Start it with no arguments; replay does too."""
    return remembering(_call())


def _call() -> Asking[None]:
    call = yield from look_up(FindCallFacts())
    if not isinstance(call, CallFacts):
        yield from person.hand_off("records away", caller="")
        return
    memory = yield from recall()
    memory.takes_texts = call.sms
    yield Say("greeting")
    query: Query | None = None
    prompt = "menu.main"
    while True:
        try:
            wanted = query or (yield from ask_query(prompt, MAIN, OPEN[prompt]))
            query = None
            yield from serve(wanted, call)
            query = yield from _rest_of(wanted)
            prompt = "menu.more"
        except GoTopic as detour:
            memory.settle()
            query = detour.query
        except (GoBack, GoMenu):
            query, prompt = None, "menu.main"
        except GoPerson as detour:
            yield from _hand_over(detour.reason, call)
            return
        except GoodBye:
            memory = yield from recall()
            yield Say(memory.good_bye)
            return


def _rest_of(query: Query) -> Asking[Query | None]:
    """What else was wanted at once, as far as the caller still wants it."""
    for at, other in enumerate(query.then):
        ask = Ask("also.next", {"name": other.name}, hint="yesno")
        if (yield from question_or_topic(ask, yes_no)):
            return Query(other.meaning, query.said, query.then[at + 1 :])
    return None


def _hand_over(reason: str, call: CallFacts) -> Asking[None]:
    if reason != DISTRESS:
        try:
            yield from person.hand_off(reason, call.caller)
            return
        except GoPerson:  # nobody answered, and now it is despair: a person is tried again
            pass
    yield from urgent.distress(call)


def serve(query: Query, call: CallFacts) -> Asking[None]:
    """Do what the caller asked for."""
    memory = yield from recall()
    meaning = query.meaning
    if not answers.is_information(meaning) and meaning != SEND_ANSWER:
        memory.answered = None
    match meaning.topic:
        case "operator" | "distress" | "nav.bye":
            yield from obey(meaning.topic)
        case "emergency":
            yield from urgent.emergency(query.said)
        case "member.status":
            yield from member.status(call, query.said)
        case "accident.report":
            yield from _take_notice(query, call)
        case "menu.illness":
            yield from illness.menu()
        case "menu.claims":
            yield from claims.choose(query)
        case "menu.card" | "menu.services":
            yield from menus.pick(meaning.topic)
        case SOCIETY_PHONE.topic:
            yield Say("notice.society_phone")
        case SEND_ANSWER.topic:
            yield from answers.send_last()
        case topic if topic.startswith("claim.") and not meaning.aspect:
            yield from claims.aspects(topic, query.said)
        case _:
            yield from answers.give(query)


def _take_notice(query: Query, call: CallFacts) -> Asking[None]:
    memory = yield from recall()
    memory.in_notice = True
    try:
        yield from notice.take(call, query.said)
    finally:
        memory.in_notice = False
