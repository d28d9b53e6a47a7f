"""Telephone audio: mu-law, PCM, resampling, files, loudness, voice activity.

Receives and emits samples; knows no words.
"""
