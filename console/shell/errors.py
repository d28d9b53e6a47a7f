"""The base of the console's own errors."""


class ConsoleError(Exception):
    """Something in the console went wrong; the subclass says what."""
