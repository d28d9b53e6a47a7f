"""The page of everything that is found by what was typed into the field every page has."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from console.notices.queue import Calendar
from console.search import finding
from console.shell.access import requires
from console.shell.arguments import is_part_of_a_number, only_number, plain
from console.shell.context import log_staff_action, services, today, writing
from console.shell.menu import be_the_finder
from ivr.observability.masking import masked

pages = Blueprint("search", __name__, template_folder="templates")
be_the_finder(pages, "index", "personal")
MAX = 50
"""Characters that are looked for."""


@pages.route("/search", methods=["GET", "POST"])
@requires("personal")
def index() -> ResponseReturnValue:
    """Calls, notices and members. What is looked for comes in a form, and is logged masked."""
    text = plain(request.form.get("text", ""))[:MAX]
    if not text:
        return render_template("search/index.html", text="", found=None)
    calendar = Calendar(today(), services().knowledge.current.limits)
    with writing() as db:
        log_staff_action(db, "everything searched", masked(only_number(text)) or "words")
        found = finding.everything(db, services().vault, text, calendar)
    return render_template(
        "search/index.html",
        text=text,
        found=found,
        most=finding.SHOWN,
        is_part=is_part_of_a_number(text),
    )
