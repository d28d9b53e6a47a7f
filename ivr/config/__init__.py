"""Settings and secrets: parsed once, strictly, each with a line that says what it does.

Receives the environment and secret files; emits `Settings` and the data key.
"""
