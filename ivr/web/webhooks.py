"""Twilio's webhooks. Every answer depends only on the call's log, so a repeat changes nothing."""

import re
from dataclasses import replace

import structlog
from flask import Blueprint, Response, request
from flask_sock import Sock
from simple_websocket import Server
from werkzeug.exceptions import HTTPException
from wsproto.utilities import RemoteProtocolError

from ivr.capacity.admission import Route
from ivr.dialog.acts import CallerAct, Dialled, HandOff, HangUp, Keyed, Said, Say, Silent
from ivr.dialog.conversation import Conversation, OutdatedError, ReplayError, Turn
from ivr.dialog.recording import NO_RECORDING
from ivr.services.build import board
from ivr.storage.carrier_recordings import RecordingNotice, name_for
from ivr.telephony.twilio import twiml
from ivr.web import media_socket
from ivr.web.forgery_limiter import ForgeryLimiter

MAX_STREAMS = 4
"""Streams a call may lose before it goes on by keypad."""

APOLOGY = "抱歉，系统出了点问题，请您稍后再打幺二三五幺。"

_SID = re.compile("CA[0-9a-f]{32}")

log = structlog.get_logger()
voice = Blueprint("voice", __name__, url_prefix="/voice")
sock = Sock(voice)
strangers = ForgeryLimiter()


@voice.before_request
def check_signature() -> Response | None:
    """Refuse what Twilio has not signed: webhooks, and the upgrade to a WebSocket."""
    check, remote = board().signature, request.remote_addr or ""
    if check is None or (check.webhook if request.method == "POST" else check.upgrade)(request):
        return None
    if strangers.too_many(remote):
        return Response("Too many requests without a signature that fits.", 429)
    strangers.note(remote)
    log.warning("forged or misdirected webhook", path=request.path, remote=request.remote_addr)
    return Response("The X-Twilio-Signature does not fit this URL and these parameters.", 403)


@voice.before_request
def check_call_sid() -> Response | None:
    """Every webhook of Twilio names its call."""
    if request.method != "POST" or _SID.fullmatch(request.form.get("CallSid", "")):
        return None
    log.warning("webhook without a call", path=request.path, fields=sorted(request.form)[:20])
    return Response("CallSid is missing or is not one of Twilio's (CA and 32 hex digits).", 400)


@voice.before_request
def check_room() -> Response | None:
    """Refuse a stream before it opens: a proxy tries another server, Twilio goes on by keypad."""
    if request.method != "GET" or board().admission.takes_stream():
        return None
    log.info("stream refused", **board().admission.report())
    return Response("No line for speech is free here.", 503, {"Retry-After": "5"})


@voice.post("/incoming")
def incoming() -> Response:
    """A call comes in."""
    sid = _known_sid()
    log.info("call", call=sid)
    if board().admission.route() is Route.OVERFLOW and not board().calls.begun(sid):
        log.warning("all lines busy", call=sid)
        return _xml(board().crowd.offer())
    return _go_on(sid)


@voice.post("/crowd")
def crowd() -> Response:
    """A caller whom nobody can serve yet: wants a call-back, or waits for a free line."""
    sid = _known_sid()
    board_, keys = board(), request.form.get("Digits", "")
    if "number" in request.args:
        return _xml(board_.crowd.number_given(board_.calls.get(sid), keys))
    if keys == "1":
        return _xml(board_.crowd.wants_call_back(board_.calls.get(sid)))
    if board_.admission.route() is Route.OVERFLOW:
        return _xml(board_.crowd.offer(again=True))
    return _go_on(sid)


@voice.post("/resume")
def resume() -> Response:
    """Stream number `after` is over: hand off, hang up, or pick the call up again."""
    return _go_on(_known_sid(), after=request.args.get("after", default=1, type=int))


@voice.post("/keypad")
def keypad() -> Response:
    """An answer by keys or a recording, then the next question."""
    sid = _known_sid()
    conversation = board().calls.conversation(sid)
    if _only_ends_a_number(conversation):
        return _keypad_turn(sid, conversation.turn, hash="taken")
    _receive(sid, conversation, _keypad_act(sid, conversation.turn.seq))
    if isinstance(conversation.turn.then, HandOff):
        return _hand_off(sid, conversation, by_keys=True)
    if isinstance(conversation.turn.then, HangUp):
        board().calls.ended(sid, "completed")
    return _keypad_turn(sid, conversation.turn)


@voice.post("/dialled")
def dialled() -> Response:
    """How the hand-off went."""
    sid = _known_sid()
    conversation = board().calls.conversation(sid)
    answered = request.form.get("DialCallStatus") in ("completed", "answered")
    _receive(sid, conversation, Dialled(answered))
    if answered:
        board().calls.ended(sid, "handed_off")
        return _xml(twiml.hang_up())
    return _go_on(sid)


@voice.post("/recorded")
def recorded() -> Response:
    """A recording of the keypad's is ready. It is fetched later: from here on that is up to us."""
    url = request.form.get("RecordingUrl", "")
    if request.form.get("RecordingStatus") != "completed" or not url:
        log.info("no recording", call=_sid(), status=request.form.get("RecordingStatus", ""))
        return Response(status=204)
    turn = request.args.get("turn", default=0, type=int)
    try:
        board().office.awaited.add(RecordingNotice(_sid(), name_for(turn, url), url))
    except OSError as error:
        log.error("recording stays with the carrier", call=_sid(), fault=str(error))
        return Response("It could not be noted; tell it again.", 503)
    return Response(status=204)


