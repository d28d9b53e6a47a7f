"""Wires the SIP door: settings and parts of a process in, the door out."""

from collections.abc import Callable, Iterator

from ivr.capacity import draining
from ivr.capacity.admission import Admission, Route
from ivr.config import networks
from ivr.config.live_settings import LiveSettings
from ivr.config.settings import Settings
from ivr.observability.captions import Captions
from ivr.services.services import Records
from ivr.storage.open_calls import OpenCalls
from ivr.telephony.conductor import Conductor, Operators
from ivr.telephony.line import CallLine
from ivr.telephony.session_factory import SessionFactory
from ivr.telephony.sip.door import SipDoor
from ivr.telephony.sip.options import SipOptions
from ivr.telephony.waiting_room import WaitingRoom

TRANSFER_SECONDS = 5
"""Longer than a telephone rings until the trunk must have told what came of it."""


def sip_door(
    live_settings: LiveSettings,
    records: Records,
    streams: SessionFactory,
    admission: Admission,
    *,
    captions: Captions,
    speak: Callable[[str], Iterator[bytes]],
    open_calls: OpenCalls,
) -> SipDoor | None:
    """The door; None where no port is set. It opens once started.

    `speak` gives a prompt for callers by keys as audio.
    """
    settings = live_settings.environment
    if not settings.sip_port:
        return None
    waiting_room = WaitingRoom(
        records.store,
        speak=speak,
        is_crowded=lambda: admission.route() is Route.OVERFLOW,
        time_is_up=draining.time_is_up,
    )
    conductor = Conductor(
        calls=records.calls,
        conversations=records.conversations,
        streams=streams,
        admission=admission,
        waiting_room=waiting_room,
        captions=captions,
        time_is_up=draining.time_is_up,
        operators=lambda: _operators(live_settings.current),
    )

    def serve(line: CallLine) -> None:
        with open_calls.going_on(line.facts.call):
            conductor.serve(line)

    return SipDoor(_options(settings), waiting_room.takes_caller, serve)


def _operators(settings: Settings) -> Operators:
    who = settings.sip_operators or settings.operators
    return Operators(who, settings.operator_seconds + TRANSFER_SECONDS)


def _options(settings: Settings) -> SipOptions:
    return SipOptions(
        host=settings.sip_host,
        port=settings.sip_port,
        ports=settings.workers,
        media_ports=settings.media_ports,
        public_host=settings.sip_public_host,
        trunks=networks.parse(settings.sip_trunks),
        user=settings.sip_user,
        password=settings.sip_password.get_secret_value(),
        identity=settings.sip_identity,
        calls_a_minute=settings.sip_calls_a_minute,
    )
