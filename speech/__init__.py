"""The hotline's ears and mouth.

Receives telephone audio (8 kHz, 16-bit mono PCM) and texts to speak.
Emits transcripts with confidences, end-of-utterance events, and 8 kHz mu-law audio.
Never imports `ivr`, `kb`, `models`, Flask or Twilio.
"""
