"""The base of the errors that the knowledge base raises itself."""


class KbError(Exception):
    """Something the knowledge base refuses; the message says what and why."""
