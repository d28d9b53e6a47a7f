"""Spoken pieces in blocks that a caller can take in before being asked whether to go on."""

from collections.abc import Sequence

from speech.entities.text import bare

PIECES_AT_ONCE = 3
"""Sentences in a block, beside the caveat."""
ROOM = 75
"""Characters in a block, punctuation apart: some seventeen seconds."""


def blocks(pieces: Sequence[str], lead: int = 0) -> list[tuple[str, ...]]:
    """The pieces in blocks; the last piece is always in the last block.

    `lead` characters are spoken before the first block.
    """
    *body, last = pieces
    room = ROOM - lead
    found: list[tuple[str, ...]] = [()]
    for piece in body:
        full = len(found[-1]) == PIECES_AT_ONCE or length(*found[-1], piece) > room
        if full and found[-1]:
            found.append(())
            room = ROOM
        found[-1] += (piece,)
    if length(*found[-1], last) > room and len(found[-1]) > 1:
        # The caveat shall not stand alone behind a question.
        found[-1:] = [found[-1][:-1], found[-1][-1:]]
    found[-1] += (last,)
    return found


def length(*texts: str) -> int:
    """Characters of what is spoken, without punctuation."""
    return sum(len(bare(text)) for text in texts)
