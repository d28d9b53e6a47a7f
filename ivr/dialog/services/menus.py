"""Services reached through a sub-menu of topics."""

from ivr.dialog.flow import GoBack
from ivr.dialog.menus import CARD, SERVICES
from ivr.dialog.question import Asking
from ivr.dialog.router import ask_meaning
from ivr.dialog.services import answers

_MENUS = {"menu.card": CARD, "menu.services": SERVICES}


def pick(menu: str) -> Asking:
    """Offer the topics of `menu` and answer the chosen one."""
    meaning = yield from ask_meaning(menu, _MENUS[menu])
    if meaning.topic not in _MENUS:
        yield from answers.answer_or_jump(meaning)
        return
    try:
        yield from pick(meaning.topic)
    except GoBack:
        yield from pick(menu)
