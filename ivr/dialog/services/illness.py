"""Illness questions by key: the list read out page by page, the benefits, stacking."""

from ivr.dialog.acts import Ask, Found, Keyed, Lookup, Said, Say
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.menus import ILLNESS
from ivr.dialog.question import Asking, Parse, Parsed, Value, question
from ivr.dialog.router import ask_query
from ivr.dialog.services import answers
from kb.contract import Meaning

PAGE = 6
"""Illnesses read out at once; key 7 turns the page."""


def menu() -> Asking:
    """Which illness or benefit? By voice any illness may be named at once."""
    query = yield from ask_query("menu.illness", ILLNESS)
    if query.meaning.topic != "menu.illness_list":
        yield from answers.answer_or_jump(query)
        return
    try:
        illness = yield from _pick_from_list()
    except GoBack:
        yield from menu()
        return
    if illness:
        yield from answers.give(Query(Meaning("illness.coverage", illness)))


def _pick_from_list() -> Asking:
    listed = yield Lookup("illnesses")
    if not isinstance(listed, Found):
        yield Say("answer.unavailable")
        return None
    items = listed.data["items"]
    start = 0
    while True:
        page = items[start : start + PAGE]
        chosen = yield from question(_page(page), _choice(len(page)))
        if chosen != PAGE:
            return page[chosen]["id"]
        start = (start + PAGE) % (len(items) + len(items) % PAGE)


def _page(items: list[dict]) -> Ask:
    slots = {"items": [item["name"] for item in items]}
    return Ask("illness.page", slots, hint="phrases", phrases=tuple(slots["items"]))


def _choice(count: int) -> Parse:
    def parse(act: Said | Keyed) -> Parsed:
        if isinstance(act, Said):
            return Value(PAGE) if any(w in act.text for w in ("下一页", "还有", "后面")) else None
        index = int(act.keys) - 1 if act.keys.isdigit() else -1
        return Value(index) if 0 <= index < count or index == PAGE else None

    return parse