@voice.post("/status")
def status() -> Response:
    """The call's state changed. Late, early, twice or never: only an end counts, once."""
    if request.form.get("CallStatus") in ("completed", "busy", "failed", "no-answer", "canceled"):
        board().calls.ended(_sid(), "hung_up")
        board().admission.release(_sid())
    return Response(status=204)


@voice.errorhandler(HTTPException)
def turn_away(error: HTTPException) -> HTTPException:
    """A form that is too large, a body that breaks off: nothing Twilio sends, so no apology."""
    log.warning("malformed webhook", path=request.path, remote=request.remote_addr, code=error.code)
    return error


@voice.errorhandler(RemoteProtocolError)
def turn_away_upgrade(error: RemoteProtocolError) -> Response:
    """Half a handshake at the stream's address."""
    log.warning("malformed upgrade", remote=request.remote_addr, fault=str(error))
    return Response("This is no upgrade to a WebSocket.", 400)


@voice.errorhandler(ReplayError)
def start_over(error: ReplayError) -> Response:
    """A fault of the dialogue: its log is set aside and the caller is greeted anew."""
    if not _sid():  # the stream broke over it; the call's next webhook starts it over
        return apologise(error)
    log.error("dialogue failed", path=request.path, fault=str(error), exc_info=error)
    return _go_on(_known_sid())


@voice.errorhandler(Exception)
def apologise(error: Exception) -> Response:
    """Whatever went wrong, the caller hears a sentence, not Twilio's error message."""
    log.error("webhook failed", path=request.path, fault=repr(error), exc_info=error)
    return _xml(twiml.hang_up(APOLOGY, board().settings.say_voice))


@sock.route("/stream")
def stream(ws: Server) -> None:
    """The call's audio."""
    media_socket.serve(ws, board())


def _sid() -> str:
    return request.form.get("CallSid", "")


def _known_sid() -> str:
    """The call's id; one we never heard of (a database put back, say) is announced now."""
    board().calls.announce(_sid(), request.form.get("From", ""), request.form.get("To", ""))
    return _sid()


def _go_on(sid: str, after: int | None = None) -> Response:
    """The TwiML for where the call is, `after` so many streams (default: those that began)."""
    call = board().calls.get(sid)
    conversation = board().calls.conversation(sid)
    turn = conversation.turn
    if isinstance(turn.then, HangUp):
        board().calls.ended(sid, "completed")
        return _xml(twiml.hang_up())
    if isinstance(turn.then, HandOff):
        return _hand_off(sid, conversation)
    after = call.streams if after is None else after
    never_began = call.streams < after
    if board().admission.route() is Route.SPEECH and not never_began and after < MAX_STREAMS:
        board().admission.release(sid)
        again = board().url("/voice/resume", after=after + 1)
        pass_ = board().passes.issue(sid, call.streams + 1)
        return _xml(twiml.stream(board().stream_url, again, pass_))
    return _keypad_turn(sid, replace(turn, says=(*turn.says, Say("no_speech"))))


def _hand_off(sid: str, conversation: Conversation, by_keys: bool = False) -> Response:
    """Ring an operator; a caller `by_keys` has not yet heard what leads up to it."""
    settings, turn = board().settings, conversation.turn
    if settings.operators:
        action = board().url("/voice/dialled", turn=turn.seq)
        says = board().keypad.text(turn) if by_keys else ""
        ring = twiml.Ring(settings.operators, settings.operator_seconds)
        return _xml(twiml.dial(ring, action, says, settings.say_voice))
    conversation.receive(Dialled(answered=False))
    return _keypad_turn(sid, conversation.turn) if by_keys else _go_on(sid)


def _only_ends_a_number(conversation: Conversation) -> bool:
    """Whether this is the # behind a number that needed none: Twilio hands it to the next question."""
    if request.form.get("Digits") != "#" or "hash" in request.args:
        return False
    before = conversation.last_act
    return isinstance(before, Keyed) and len(before.keys) > 1


def _keypad_turn(sid: str, turn: Turn, **query: str) -> Response:
    board().captions.hotline_says(sid, turn, keypad=True)
    board().admission.mark_keypad(sid)
    action = board().url("/voice/keypad", turn=turn.seq, **query)
    refused = board().calls.get(sid).recording_refused
    told_at = "" if refused else board().url("/voice/recorded", turn=turn.seq)
    return _xml(board().keypad.turn(turn, action, told_at))


def _receive(sid: str, conversation: Conversation, act: CallerAct) -> None:
    """Take the act once: a repeated webhook names a turn that is past."""
    if request.args.get("turn", type=int) != conversation.turn.seq:
        log.info("repeated or late webhook", call=sid, path=request.path)
        return
    board().captions.caller_does(sid, act)
    try:
        conversation.receive(act)
    except OutdatedError:
        log.info("answered twice at once", call=sid)


def _keypad_act(sid: str, seq: int) -> CallerAct:
    digits = request.form.get("Digits", "")
    url = request.form.get("RecordingUrl", "")
    if url and digits not in ("0", "*", NO_RECORDING):
        return Said("", recording=board().office.recordings.path(sid, name_for(seq, url)))
    if digits == "hangup":  # <Record> ended because the caller hung up
        return Silent()
    if digits:
        return Keyed(digits)
    return Keyed("#") if request.form.get("FinishedOnKey") == "#" else Silent()


def _xml(text: str) -> Response:
    return Response(text, mimetype="text/xml")
