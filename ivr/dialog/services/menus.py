"""Services reached through a sub-menu of topics."""

from ivr.dialog.acts import Asking
from ivr.dialog.flow import GoBack
from ivr.dialog.menus import CARD, SERVICES
from ivr.dialog.router import ask_query
from ivr.dialog.services import answers

_MENUS = {"menu.card": CARD, "menu.services": SERVICES}


def pick(menu: str) -> Asking[None]:
    """Offer the topics of `menu` and answer the chosen one."""
    query = yield from ask_query(menu, _MENUS[menu])
    if query.meaning.topic not in _MENUS:
        yield from answers.answer_or_jump(query)
        return
    try:
        yield from pick(query.meaning.topic)
    except GoBack:
        yield from pick(menu)
