"""An independent caller over SIP: its own signalling, its own RTP, one call at a time; or baresip's.

Shares no code and no library with the hotline's SIP door, so that it can contradict it.
"""

from simulator.sip.agent import Agent, RefusedError
from simulator.sip.call import place_baresip_call, place_sip_call
from simulator.sip.message import Message
from simulator.sip.rtp import RtpSocket

__all__ = ["Agent", "Message", "RefusedError", "RtpSocket", "place_baresip_call", "place_sip_call"]
