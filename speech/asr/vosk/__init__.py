"""Vosk: grammar in, streaming results out.

Receives telephone audio; emits transcripts while the caller speaks.
"""
