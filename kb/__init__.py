"""What the hotline knows, and how it finds what a caller means.

Receives caller utterances (text, possibly misheard) and topics.
Emits an `Understanding` (topic, illness, aspect, decision) and answers in pieces a person can follow.
Never imports `ivr`, `console`, Flask or Twilio.
"""
