"""Speaking: phrases in, telephone audio out, rendered ahead wherever possible.

Receives phrases; emits 8 kHz mu-law audio.
"""
