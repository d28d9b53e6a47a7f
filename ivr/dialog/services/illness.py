"""Illness questions by key: the list read out page by page, the benefits, stacking."""

from collections.abc import Sequence

from ivr.dialog import choices
from ivr.dialog.acts import Ask, Asking, Keyed, Said, Say
from ivr.dialog.effect import look_up
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.lookups import IllnessList, ListedIllness, ListIllnesses
from ivr.dialog.menus import ILLNESS
from ivr.dialog.question import Parse, Parsed, Value
from ivr.dialog.router import ask_query, question_or_topic
from ivr.dialog.services import answers
from kb.contract import Meaning

PAGE = 4
"""Illnesses read out at once."""
_NEXT, _NEXT_KEY = -1, "7"
"""Turns the page."""


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
    if listed.reserved:
        yield Say("illness.reserved")
    items = listed.items
    start = 0
    while True:
        page = items[start : start + PAGE]
        chosen = yield from question_or_topic(_page(page), _choice([item.name for item in page]))
        if chosen != _NEXT:
            return page[chosen].id
        start = start + PAGE if start + PAGE < len(items) else 0


def _page(items: Sequence[ListedIllness]) -> Ask:
    names = [item.name for item in items]
    return Ask("illness.page", {"items": names}, hint="phrases", phrases=tuple(names))


def _choice(names: Sequence[str]) -> Parse[int]:
    def parse(act: Said | Keyed) -> Parsed[int]:
        if isinstance(act, Said):
            if any(word in act.text for word in ("下一页", "还有", "后面的", "继续", "往下")):
                return Value(_NEXT)
            place = choices.place_in(act.text, len(names))
            return Value(place) if place is not None else None
        if act.keys == _NEXT_KEY:
            return Value(_NEXT)
        index = int(act.keys) - 1 if act.keys.isdigit() else -1
        return Value(index) if 0 <= index < len(names) else None

    return parse
