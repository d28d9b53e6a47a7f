"""When all lines are busy: a call-back is offered, or the caller waits for a free line.

The call's dialogue has not begun; nothing but a promise to call back is kept.
"""

from collections.abc import Callable

import structlog
from twilio.twiml.voice_response import VoiceResponse

from ivr.dialog.acts import Say
from ivr.prompts.catalogue import Catalogue
from ivr.storage.store import JournalError, Store
from ivr.telephony.crowd import PHONE_DIGITS, WAIT_SECONDS, keep_promise
from ivr.telephony.twilio.twiml import LANGUAGE, gather, hang_up
from models.call import Call, CallOutcome
from speech.entities.digits import parse_phone

log = structlog.get_logger()


class Overflow:
    """The TwiML for callers whom nobody can serve at the moment."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        voice: str,
        *,
        action: str,
        ended: Callable[[str, CallOutcome], None],
    ) -> None:
        """`action` is our URL that takes the caller's keys; `ended` ends a call with an outcome."""
        self._store = store
        self._catalogue = catalogue
        self._voice = voice
        self._action = action
        self._ended = ended

    def offer(self, again: bool = False) -> str:
        """Offer a call-back; a caller who does nothing waits, and is told again."""
        return self._gather("crowd.wait" if again else "crowd.offer", self._action, 1)

    def wants_call_back(self, call: Call) -> str:
        """Promise it; ask for a number where the caller's is hidden."""
        if call.caller:
            return self.promise(call, call.caller)
        return self._gather("crowd.number", f"{self._action}?number=1", PHONE_DIGITS)

    def number_given(self, call: Call, keys: str) -> str:
        """The number to call back."""
        number = parse_phone(keys)
        if number:
            return self.promise(call, number)
        return self._gather("crowd.number", f"{self._action}?number=1", PHONE_DIGITS)

    def promise(self, call: Call, number: str) -> str:
        """Keep the promise, then say so; never the other way round."""
        try:
            keep_promise(self._store, call.sid, number)
        except JournalError:
            return self._say("person.not_saved")
        self._ended(call.sid, CallOutcome.MESSAGE_LEFT)
        log.info("call-back promised", call=call.sid)
        return self._say("crowd.saved")

    def _say(self, prompt: str) -> str:
        return hang_up(self._text(prompt), self._voice)

    def _gather(self, prompt: str, action: str, keys: int) -> str:
        response = VoiceResponse()
        gathered = gather(action, keys, WAIT_SECONDS)
        gathered.say(self._text(prompt), voice=self._voice, language=LANGUAGE)
        response.append(gathered)
        return str(response)

    def _text(self, prompt: str) -> str:
        return self._catalogue.text(Say(prompt), keypad=True)
