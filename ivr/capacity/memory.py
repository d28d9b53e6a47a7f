"""Gives memory back to the machine that the C library keeps for its next use."""

import ctypes


def give_back() -> None:
    """Let go of what is free; takes some hundredths of a second.

    Recognition takes tens of megabytes for a moment, in one thread after the other: each of the C library's
    pools would keep its own. Elsewhere than on glibc nothing is done.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
