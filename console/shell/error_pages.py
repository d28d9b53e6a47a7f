"""Pages that say what went wrong, in plain words."""

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from console.shell.extensions import login, words
from console.shell.uploads import FORM_BYTES
from ivr.storage.store import DatabaseAwayError


def attach(console: Blueprint) -> None:
    """Give the console its own pages for errors."""
    console.register_error_handler(CSRFError, forged)
    console.register_error_handler(DatabaseAwayError, database_away)
    console.register_error_handler(HTTPException, refused)
    console.add_url_rule("/<path:unknown>", view_func=nowhere)


def nowhere(unknown: str) -> ResponseReturnValue:
    """Answer unknown addresses below the console with its own page."""
    abort(404)


def forged(error: CSRFError) -> ResponseReturnValue:
    """Refuse a form that is too old, or not ours."""
    return _page(400, _("这一页已经过期，请返回后刷新再试。"))


def database_away(error: DatabaseAwayError) -> ResponseReturnValue:
    """Say that the database is away; without it nobody can be recognised as signed in."""
    g._login_user = login.anonymous_user()
    return _page(503, _("数据库暂时连不上。来电不受影响，请稍后刷新。"))


def refused(error: HTTPException) -> ResponseReturnValue:
    """All other refusals."""
    reasons = {
        400: _("内容里有缺的，或者有不能用的字符。请返回，改好再试。"),
        403: _("您的角色没有这个权限。"),
        404: _("没有找到这一页，或者内容已经删除。"),
        413: _("太大了，这一页最多收 %(size)s。请分成几份，一份一份来。", size=_most()),
        429: _("尝试太频繁，请一分钟后再试。"),
    }
    code = error.code or 500
    if 300 <= code < 400:
        return error.get_response()
    return _page(code, reasons.get(code, _("没有成功，请返回再试。")))


def _most() -> str:
    """How much the page that was asked for takes, its form not counted."""
    most = request.max_content_length or 0
    if most > FORM_BYTES:
        return f"{(most - FORM_BYTES) >> 20} MB"
    return f"{most >> 10} kB"


def _page(code: int, reason: str) -> ResponseReturnValue:
    words.as_default()
    return render_template("shell/fault.html", code=code, reason=reason), code
