"""Services reached through a sub-menu of topics."""

from ivr.dialog import choices
from ivr.dialog.acts import Asking, Said
from ivr.dialog.flow import GoBack, Query
from ivr.dialog.menus import CARD, SERVICES
from ivr.dialog.question import Parsed, Value
from ivr.dialog.router import ask_query
from ivr.dialog.services import answers

_MENUS = {"menu.card": CARD, "menu.services": SERVICES}


def _service(said: Said) -> Parsed[Query]:
    """One of the services by its place: all of them are read out."""
    place = choices.place_in(said.text, len(SERVICES))
    return None if place is None else Value(Query([*SERVICES.values()][place]))


_SPOKEN = {"menu.services": _service}


def pick(menu: str) -> Asking[None]:
    """Offer the topics of `menu` and answer the chosen one."""
    query = yield from ask_query(menu, _MENUS[menu], _SPOKEN.get(menu))
    if query.meaning.topic not in _MENUS:
        yield from answers.answer_or_jump(query)
        return
    try:
        yield from pick(query.meaning.topic)
    except GoBack:
        yield from pick(menu)
