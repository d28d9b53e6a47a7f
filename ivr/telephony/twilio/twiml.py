"""What Twilio is told to do, as TwiML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from ivr.dialog.acts import Ask, Say
from ivr.dialog.conversation import Turn
from ivr.dialog.recording import NO_RECORDING
from ivr.prompts.catalogue import Catalogue
from ivr.telephony.twilio import stream_token

SAY_LIMIT = 400
"""Characters in one <Say>; Twilio's limit for Chinese is about 500."""
KEY_SECONDS = 8
RECORD_SECONDS = 120
RECORD_SILENCE = 6
LANGUAGE = "cmn-CN"


def stream(url: str, resume_url: str, token: str) -> str:
    """Connect the call to our WebSocket, with a token for it; when that ends, ask us again."""
    response = VoiceResponse()
    connect = Connect()
    connect.stream(url=url).parameter(name=stream_token.PARAMETER, value=token)
    response.append(connect)
    response.redirect(resume_url, method="POST")
    return str(response)


def hang_up(text: str = "", voice: str = "") -> str:
    """End the call, after saying `text` if there is any."""
    response = VoiceResponse()
    if text:
        response.say(text, voice=voice, language=LANGUAGE)
    response.hangup()
    return str(response)


@dataclass(frozen=True)
class Ring:
    """Whom to ring, and for how long."""

    number: str
    seconds: int
    caller_id: str = ""
    """Our number, where the caller's cannot be shown: it is withheld, or a SIP address."""


def dial(ring: Ring, action: str, text: str = "", voice: str = "") -> str:
    """Ring an operator, after saying `text` if there is any; the outcome comes to `action`."""
    response = VoiceResponse()
    if text:
        response.say(text, voice=voice, language=LANGUAGE)
    ringing = Dial(action=action, timeout=ring.seconds, caller_id=ring.caller_id or None)
    ringing.number(ring.number)
    response.append(ringing)
    return str(response)


def gather(action: str, keys: int, seconds: int) -> Gather:
    """Wait so many seconds for up to `keys` keys, then tell `action`, also when none came.

    Say what there is to say inside it: a key pressed during a <Say> outside is lost.
    """
    return Gather(
        input="dtmf",
        action=action,
        num_digits=keys,
        # When it is empty, * and # arrive as digits; longer answers end with #.
        finish_on_key="#" if keys > 1 else "",
        timeout=seconds,
        action_on_empty_result=True,
    )


class KeypadTurns:
    """Turns of the dialogue as TwiML for calls without speech."""

    def __init__(self, catalogue: Catalogue, voice: str) -> None:
        self._catalogue = catalogue
        self._voice = voice

    def text(self, turn: Turn) -> str:
        """What a turn says before it asks."""
        return "".join(self._text(say) for say in turn.says)

    def turn(self, turn: Turn, action: str, recorded_url: str) -> str:
        """Say what there is to say, then gather keys, record a message, or hang up.

        `recorded_url` is where the carrier announces a recording; '' for a caller who refused one.
        """
        response = VoiceResponse()
        if not isinstance(turn.then, Ask):
            self._say(response, self.text(turn))
            response.hangup()
        elif turn.then.record and recorded_url:
            response = self._record(turn, turn.then, action, recorded_url)
        elif turn.then.record:
            unasked = Say("recording.none")
            self._gather(response, self.text(turn) + self._text(unasked), 1, action)
        else:
            text = self.text(turn) + self._text(turn.then)
            self._gather(response, text, turn.then.keys, action)
        return str(response)

    def _record(self, turn: Turn, ask: Ask, action: str, recorded_url: str) -> VoiceResponse:
        response = VoiceResponse()
        how = self._text(ask) + self._text(Say("recording.by_key"))
        self._say(response, self.text(turn) + how)
        response.record(
            action=action,
            recording_status_callback=recorded_url,
            finish_on_key=f"0*#{NO_RECORDING}",
            max_length=RECORD_SECONDS,
            timeout=RECORD_SILENCE,
            play_beep=True,
        )
        # Nothing recorded: Twilio falls through to here.
        response.redirect(action, method="POST")
        return response

    def _gather(self, response: VoiceResponse, text: str, keys: int, action: str) -> None:
        gathered = gather(action, keys, KEY_SECONDS)
        self._say(gathered, text)
        response.append(gathered)

    def _text(self, spoken: Say | Ask) -> str:
        return self._catalogue.text(spoken, keypad=True)

    def _say(self, parent: VoiceResponse | Gather, text: str) -> None:
        for piece in _pieces(text):
            parent.say(piece, voice=self._voice, language=LANGUAGE)


def _pieces(text: str) -> Iterator[str]:
    """Cut a text for <Say> behind sentences."""
    piece = ""
    for sentence in re.findall("[^。？！]+[。？！]?", text):
        if piece and len(piece) + len(sentence) > SAY_LIMIT:
            yield piece
            piece = ""
        piece += sentence
    if piece:
        yield piece
