"""Back to where somebody came from, after a button that stands on more than one page."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue


def back_or(otherwise: str) -> ResponseReturnValue:
    """To the page the form names in `back`, if it is one of ours; else to `otherwise`."""
    back = request.form.get("back", "")
    inside = back.startswith("/console/") and "\\" not in back
    return redirect(back if inside else otherwise)


def tell_with_undo(told: str, undo: str) -> None:
    """Say on the next page what was done, beside a button that posts to `undo`."""
    flash((told, undo), "undo")  # type: ignore[arg-type]  # kept as JSON; the page takes it apart


def tell_with_link(told: str, address: str, label: str) -> None:
    """Say on the next page what was done, and where to look at it."""
    flash((told, address, label), "link")  # type: ignore[arg-type]  # see above
