"""Twilio's webhooks. Every answer depends only on the call's log, so a repeat changes nothing."""

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
from ivr.services.services import Services
from ivr.storage.carrier_recordings import RecordingNotice, name_for
from ivr.storage.conversations import Opened
from ivr.telephony.twilio import twiml
from ivr.telephony.twilio.media import Started
from ivr.telephony.twilio.stream_token import PARAMETER
from ivr.web import media_socket
from ivr.web.gatekeeper import Gatekeeper
from models.call import Call, CallOutcome, CallState

MAX_STREAMS = 4
"""Streams a call may lose before it goes on by keypad."""

APOLOGY = "抱歉，系统出了点问题，请您稍后再打幺二三五幺。"

log = structlog.get_logger()


class Webhooks:
    """All addresses below /voice."""

    def __init__(self, services: Services) -> None:
        self._settings = services.live_settings
        self._gatekeeper = Gatekeeper(services.signature, services.admission)
        self._admission = services.admission
        self._overflow = services.overflow
        self._calls = services.calls
        self._conversations = services.conversations
        self._recordings = services.recordings
        self._pending_recordings = services.pending_recordings
        self._captions = services.captions
        self._keypad = services.keypad
        self._urls = services.urls
        self._streams = services.streams
        self._stream_tokens = services.stream_tokens

    def blueprint(self) -> Blueprint:
        """The addresses, for an application."""
        voice = Blueprint("voice", __name__, url_prefix="/voice")
        self._gatekeeper.guard(voice)
        for webhook in (
            self.incoming,
            self.crowd,
            self.resume,
            self.keypad,
            self.dialled,
            self.recorded,
            self.status,
        ):
            name = webhook.__name__
            voice.add_url_rule(f"/{name}", name, webhook, methods=["POST"])
        Sock(voice).route("/stream")(self.stream)
        voice.register_error_handler(HTTPException, turn_away)
        voice.register_error_handler(RemoteProtocolError, turn_away_upgrade)
        voice.register_error_handler(ReplayError, self.start_over)
        voice.register_error_handler(Exception, self.apologise)
        return voice

    def incoming(self) -> Response:
        """A call comes in."""
        log.info("call", call=_sid())
        if self._admission.route() is Route.OVERFLOW:
            sid = self._known_sid()
            if not self._conversations.begun(sid):
                log.warning("all lines busy", call=sid)
                return _xml(self._overflow.offer())
        return self._go_on()

    def crowd(self) -> Response:
        """A caller whom nobody can serve yet: wants a call-back, or waits for a free line."""
        sid = self._known_sid()
        keys = request.form.get("Digits", "")
        if "number" in request.args:
            return _xml(self._overflow.number_given(self._calls.get(sid), keys))
        if keys == "1":
            return _xml(self._overflow.wants_call_back(self._calls.get(sid)))
        if self._admission.route() is Route.OVERFLOW:
            return _xml(self._overflow.offer(again=True))
        return self._go_on()

    def resume(self) -> Response:
        """Go on after stream number `after`: hand off, hang up, or open another stream."""
        return self._go_on(after=request.args.get("after", default=1, type=int))

    def keypad(self) -> Response:
        """An answer by keys or a recording, then the next question."""
        opened = self._opened()
        if _only_ends_a_number(opened.conversation):
            return self._keypad_turn(opened, opened.conversation.turn, hash="taken")
        act = self._keypad_act(_sid(), opened.conversation.turn.seq)
        opened = self._receive(opened, act)
        turn = opened.conversation.turn
        if isinstance(turn.then, HandOff):
            return self._hand_off(opened, by_keys=True)
        if isinstance(turn.then, HangUp):
            self._calls.ended(_sid(), CallOutcome.COMPLETED)
        return self._keypad_turn(opened, turn)

    def dialled(self) -> Response:
        """Take the outcome of a hand-off, then go on."""
        answered = request.form.get("DialCallStatus") in ("completed", "answered")
        opened = self._receive(self._opened(), Dialled(answered))
        if answered:
            self._calls.ended(_sid(), CallOutcome.HANDED_OFF)
            return _xml(twiml.hang_up())
        return self._proceed(opened)

    def recorded(self) -> Response:
        """Note a recording of a keypad call that is ready at the carrier; it is fetched later."""
        url = request.form.get("RecordingUrl", "")
        if request.form.get("RecordingStatus") != "completed" or not url:
            log.info("no recording", call=_sid(), status=request.form.get("RecordingStatus", ""))
            return Response(status=204)
        turn = request.args.get("turn", default=0, type=int)
        try:
            self._pending_recordings.add(RecordingNotice(_sid(), name_for(turn, url), url))
        except OSError as error:
            log.error("recording stays with the carrier", call=_sid(), fault=str(error))
            return Response("It could not be noted; tell it again.", 503)
        return Response(status=204)

    def status(self) -> Response:
        """Note the end of a call, once; every other change of state is ignored."""
        ends = ("completed", "busy", "failed", "no-answer", "canceled")
        if request.form.get("CallStatus") in ends:
            sid = self._known_sid()
            self._calls.ended(sid, CallOutcome.HUNG_UP)
            self._admission.release(sid)
        return Response(status=204)

    def stream(self, ws: Server) -> None:
        """Serve the media stream of a call."""
        media_socket.serve(ws, self._streams, self._check_token)

    def start_over(self, error: ReplayError) -> Response:
        """A fault of the dialogue: its log is set aside and the caller is greeted anew."""
        if not _sid():  # the stream broke over it; the call's next webhook starts it over
            return self.apologise(error)
        log.error("dialogue failed", path=request.path, fault=str(error), exc_info=error)
        return self._go_on()

    def apologise(self, error: Exception) -> Response:
        """Whatever went wrong, the caller hears a sentence, not Twilio's error message."""
        log.error("webhook failed", path=request.path, fault=repr(error), exc_info=error)
        return _xml(twiml.hang_up(APOLOGY, self._settings.current.say_voice))

    def _check_token(self, event: Started) -> None:
        """Raise `UnknownCallError` or `BadTokenError` for a call that may not stream here now."""
        number = self._calls.get(event.call).streams + 1
        self._stream_tokens.check(event.parameters.get(PARAMETER, ""), event.call, number)

    def _known_sid(self) -> str:
        """The call's id; one we never heard of (a database put back, say) is announced now."""
        self._calls.announce(_sid(), request.form.get("From", ""), request.form.get("To", ""))
        return _sid()

    def _opened(self) -> Opened:
        """The call, read once for this request; one we never heard of is registered."""
        form = request.form
        return self._conversations.answer(_sid(), form.get("From", ""), form.get("To", ""))

    def _go_on(self, after: int | None = None) -> Response:
        """The TwiML for where the call is, `after` so many streams (default: those that began)."""
        return self._proceed(self._opened(), after)

    def _proceed(self, opened: Opened, after: int | None = None) -> Response:
        sid, call = _sid(), opened.call
        if call.state == CallState.ENDED:  # of a caller who left at once the end may be told first
            return _xml(twiml.hang_up())
        turn = opened.conversation.turn
        if isinstance(turn.then, HangUp):
            self._calls.ended(sid, CallOutcome.COMPLETED)
            return _xml(twiml.hang_up())
        if isinstance(turn.then, HandOff):
            return self._hand_off(opened)
        after = call.streams if after is None else after
        never_began = call.streams < after
        speech = self._admission.route() is Route.SPEECH
        if speech and not never_began and after < MAX_STREAMS:
            self._admission.release(sid)
            again = self._urls.to("/voice/resume", after=after + 1)
            token = self._stream_tokens.issue(sid, call.streams + 1)
            return _xml(twiml.stream(self._urls.stream, again, token))
        return self._keypad_turn(opened, replace(turn, says=(*turn.says, Say("no_speech"))))

    def _hand_off(self, opened: Opened, by_keys: bool = False) -> Response:
        """Ring an operator; a caller `by_keys` has not yet heard what leads up to it."""
        settings, turn = self._settings.current, opened.conversation.turn
        if settings.operators:
            action = self._urls.to("/voice/dialled", turn=turn.seq)
            says = self._keypad.text(turn) if by_keys else ""
            number = self._caller_id(opened.call)
            ring = twiml.Ring(settings.operators, settings.operator_seconds, number)
            return _xml(twiml.dial(ring, action, says, settings.say_voice))
        opened = self._take(opened, Dialled(answered=False))
        if by_keys:
            return self._keypad_turn(opened, opened.conversation.turn)
        return self._proceed(opened)

    def _caller_id(self, call: Call) -> str:
        """Twilio shows the operator the caller's number only if it is one in full."""
        shown = request.form.get("From", "").startswith("+") and call.caller
        return "" if shown else self._settings.current.twilio_number

    def _keypad_turn(self, opened: Opened, turn: Turn, **query: str) -> Response:
        sid = _sid()
        self._captions.hotline_says(sid, turn, keypad=True)
        self._admission.mark_keypad(sid)
        action = self._urls.to("/voice/keypad", turn=turn.seq, **query)
        refused = opened.call.recording_refused or self._recordings.refused(sid)
        recorded_url = "" if refused else self._urls.to("/voice/recorded", turn=turn.seq)
        return _xml(self._keypad.turn(turn, action, recorded_url))

    def _receive(self, opened: Opened, act: CallerAct) -> Opened:
        """Take the act once: a repeated webhook names a turn that is past."""
        if request.args.get("turn", type=int) != opened.conversation.turn.seq:
            log.info("repeated or late webhook", call=_sid(), path=request.path)
            return opened
        self._captions.caller_does(_sid(), act)
        return self._take(opened, act)

    def _take(self, opened: Opened, act: CallerAct) -> Opened:
        """The call after the act; where another request was faster, as that left it."""
        try:
            opened.conversation.receive(act)
        except OutdatedError:
            log.info("answered twice at once", call=_sid())
            return self._conversations.enter(_sid())
        return opened

    def _expect_recording(self, notice: RecordingNotice) -> None:
        """The carrier announces it to `recorded`, too; one of the two may be lost."""
        try:
            self._pending_recordings.expect(notice)
        except OSError as error:
            log.error("recording not noted", call=notice.call, fault=str(error))

    def _keypad_act(self, sid: str, seq: int) -> CallerAct:
        digits = request.form.get("Digits", "")
        url = request.form.get("RecordingUrl", "")
        if url:
            self._expect_recording(RecordingNotice(sid, name_for(seq, url), url))
        if url and digits not in ("0", "*", NO_RECORDING):
            return Said("", recording=self._recordings.path(sid, name_for(seq, url)))
        if digits == "hangup":  # <Record> ended because the caller hung up
            return Silent()
        if digits:
            return Keyed(digits)
        return Keyed("#") if request.form.get("FinishedOnKey") == "#" else Silent()


def turn_away(error: HTTPException) -> HTTPException:
    """A form that is too large, a body that breaks off: nothing Twilio sends, so no apology."""
    log.warning("malformed webhook", path=request.path, remote=request.remote_addr, code=error.code)
    return error


def turn_away_upgrade(error: RemoteProtocolError) -> Response:
    """Answer half a handshake at the stream's address with 400."""
    log.warning("malformed upgrade", remote=request.remote_addr, fault=str(error))
    return Response("This is no upgrade to a WebSocket.", 400)


def _sid() -> str:
    return request.form.get("CallSid", "")


def _only_ends_a_number(conversation: Conversation) -> bool:
    """Whether this is the # behind a number that needed none: Twilio hands it to the next question."""
    if request.form.get("Digits") != "#" or "hash" in request.args:
        return False
    before = conversation.last_act
    return isinstance(before, Keyed) and len(before.keys) > 1


def _xml(text: str) -> Response:
    return Response(text, mimetype="text/xml")
