"""The telephone side of the hotline: dialogue core, Twilio adapter, call simulator, command line.

Receives calls (webhooks, media streams, keys, a text console).
Emits what the hotline does: speak, ask, look up, save, hand over, hang up.
"""
