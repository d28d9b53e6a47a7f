"""The kinds of short answers, and how each is written in a transcript."""

from enum import StrEnum


class Kind(StrEnum):
    """What a short answer says."""

    YES = "yes"
    NO = "no"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    NONE = "none"
    """None of what was offered."""
    REPEAT = "repeat"
    PERSON = "person"
    """A person is asked for."""
    UNKNOWN = "unknown"
    """The caller does not know."""
    OTHER = "other"
    """Speech of any other kind."""
    SILENCE = "silence"
    """Nobody speaks: noise, tones, music, silence."""
