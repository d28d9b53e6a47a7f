"""The base of the errors that the hotline raises itself; each message says what is wrong."""


class HotlineError(Exception):
    """Something went wrong that whoever runs the hotline can understand."""


class StreamRefusedError(HotlineError):
    """A media stream may not begin here and now."""
