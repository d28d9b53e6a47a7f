"""Texts in spreadsheet files: shown as they are, never reckoned with, and read back unchanged.

A spreadsheet takes a CSV value that begins with = + - @ for a formula. Such a value is written with
an apostrophe before it; so is one that begins with apostrophes and one of these, so that reading
takes away exactly what writing put there.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠]")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")


def one_line(text: str) -> str:
    """Make one line of `text`: a blank for each run of unprintable characters, none around."""
    return _UNPRINTABLE.sub(" ", text).strip()


def guarded(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given. Others keep zeros by writing ="0237409546": that is read, too."""
    if not text.startswith(("'", "=")):
        return text
    if _GUARDED.match(text):
        return text[1:]
    kept = _KEPT_AS_TEXT.fullmatch(text)
    return kept[1] if kept else text


def escaped(text: str) -> str:
    """For an XLSX cell of type text, in which Excel reads _x0041_ as A (ECMA-376, ST_Xstring)."""
    text = f"'{text}" if _GUARDED.match(text) else text
    return _LIKE_ESCAPED.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """Undo `escaped`."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text[1:] if _GUARDED.match(text) else text
