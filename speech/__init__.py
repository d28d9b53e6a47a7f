"""The hotline's ears and mouth.

Receives telephone audio (8 kHz, 16-bit mono PCM) and texts to speak.
Emits transcripts with confidences, end-of-utterance events, and 8 kHz mu-law audio.
Never imports `ivr`, `kb`, `models`, Flask or Twilio.
"""

import os

# onnxruntime would report to its makers how it is used, from a thread that also keeps a process forked
# off from ending. It looks here when it is imported, which nothing outside this package does.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
