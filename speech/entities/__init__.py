"""What callers mean by numbers, dates, yes and no.

Receives what was said or keyed, as text (possibly misheard), and today's date where it matters.
Emits a value, or the reason why there is no value, so that the dialogue can ask again plainly.
Pure functions: no clock, no I/O. Never imports `ivr`, `kb`, `models`, Flask or Twilio.
"""
