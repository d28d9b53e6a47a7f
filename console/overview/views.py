"""The overview: what happened today and what is due. It renews itself by `stream` or `live`."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from console.overview import events
from console.overview.numbers import numbers
from console.shell.access import requires
from console.shell.menu import add_menu_entry
from console.shell.session import no_sign_of_life

pages = Blueprint("overview", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("总览"), "calls")


@pages.route("/overview")
@requires("calls")
def index() -> ResponseReturnValue:
    """The whole page."""
    return render_template("overview/index.html", **numbers())


@pages.route("/overview/live")
@requires("calls")
def live() -> ResponseReturnValue:
    """The part that changes."""
    return _part()


@pages.route("/overview/stream")
@no_sign_of_life
@requires("calls")
def stream() -> ResponseReturnValue:
    """Events with the part that changes; 204 where all streams are taken."""
    return events.stream_of(_part) or ("", 204)


def _part() -> str:
    return render_template("overview/live.html", **numbers())
