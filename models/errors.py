"""The one base of what can go wrong in this package."""


class ModelsError(Exception):
    """Something the tables, their keys or a members' file refuse; the message says what and why."""
