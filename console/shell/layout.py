"""What every page has around it: menu, languages, times, and how codes are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import login_required

from console.shell import code_labels
from console.shell.languages import LANGUAGES
from console.shell.menu import badges, finder, menu_entries
from console.shell.redaction import redact, redact_name, redact_number
from ivr.observability.masking import masked
from models.clock import local


def attach(console: Blueprint) -> None:
    """Give the console its first page, and all templates their surroundings and filters."""
    console.add_url_rule("/", view_func=home)
    console.context_processor(surroundings)
    for show in (clock, word, codes, or_chinese, masked, redact, redact_name, redact_number):
        console.add_app_template_filter(show)


@login_required
def home() -> ResponseReturnValue:
    """The first page this person may see."""
    mine = menu_entries()
    return redirect(url_for(mine[0].endpoint if mine else "console.account.show"))


def surroundings() -> dict[str, Any]:
    """What all templates know."""
    return {
        "menu": menu_entries(),
        "badges": badges,
        "finder": finder(),
        "languages": LANGUAGES,
        "language": str(get_locale())[:2],
        "here": request.full_path.rstrip("?"),
        "lists": code_labels,
        "decisions": code_labels.DECISIONS,
    }


def clock(moment: datetime | None, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """A time of the database as the clock on the wall shows it."""
    return local(moment).strftime(pattern) if moment else ""


def word(code: str, names: Mapping[Any, Any]) -> Any:
    """A code in words; one without words as it is."""
    return names.get(code, code)


def codes(told: str, names: Mapping[Any, Any]) -> str:
    """Codes with something between them in words: 'new > closed'."""
    return " ".join(str(names.get(code, "→" if code == ">" else code)) for code in told.split())


def or_chinese(english: str, chinese: str) -> str:
    """What is wrong with the knowledge, in the page's language; in English where that is all."""
    return english if str(get_locale()) == "en" else chinese or english
