"""Calls somebody back by one click: first the operators' phone rings, then the other's."""

from dataclasses import dataclass

from twilio.base.exceptions import TwilioException
from twilio.twiml.voice_response import VoiceResponse

from ivr.settings import Settings


class CallBackError(Exception):
    """Twilio did not take it."""


@dataclass(frozen=True)
class CallBack:
    """What became of it."""

    simulated: bool
    """There is no account, number or operators' phone: nobody was called."""


def call_back(settings: Settings, phone: str) -> CallBack:
    """Connect the operators' phone with `phone`. Raises `CallBackError`."""
    token = settings.twilio_auth_token.get_secret_value()
    if not all((settings.twilio_account_sid, token, settings.twilio_number, settings.operators)):
        return CallBack(simulated=True)
    from twilio.rest import Client

    answer = VoiceResponse()
    answer.dial(phone, caller_id=settings.twilio_number)
    try:
        Client(settings.twilio_account_sid, token).calls.create(
            to=settings.operators, from_=settings.twilio_number, twiml=str(answer)
        )
    except TwilioException as error:
        raise CallBackError(str(error)[:200]) from error
    return CallBack(simulated=False)
