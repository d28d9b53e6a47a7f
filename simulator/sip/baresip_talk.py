"""A call from baresip while it is answered, as an activity of the caller's line."""

from collections.abc import Callable
from os import SEEK_END
from pathlib import Path

import numpy as np

from simulator.audio import FRAME_BYTES, encode
from simulator.caller import Act
from simulator.line import Heard

_HEADER = 44
"""Bytes of a WAV file before its samples."""
_FRAME = 2 * FRAME_BYTES
"""Bytes of 20 ms of samples."""
_BEHIND = 50 * _FRAME
"""Bytes unheard, a second, from which a caller whose machine stood still goes on with what is said now."""


class BaresipTalk:
    """Says and presses what the caller does; hears what baresip records."""

    more_to_come = False
    transferred = False
    late_share = 0.0

    def __init__(
        self,
        recorded: Path,
        *,
        says: Callable[[bytes], None],
        presses: Callable[[str], None],
        over: Callable[[], bool],
    ) -> None:
        """`recorded` is a WAV file that grows; `says` takes mu-law, `presses` one key."""
        self._recorded = recorded
        self._heard = _HEADER
        self._says = says
        self._presses = presses
        self._over = over

    @property
    def done(self) -> bool:
        """Whether the hotline has hung up."""
        return self._over()

    def tick(self, act: Act) -> Heard:
        """Run 20 ms of the call."""
        if act.begins:
            self._says(act.begins)
        if act.key:
            self._presses(act.key)
        return Heard(self._next_frame())

    def _next_frame(self) -> bytes:
        """20 ms of mu-law, as soon as all of it is there."""
        with self._recorded.open("rb") as file:
            behind = file.seek(0, SEEK_END) - self._heard
            if behind > _BEHIND:
                self._heard += (behind // _FRAME - 1) * _FRAME
            file.seek(self._heard)
            samples = file.read(_FRAME)
        if len(samples) < _FRAME:
            return b""
        self._heard += _FRAME
        return encode(np.frombuffer(samples, "<i2"))
