"""Sentence templates: one line that stands for many ways to ask.

`(a|b)` is a or b, `[a]` is a or nothing, `[a|b]` is a, b or nothing, `<name>` is any line of the
named list, `{illness}` stays as it is: the slot the matcher fills. Groups may be nested.
"""

import itertools
import re
from collections.abc import Mapping, Sequence

from kb.errors import KbError

LIMIT = 60
"""Sentences one template may stand for. More is a mistake, or should be two templates."""

SLOT = "{illness}"

_TOKEN = re.compile(r"\{[^{}]*\}|<[^<>]*>|[()\[\]|{}<>]|[^()\[\]|{}<>]+")
_CLOSING = {"(": ")", "[": "]"}


class TemplateError(KbError, ValueError):
    """A template cannot be understood or stands for too many sentences."""

    def __init__(self, message: str, chinese: str) -> None:
        super().__init__(message)
        self.chinese = chinese


def expand(template: str, lists: Mapping[str, Sequence[str]], limit: int = LIMIT) -> list[str]:
    """All sentences of `template`, in reading order, each once. Raises `TemplateError`."""
    tokens = _TOKEN.findall(template)
    sentences, rest = _alternatives(tokens, 0, lists, limit)
    if rest < len(tokens):
        token = tokens[rest]
        raise TemplateError(
            f"'{token}' closes nothing in '{template}'", f"『{token}』没有对应的开头"
        )
    return list(dict.fromkeys(s for s in sentences if s.strip()))


def _alternatives(
    tokens: list[str], at: int, lists: Mapping[str, Sequence[str]], limit: int
) -> tuple[list[str], int]:
    """Read `a|b|c` up to a closing bracket or the end."""
    found: list[str] = []
    while True:
        sentences, at = _sequence(tokens, at, lists, limit)
        found += sentences
        _bounded(len(found), limit)
        if at >= len(tokens) or tokens[at] != "|":
            return found, at
        at += 1


def _sequence(
    tokens: list[str], at: int, lists: Mapping[str, Sequence[str]], limit: int
) -> tuple[list[str], int]:
    """Read parts that follow one another and join every choice of each."""
    sentences = [""]
    while at < len(tokens) and tokens[at] not in ("|", ")", "]"):
        choices, at = _part(tokens, at, lists, limit)
        _bounded(len(sentences) * len(choices), limit)
        sentences = ["".join(pair) for pair in itertools.product(sentences, choices)]
    return sentences, at


def _part(
    tokens: list[str], at: int, lists: Mapping[str, Sequence[str]], limit: int
) -> tuple[list[str], int]:
    token = tokens[at]
    if token in _CLOSING:
        choices, after = _alternatives(tokens, at + 1, lists, limit)
        if after >= len(tokens) or tokens[after] != _CLOSING[token]:
            raise TemplateError(f"'{token}' is never closed", f"『{token}』没有结尾")
        return [*choices, ""] if token == "[" else choices, after + 1
    if token.startswith("<"):
        return _named(token, lists), at + 1
    if token.startswith("{") and token != SLOT:
        raise TemplateError(
            f"unknown slot '{token}'; the only slot is {SLOT}", f"『{token}』不能用，只能写 {SLOT}"
        )
    if token in ("}", ">"):
        raise TemplateError(f"'{token}' closes nothing", f"『{token}』没有对应的开头")
    return [token], at + 1


def _named(token: str, lists: Mapping[str, Sequence[str]]) -> list[str]:
    name = token[1:-1]
    if name not in lists:
        known = ", ".join(sorted(lists)) or "none"
        raise TemplateError(
            f"unknown list '<{name}>'; known lists: {known}",
            f"没有词表『{name}』，可用的有：{known}",
        )
    return list(lists[name])


def _bounded(count: int, limit: int) -> None:
    if count > limit:
        raise TemplateError(
            f"stands for {count} sentences or more, the limit is {limit}; "
            "split it or take out optional words",
            f"一行句式最多代表 {limit} 句话，请拆成几行",
        )
