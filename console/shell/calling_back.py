"""Calls somebody back by one click: first the operators' phone rings, then the other's."""

from dataclasses import dataclass

from flask import flash
from flask_babel import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from console.shell.context import services
from console.shell.errors import ConsoleError
from ivr.config.settings import Settings
from ivr.telephony.twilio.rest import FAULTS, rest_client
from models.caller_number import caller_number


class CallBackError(ConsoleError):
    """Twilio refused the call."""


@dataclass(frozen=True)
class CallBack:
    """The outcome of calling somebody back."""

    simulated: bool
    """Whether nobody was called, because account, number or operators' phone are not set."""


def call_back(settings: Settings, phone: str) -> CallBack:
    """Connect the operators' phone with `phone`. Raises `CallBackError`."""
    token = settings.twilio_auth_token.get_secret_value()
    if not all((settings.twilio_account_sid, token, settings.twilio_number, settings.operators)):
        return CallBack(simulated=True)
    answer = VoiceResponse()
    answer.dial(caller_number(phone) or phone, caller_id=settings.twilio_number)
    try:
        rest_client(settings.twilio_account_sid, token).calls.create(
            to=settings.operators, from_=settings.twilio_number, twiml=str(answer)
        )
    except FAULTS as error:
        raise CallBackError(str(error)[:200]) from error
    return CallBack(simulated=False)


def ring(phone: str) -> str:
    """Call back and tell the person on the page; how it was done, for the log, or ''."""
    try:
        done = call_back(services().live_settings.current, phone)
    except CallBackError as error:
        flash(_("没有拨出：%(fault)s", fault=str(error)), "error")
        return ""
    if done.simulated:
        flash(_("模拟回电：没有设置 Twilio 账号和接线电话，没有真的拨出。"), "done")
        return "simulated"
    flash(_("正在拨打：请先接听接线电话，随后接通对方。"), "done")
    return "through Twilio"
