"""The whole call, top to bottom: greeting, questions and services, good-bye."""

from ivr.dialog.acts import Asking, Say
from ivr.dialog.effect import look_up
from ivr.dialog.flow import GoBack, GoMenu, GoodBye, GoPerson, GoTopic, Query
from ivr.dialog.lookups import CallFacts, FindCallFacts
from ivr.dialog.menus import MAIN
from ivr.dialog.router import ask_query
from ivr.dialog.services import answers, claims, illness, member, menus, notice, person


def hotline() -> Asking[None]:
    """One call from the first word to the last. Start it with no arguments; replay does too."""
    call = yield from look_up(FindCallFacts())
    if not isinstance(call, CallFacts):
        yield from person.hand_off("records away", caller="")
        return
    yield Say("greeting")
    query: Query | None = None
    prompt = "menu.main"
    while True:
        try:
            wanted = query or (yield from ask_query(prompt, MAIN))
            query = None
            yield from serve(wanted, call)
            prompt = "menu.more"
        except GoTopic as detour:
            query = detour.query
        except (GoBack, GoMenu):
            query, prompt = None, "menu.main"
        except GoPerson as detour:
            yield from person.hand_off(detour.reason, call.caller)
            return
        except GoodBye:
            yield Say("goodbye")
            return


def serve(query: Query, call: CallFacts) -> Asking[None]:
    """Do what the caller asked for."""
    meaning = query.meaning
    match meaning.topic:
        case "operator":
            raise GoPerson("asked")
        case "nav.bye":
            raise GoodBye
        case "member.status":
            yield from member.status(call)
        case "accident.report":
            yield from notice.take(call, query.said)
        case "menu.illness":
            yield from illness.menu()
        case "menu.claims":
            yield from claims.by_keys()
        case "menu.card" | "menu.services":
            yield from menus.pick(meaning.topic)
        case topic if topic.startswith("claim.") and not meaning.aspect:
            yield from claims.aspects(topic, query.said)
        case _:
            yield from answers.give(query)
