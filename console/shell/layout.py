"""What every page has around it: navigation, languages, times, and how things are shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from markupsafe import Markup

from console.shell import code_labels
from console.shell.access import Right
from console.shell.blueprint import console
from console.shell.context import local
from console.shell.languages import LANGUAGES
from ivr.observability.masking import masked
from models.call import Call, CallState

console.add_app_template_filter(masked)


@dataclass(frozen=True)
class Section:
    """One entry of the navigation."""

    page: str
    label: LazyString
    right: Right


SECTIONS = (
    Section("console.overview", _l("总览"), "calls"),
    Section("console.calls", _l("来电"), "calls"),
    Section("console.unanswered", _l("没答上的问题"), "calls"),
    Section("console.notices", _l("事故报案"), "notices"),
    Section("console.callbacks", _l("回电"), "notices"),
    Section("console.members", _l("会员"), "members"),
    Section("console.knowledge", _l("知识库"), "knowledge"),
    Section("console.phone", _l("网页电话"), "calls"),
    Section("console.users", _l("用户"), "admin"),
    Section("console.actions_log", _l("操作日志"), "admin"),
)
"""In the order shown. Home is the first one somebody may see."""


@console.route("/")
@login_required
def home() -> ResponseReturnValue:
    """The first page this person may see."""
    mine = sections()
    return redirect(url_for(mine[0].page if mine else "console.account"))


@console.route("/account")
@login_required
def account() -> ResponseReturnValue:
    """One's own account."""
    return render_template("console/account.html")


def sections() -> list[Section]:
    """What the signed-in person finds in the navigation."""
    if not current_user.is_authenticated:
        return []
    return [s for s in SECTIONS if current_user.may(s.right)]


@console.context_processor
def surroundings() -> dict[str, Any]:
    """What all templates know."""
    return {
        "sections": sections(),
        "languages": LANGUAGES,
        "language": str(get_locale())[:2],
        "here": request.full_path.rstrip("?"),
        "lists": code_labels,
        "decisions": code_labels.DECISIONS,
    }


@console.app_template_filter("clock")
def clock(moment: datetime | None, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """A time of the database as the clock on the wall shows it."""
    return local(moment).strftime(pattern) if moment else ""


@console.app_template_filter("word")
def word(code: str, names: dict[str, Any]) -> Any:
    """A code in words; one without words as it is."""
    return names.get(code, code)


@console.app_template_filter("call_tag")
def call_tag(call: Call) -> Markup:
    """How a call stands or ended, in colour and in words."""
    if call.state == CallState.ACTIVE:
        return _tag("live", code_labels.CALL_STATES["active"])
    colour = {"completed": "good", "handed_off": "live", "message_left": "warn"}
    return _tag(colour.get(call.outcome, ""), word(call.outcome or "ended", _ENDS))


_ENDS = {**code_labels.OUTCOMES, "ended": code_labels.CALL_STATES["ended"]}


@console.app_template_filter("length_of")
def length_of(call: Call) -> str:
    """How long a call took, as minutes and seconds."""
    if call.ended_at is None:
        return ""
    seconds = round((call.ended_at - call.started_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _tag(colour: str, text: Any) -> Markup:
    return Markup('<span class="tag {}">{}</span>').format(colour, text)
