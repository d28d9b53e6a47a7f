"""Sentence templates: what they stand for, and what is refused."""

import pytest

from kb.content.templates import TemplateError, expand

LISTS = {"ask": ["赔不赔", "能赔吗"]}


@pytest.mark.parametrize(
    ("template", "sentences"),
    [
        ("转人工", ["转人工"]),
        ("(转|找)人工", ["转人工", "找人工"]),
        ("[请]转人工", ["请转人工", "转人工"]),
        ("[请|帮我]转", ["请转", "帮我转", "转"]),
        ("(得了|)病", ["得了病", "病"]),
        ("(a[b|c])d", ["abd", "acd", "ad"]),
        ("{illness}<ask>", ["{illness}赔不赔", "{illness}能赔吗"]),
        ("(好|好)", ["好"]),
    ],
)
def test_stands_for(template: str, sentences: list[str]) -> None:
    assert expand(template, LISTS) == sentences


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("(转|找人工", "never closed"),
        ("[请转人工", "never closed"),
        ("转)人工", "closes nothing"),
        ("(a]", "never closed"),
        ("a>b", "closes nothing"),
        ("{name}赔不赔", "unknown slot"),
        ("<nobody>", "known lists: ask"),
    ],
)
def test_refuses(template: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        expand(template, LISTS)


def test_an_explosion_is_stopped_before_it_is_built() -> None:
    with pytest.raises(TemplateError, match="the limit is 60"):
        expand("(一|二|三|四|五|六|七|八|九|十)" * 30, LISTS)
