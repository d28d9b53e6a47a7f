"""Twilio's dialect: stream messages, TwiML, signatures, stream tokens, recordings and text messages.

Receives and emits what Twilio sends and expects; knows no dialogue.
"""
