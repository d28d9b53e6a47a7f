"""The softphone: the hotline by a browser's microphone, for trying it and for training.

Receives a browser's wish to call; emits a call like any other. The browser speaks Twilio's stream
messages over `/console/phone/calls/CALL/stream`; what Twilio would be told by TwiML it asks here.
"""

import contextlib
import functools
import ipaddress
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_sock import Sock
from simple_websocket import Server

from console.shell.code_labels import SOFTPHONE
from console.shell.context import log_staff_action, services, writing
from console.shell.extensions import login
from console.shell.menu import add_menu_entry
from ivr.dialog.acts import Dialled, HandOff, HangUp
from ivr.dialog.conversation import OutdatedError
from ivr.web import media_socket
from models.call import CallOutcome, Door

pages = Blueprint("softphone", __name__, template_folder="templates")
add_menu_entry(pages, "show", _l("网页电话"), "calls")


CALLS_KEPT = 5
"""Calls of one browser that may go on: one in each of its windows."""

sock = Sock(pages)


@pages.record
def _add_short_address(state: BlueprintSetupState) -> None:
    state.app.add_url_rule("/phone", "short-phone", _short_way)


def _short_way() -> ResponseReturnValue:
    """`/phone`, as people type it."""
    return redirect(url_for("console.softphone.show"))


def for_callers(page: Callable) -> Callable:
    """Only for people who are signed in, and in a trial for anybody at this machine."""

    @functools.wraps(page)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_user.is_authenticated or _at_this_machine():
            return page(*args, **kwargs)
        return login.unauthorized()

    return guarded


def for_this_call(page: Callable) -> Callable:
    """Only for those who may call, and only the call that this browser began."""

    @for_callers
    @functools.wraps(page)
    def guarded(*args: Any, sid: str) -> Any:
        if sid not in session.get("phone", []):
            abort(404)
        return page(*args, sid=sid)

    return guarded


def _at_this_machine() -> bool:
    """Whether this is a trial and the browser runs beside it, under no name but the machine's."""
    names = ("localhost", "127.0.0.1", "::1")
    here = urlsplit(request.host_url).hostname in names
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # nosec B104
    return services().settings.local and here and address.is_loopback


@pages.route("/phone")
@for_callers
def show() -> ResponseReturnValue:
    """The softphone's page."""
    return render_template("softphone/show.html", speech_fault=services().speech_fault)


@pages.post("/phone/calls")
@for_callers
def begin() -> ResponseReturnValue:
    """Begin a call, when there is a line for it."""
    here = services()
    if not here.admission.takes_stream():
        return {"fault": "no-speech" if here.speech_fault else "busy"}, 503
    sid = "CA" + secrets.token_hex(16)
    here.calls.announce(sid, "", SOFTPHONE, Door.BROWSER)
    if current_user.is_authenticated:
        with writing() as db:
            log_staff_action(db, "softphone call", sid)
    session["phone"] = [sid, *session.get("phone", [])][:CALLS_KEPT]
    return {"call": sid}


@sock.route("/phone/calls/<sid>/stream")
@for_this_call
def stream(ws: Server, sid: str) -> None:
    """The call's audio and, beside Twilio's messages, its captions."""
    if request.origin and urlsplit(request.origin).netloc != request.host:
        return  # another site's page, in the same browser

    def send_caption(line: dict[str, Any]) -> None:
        caption = {name: line[name] for name in ("kind", "text", "act", "then") if name in line}
        ws.send(json.dumps({"event": "caption", "caption": caption}, ensure_ascii=False))

    with services().captions.read_by(sid, send_caption):
        media_socket.serve(ws, services().streams, media_socket.only(sid))


@pages.post("/phone/calls/<sid>/next")
@for_this_call
def proceed(sid: str) -> ResponseReturnValue:
    """Go on after a stream has ended. Nobody is rung: a hand-over finds no operator."""
    conversation = services().conversations.open(sid)
    match conversation.turn.then:
        case HangUp():
            services().calls.ended(sid, CallOutcome.COMPLETED)
            return {"next": "hangup"}
        case HandOff():
            with contextlib.suppress(OutdatedError):  # asked twice at once: the other did it
                conversation.receive(Dialled(answered=False))
            return {"next": "stream", "handed_over": True}
    return {"next": "stream"}


@pages.post("/phone/calls/<sid>/end")
@for_this_call
def end(sid: str) -> ResponseReturnValue:
    """End a call: the caller hung up, or closed the page."""
    services().calls.ended(sid, CallOutcome.HUNG_UP)
    return "", 204
