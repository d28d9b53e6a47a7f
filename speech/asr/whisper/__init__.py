"""Whisper on CTranslate2: whole utterances in, scored texts out.

Receives telephone audio; emits a transcript when the caller has finished.
"""
