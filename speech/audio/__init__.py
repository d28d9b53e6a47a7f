"""Telephone audio: mu-law, PCM, resampling, files, loudness, voice activity.

Receives and emits samples; knows no words.
"""

LINE_RATE = 8000
"""Samples per second of a telephone line, and of all audio that crosses between the parts."""
