"""The menu: page families add their entries, people see those they have a right to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState
from flask_babel import LazyString
from flask_login import current_user
from sqlalchemy.orm import Session

from console.shell.access import Right
from console.shell.context import reading
from models.database import DatabaseAwayError

_KEPT = "console-menu"
_FINDER = "console-finder"
Count = Callable[[Session], int]


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu."""

    endpoint: str
    label: LazyString
    right: Right
    waiting: Sequence[Count] = ()
    """What counts how many there wait for somebody; asked for every page, so they must be quick."""
    whose: Right | None = None
    """The right of whom it waits for, where others see the page too."""


def add_menu_entry(
    pages: Blueprint,
    page: str,
    label: LazyString,
    right: Right,
    *waiting: Count,
    whose: Right | None = None,
) -> None:
    """Put a page of a family into the menu of every application the family is registered in.

    The menu has the order of registration.
    """

    def add(state: BlueprintSetupState) -> None:
        endpoint = f"{state.name_prefix}.{state.name}.{page}".lstrip(".")
        menu: list[MenuEntry] = state.app.extensions.setdefault(_KEPT, [])
        menu.append(MenuEntry(endpoint, label, right, waiting, whose))

    pages.record(add)


def be_the_finder(pages: Blueprint, page: str, right: Right) -> None:
    """Let the search field above the menu of every page lead to this one, for people with the right."""

    def be(state: BlueprintSetupState) -> None:
        endpoint = f"{state.name_prefix}.{state.name}.{page}".lstrip(".")
        state.app.extensions[_FINDER] = (endpoint, right)

    pages.record(be)


def finder() -> str:
    """The page the search field leads to; '' for whoever may not see it."""
    endpoint, right = current_app.extensions.get(_FINDER, ("", None))
    known = current_user.is_authenticated and not current_user.must_set_up
    return endpoint if endpoint and known and current_user.may(right) else ""


def menu_entries() -> list[MenuEntry]:
    """What the signed-in person finds in the menu. Home is the first of it."""
    if not current_user.is_authenticated:
        return []
    menu: list[MenuEntry] = current_app.extensions.get(_KEPT, [])
    return [entry for entry in menu if current_user.may(entry.right)]


def badges() -> dict[str, int]:
    """Endpoint -> how many wait there, of what the signed-in person finds in the menu."""
    mine = [one for one in menu_entries() if one.whose is None or current_user.may(one.whose)]
    asked = {count for entry in mine for count in entry.waiting}
    try:
        with reading() as db:
            told = {count: count(db) for count in asked}
            return {one.endpoint: sum(map(told.__getitem__, one.waiting)) for one in mine}
    except DatabaseAwayError:  # the page says so itself
        return {}
