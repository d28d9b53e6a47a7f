"""The base of the errors that the simulated carriers raise themselves."""


class SimulatorError(Exception):
    """A call cannot go on, or cannot be placed; the message says why."""
