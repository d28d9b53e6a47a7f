"""A Whisper model without the tokens that nobody here says.

Whisper writes a hundred languages with 52,000 tokens, and at every step it reads a row for each. Chinese,
the letters and the common words of English are an eighth of them: without the others a step takes two
thirds of the time, and nothing is heard as Russian.
"""

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers.decoders import ByteLevel

_MODEL, _VOCABULARY, _CONFIG = "model.bin", "vocabulary.txt", "config.json"
_FORMAT = 6
"""Version of CTranslate2's files that is read here."""
_COMMON = 3000
"""Tokens are numbered by how common they are: single bytes, letters, common words come first."""
_IDS = ("lang_ids", "suppress_ids", "suppress_ids_begin")
"""Lists of tokens in the configuration."""
_CJK = ("\u3000", "\u303f"), ("\u4e00", "\u9fff"), ("\uff00", "\uffef")
"""First and last characters of what Chinese is written with."""


class Slim(NamedTuple):
    """A model with fewer tokens, as files in memory."""

    files: dict[str, bytes]
    """By name, as CTranslate2 takes them."""
    tokens: list[int]
    """For each token of this model, its number in the whole model."""


class Variable(NamedTuple):
    """One table of numbers of a model file, as it stands there."""

    name: bytes
    shape: tuple[int, ...]
    kind: bytes
    content: bytes


def slimmed(folder: Path) -> Slim | None:
    """The model in `folder` with the tokens of Chinese alone; None if its files are of another kind."""
    try:
        return _slimmed(folder)
    except (OSError, struct.error, IndexError, ValueError):
        return None  # CTranslate2 says what is wrong with them, if anything is


def _slimmed(folder: Path) -> Slim | None:
    vocabulary = (folder / _VOCABULARY).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    kept = said_here(vocabulary)
    model = _with_rows((folder / _MODEL).read_bytes(), len(vocabulary), kept)
    if model is None:
        return None
    config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
    number = {token: at for at, token in enumerate(kept)}
    for name in _IDS:
        config[name] = [number[token] for token in config.get(name, []) if token in number]
    lines = "".join(f"{vocabulary[token]}\n" for token in kept)
    files = {_MODEL: model, _VOCABULARY: lines.encode(), _CONFIG: json.dumps(config).encode()}
    return Slim(files, kept)


def said_here(vocabulary: Sequence[str]) -> list[int]:
    """Numbers of the tokens that are common, Chinese, parts of characters, or tell the model something."""
    ends = vocabulary.index("<|endoftext|>")
    return [
        at for at, token in enumerate(vocabulary) if at < _COMMON or at >= ends or _chinese(token)
    ]


def _chinese(token: str) -> bool:
    characters = ByteLevel().decode([token]).replace("\ufffd", "")
    return not token.isascii() and all(
        any(first <= character <= last for first, last in _CJK) for character in characters
    )


def _with_rows(model: bytes, rows: int, kept: Sequence[int]) -> bytes | None:
    """The file with those rows of every table that has one for each token."""
    if int.from_bytes(model[:4], "little") != _FORMAT:
        return None
    start = _after_text(model, 4) + 4
    (count,) = struct.unpack_from("<I", model, start)
    at = start + 4
    tables = []
    for _ in range(count):
        table, at = _read(model, at)
        tables.append(_cut(table, kept) if table.shape[:1] == (rows,) else table)
    return b"".join([model[: start + 4], *map(_written, tables), model[at:]])


def _cut(table: Variable, kept: Sequence[int]) -> Variable:
    rows = np.frombuffer(table.content, np.uint8).reshape(table.shape[0], -1)[kept]
    return table._replace(shape=(len(kept), *table.shape[1:]), content=rows.tobytes())


def _after_text(model: bytes, at: int) -> int:
    """Where a text ends: its length with the NUL behind it, then so many bytes."""
    (length,) = struct.unpack_from("<H", model, at)
    return at + 2 + int(length)


def _read(model: bytes, at: int) -> tuple[Variable, int]:
    end = _after_text(model, at)
    axes = model[end]
    shape = struct.unpack_from(f"<{axes}I", model, end + 1)
    content = end + 1 + 4 * axes + 5
    (size,) = struct.unpack_from("<I", model, content - 4)
    kind = model[content - 5 : content - 4]
    table = Variable(model[at:end], shape, kind, model[content : content + size])
    return table, content + size


def _written(table: Variable) -> bytes:
    axes = len(table.shape)
    head = struct.pack(f"<B{axes}I", axes, *table.shape)
    return table.name + head + table.kind + struct.pack("<I", len(table.content)) + table.content
