"""What callers mean by numbers, dates, yes and no.

Receives what was said or keyed, as text (possibly misheard), and today's date where it matters.
Emits values with the reason when there is none, so that the dialogue can ask again in plain words.
Pure functions: no clock, no I/O. Never imports `ivr`, `kb`, `models`, Flask or Twilio.
"""
