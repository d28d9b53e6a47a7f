"""What a sealed name is found by: marks of its characters, made under the data key for one record.

As in Goh, "Secure Indexes" (2003): a character has another mark in every record, so without the key
nobody learns from the marks which records share a name, or whether one holds a certain character. A
record that has all marks of what is looked for is a candidate; opening it tells.
"""

import unicodedata
from collections.abc import Sequence
from hashlib import blake2s

from models.vault import Vault

_MARK_BYTES = 2
"""So few that marks of other characters hide the rest; one in a thousand records is opened in vain."""
_PADDED = 16
"""The number of marks is a multiple of it, and tells no more of how long a name is."""


def folded(text: str) -> str:
    """Take away width and case, so that a search finds `text` however it was written."""
    return unicodedata.normalize("NFKC", text).casefold()


def name_marks(vault: Vault, record: str, *names: str) -> str:
    """The marks of all characters in the names of a record; '' for empty names."""
    characters = _characters("".join(names))
    filling = [f"nothing {n}" for n in range(-len(characters) % _PADDED)]
    return "".join(sorted(_mark(key, record) for key in _keys(vault, [*characters, *filling])))


def search_keys(vault: Vault, text: str) -> list[bytes]:
    """What `may_hold` looks for; of a text without any character, everything holds it."""
    return _keys(vault, _characters(text))


def may_hold(marks: str, record: str, looked_for: Sequence[bytes]) -> bool:
    """Whether a record's names may have all these characters; if not, they surely have not."""
    return all(_mark(key, record) in marks for key in looked_for)


def _characters(text: str) -> list[str]:
    return sorted(set(folded(text)) - set(" \n\t"))


def _keys(vault: Vault, characters: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(vault.index("name character", one)) for one in characters]


def _mark(key: bytes, record: str) -> str:
    return blake2s(record.encode(), key=key, digest_size=_MARK_BYTES).hexdigest()
