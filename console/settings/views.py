"""The page of settings: what holds, since when, and the way back to the environment's."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from console.settings import texts
from console.settings.choosing import Line, SettingChangedError, choose, give_up, held, lines
from console.shell.access import current_staff, requires
from console.shell.context import log_staff_action, reading, services, writing
from console.shell.menu import add_menu_entry
from ivr.config.changeable import Kind, written

pages = Blueprint("settings", __name__, template_folder="templates")
add_menu_entry(pages, "index", _l("设置"), "admin")


@pages.route("/settings")
@requires("admin")
def index() -> ResponseReturnValue:
    """All settings an office may change, and what it may not."""
    return _page()


@pages.post("/settings/<name>")
@requires("admin")
def change(name: str) -> ResponseReturnValue:
    """Choose a value; one that cannot be, or that another admin was faster with, is told beside its field."""
    kind, given = _kind(name), request.form.get("value", "")
    try:
        value = kind.read(given)
    except ValueError:
        return _page(name, given, texts.fault(name, kind))
    try:
        with writing() as db:
            before = _held(db, name)
            choose(db, before, value, current_staff().name)
            log_staff_action(db, "setting changed", name, _from_to(before.written, written(value)))
    except SettingChangedError:
        return _page(name, given)
    return _taken_up(_("已保存，几秒钟内全部生效。"))


@pages.post("/settings/<name>/default")
@requires("admin")
def to_default(name: str) -> ResponseReturnValue:
    """Let the environment hold again."""
    _kind(name)
    try:
        with writing() as db:
            before = _held(db, name)
            give_up(db, name)
            log_staff_action(db, "setting given up", name, _from_to(before.written, _default(name)))
    except SettingChangedError:
        return _page(name)
    return _taken_up(_("已恢复默认，几秒钟内全部生效。"))


def _kind(name: str) -> Kind:
    """What the setting may be; without one it is no page."""
    kind = services().live_settings.changeable.get(name)
    return kind or abort(404)


def _held(db: Session, name: str) -> Line:
    """What it is now, which is what the page had that the form was sent from."""
    return held(db, services().live_settings, name, request.form.get("seen"))


def _default(name: str) -> str:
    return written(getattr(services().live_settings.environment, name))


def _from_to(before: str, now: str) -> str:
    return f"{before or '-'} > {now or '-'}"


def _taken_up(told: str) -> ResponseReturnValue:
    """Let this process take the change up at once, say so, and go back to the page.

    The other processes find it by themselves within seconds.
    """
    services().live_settings.step()
    flash(told, "done")
    return redirect(url_for("console.settings.index"))


def _page(wrong: str = "", given: str | None = None, fault: str = "") -> str:
    """All settings; beside the one that was not saved what was given, and the fault or who was faster."""
    live = services().live_settings
    with reading() as db:
        shown = lines(db, live)
    faster = next((one for one in shown if one.name == wrong and not fault), None)
    return render_template(
        "settings/index.html",
        lines=shown,
        texts=texts,
        staying=texts.staying(live.environment),
        wrong=wrong,
        given=given,
        fault=texts.changed_meanwhile(faster) if faster else fault,
    )
