"""What Twilio is told to do, as TwiML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from ivr.dialog.acts import Ask
from ivr.dialog.conversation import Turn
from ivr.prompts.catalogue import Catalogue

SAY_LIMIT = 400
"""Characters in one <Say>; Twilio's limit for Chinese is about 500."""
KEY_SECONDS = 8
RECORD_SECONDS = 120
RECORD_SILENCE = 6
LANGUAGE = "cmn-CN"


def stream(url: str, resume_url: str) -> str:
    """Connect the call to our WebSocket; when that ends, ask us again."""
    response = VoiceResponse()
    connect = Connect()
    connect.stream(url=url)
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


def dial(ring: Ring, action: str, text: str = "", voice: str = "") -> str:
    """Ring an operator, after saying `text` if there is any; the outcome comes to `action`."""
    response = VoiceResponse()
    if text:
        response.say(text, voice=voice, language=LANGUAGE)
    ringing = Dial(action=action, timeout=ring.seconds)
    ringing.number(ring.number)
    response.append(ringing)
    return str(response)


class KeypadTurns:
    """Turns of the dialogue as TwiML for calls without speech."""

    def __init__(self, catalogue: Catalogue, voice: str) -> None:
        self._catalogue = catalogue
        self._voice = voice

    def text(self, turn: Turn) -> str:
        """What a turn says before it asks."""
        return "".join(self._catalogue.text(say, keypad=True) for say in turn.says)

    def turn(self, turn: Turn, action: str) -> str:
        """Say what there is to say, then gather keys, record a message, or hang up."""
        response = VoiceResponse()
        if not isinstance(turn.then, Ask):
            self._say(response, self.text(turn))
            response.hangup()
        elif turn.then.record:
            self._record(response, turn, turn.then, action)
        else:
            self._gather(response, turn, turn.then, action)
        return str(response)

    def _record(self, response: VoiceResponse, turn: Turn, ask: Ask, action: str) -> None:
        self._say(response, self.text(turn) + self._catalogue.text(ask, keypad=True))
        response.record(
            action=action,
            finish_on_key="0*#",
            max_length=RECORD_SECONDS,
            timeout=RECORD_SILENCE,
            play_beep=True,
        )
        # Nothing recorded: Twilio falls through to here.
        response.redirect(action, method="POST")

    def _gather(self, response: VoiceResponse, turn: Turn, ask: Ask, action: str) -> None:
        # All is said inside <Gather>: a key pressed during a <Say> outside of it is lost.
        # With an empty finishOnKey, * and # arrive as digits; longer answers end with #.
        gather = Gather(
            input="dtmf",
            action=action,
            num_digits=ask.keys,
            finish_on_key="#" if ask.keys > 1 else "",
            timeout=KEY_SECONDS,
            action_on_empty_result=True,
        )
        self._say(gather, self.text(turn) + self._catalogue.text(ask, keypad=True))
        response.append(gather)

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
