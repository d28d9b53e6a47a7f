"""Illness questions by key: the list read out page by page, the benefits, stacking."""

from collections.abc import Sequence

from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import look_up
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.lookups import IllnessList, ListedIllness, ListIllnesses
from ivr.dialog.menus import ILLNESS
from ivr.dialog.question import Parse, Parsed, Value, question
from ivr.dialog.router import ask_query
from ivr.dialog.services import answers
from kb.contract import Meaning

PAGE = 6
"""Illnesses read out at once; key 7 turns the page."""


def menu() -> Asking[None]:
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


def _pick_from_list() -> Asking[str]:
    """Id of the illness chosen; '' where the list cannot be had."""
    listed = yield from look_up(ListIllnesses())
    if not isinstance(listed, IllnessList):
        yield Say("answer.unavailable")
        return ""
    items = listed.items
    start = 0
    while True:
        page = items[start : start + PAGE]
        chosen = yield from question(_page(page), _choice(len(page)))
        if chosen != PAGE:
            return page[chosen].id
        start = (start + PAGE) % (len(items) + len(items) % PAGE)


def _page(items: Sequence[ListedIllness]) -> Ask:
    names = [item.name for item in items]
    return Ask("illness.page", {"items": names}, hint="phrases", phrases=tuple(names))


def _choice(count: int) -> Parse[int]:
    def parse(act: Said | Keyed) -> Parsed[int]:
        if isinstance(act, Said):
            return Value(PAGE) if any(w in act.text for w in ("下一页", "还有", "后面")) else None
        index = int(act.keys) - 1 if act.keys.isdigit() else -1
        return Value(index) if 0 <= index < count or index == PAGE else None

    return parse
