"""Matching: what a caller means, from how it sounds to a calibrated decision.

Receives readings of an utterance; emits an `Understanding`. Knows no database.
"""
