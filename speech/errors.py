"""The base of the errors that speech raises itself; each message says what is wrong."""


class SpeechError(Exception):
    """Hearing or speaking went wrong, or what it needs is missing."""
