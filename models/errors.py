"""The base of the errors that the tables raise themselves."""


class ModelsError(Exception):
    """Something the tables, their keys or a members' file refuse; the message says what and why."""
