"""The one base of what can go wrong in this package."""


class KbError(Exception):
    """Something the knowledge base refuses; the message says what and why."""
