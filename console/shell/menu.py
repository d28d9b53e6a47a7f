"""The menu: page families add their entries, people see those they have a right to."""

from collections.abc import Callable
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


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu."""

    endpoint: str
    label: LazyString
    right: Right
    waiting: Callable[[Session], int] | None = None
    """How many there wait for somebody; asked for every page, so it must be quick."""
    sums: tuple[str, ...] = ()
    """Endpoints of other entries: as many wait here as there, of those that are seen."""


def add_menu_entry(
    pages: Blueprint,
    page: str,
    label: LazyString,
    right: Right,
    waiting: Callable[[Session], int] | None = None,
    *,
    sums: tuple[str, ...] = (),
) -> None:
    """Put a page of a family into the menu of every application the family is registered in.

    The menu has the order of registration.
    """

    def add(state: BlueprintSetupState) -> None:
        endpoint = f"{state.name_prefix}.{state.name}.{page}".lstrip(".")
        menu: list[MenuEntry] = state.app.extensions.setdefault(_KEPT, [])
        menu.append(MenuEntry(endpoint, label, right, waiting, sums))

    pages.record(add)


def menu_entries() -> list[MenuEntry]:
    """What the signed-in person finds in the menu. Home is the first of it."""
    if not current_user.is_authenticated:
        return []
    menu: list[MenuEntry] = current_app.extensions.get(_KEPT, [])
    return [entry for entry in menu if current_user.may(entry.right)]


def badges() -> dict[str, int]:
    """Endpoint -> how many wait there, of what the signed-in person finds in the menu."""
    entries = menu_entries()
    try:
        with reading() as db:
            counts = {entry.endpoint: entry.waiting(db) for entry in entries if entry.waiting}
    except DatabaseAwayError:  # the page says so itself
        return {}
    sums = {e.endpoint: sum(counts.get(one, 0) for one in e.sums) for e in entries if e.sums}
    return counts | sums
