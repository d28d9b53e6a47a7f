"""Memory that nobody uses goes back to the machine."""

import ctypes
from pathlib import Path

import pytest

from ivr.capacity import memory

MIB = 1 << 20
PIECE = 4096
"""More than Python keeps by itself, less than the C library asks the machine for apart."""


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="not glibc")
def test_what_was_freed_below_something_still_in_use_is_given_back():
    pieces = [bytes(PIECE) for _ in range(100 * MIB // PIECE)]
    in_use = bytes(PIECE)
    del pieces
    before = resident()
    memory.give_back()
    assert resident() < before - 50 * MIB
    assert len(in_use) == PIECE
