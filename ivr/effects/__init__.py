"""The world outside the dialogue: knowledge, members, notices, call-backs, messages.

Receives the `Lookup`s and `Save`s of dialogues, emits their results. One file per concern.
"""

from ivr.effects.live import LiveEffects

__all__ = ["LiveEffects"]
