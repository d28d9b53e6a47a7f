"""The telephone side of the hotline: dialogue, lines (Twilio, SIP), storage, wiring, command line.

Receives calls (webhooks, media streams, keys, a text console).
Emits what the hotline does: speak, ask, look up, save, hand over, hang up.
"""
