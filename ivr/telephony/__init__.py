"""Twilio's side of the hotline: webhooks, TwiML, media streams.

Receives Twilio's requests and frames; emits TwiML and frames. Knows nothing of what is said.
"""
