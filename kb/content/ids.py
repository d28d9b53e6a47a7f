"""Ids of items nobody has thought of one for."""

import re
import unicodedata

from pypinyin import lazy_pinyin

ID_LENGTH = 60
"""Characters of an id."""


def id_of(name: str) -> str:
    """An id made of how a name sounds: 川崎病 is chuan_qi_bing. '' where nothing of it sounds."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return "_".join(re.findall("[a-z0-9]+", " ".join(lazy_pinyin(plain))))[:ID_LENGTH]
