"""Short answers heard beside the main engine: yes, no, one of what was offered, and nothing of these.

Receives telephone audio, emits how likely each kind of answer is. Imports no dialogue.
"""
