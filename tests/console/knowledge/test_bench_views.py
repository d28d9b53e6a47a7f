"""The test bench decides by the shipped content as a call does."""

import pytest

from tests.support.staff import Person


def heading(editor: Person, text: str) -> str:
    page = editor.get("/knowledge/bench", text=text).text
    return page.partition('<h2 id="result">')[2].partition("</h2>")[0]


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("我老公触电了，没有呼吸了", "直接回答 · 眼前有危险"),
        ("我不想活了", "直接回答 · 情绪危急"),
        ("高血压吃药的，给补贴吗", "直接回答 · 高血压赔不赔"),  # advice on medicines sounds nearer
        ("我拿支笔", "没听懂"),
    ],
)
def test_it_decides_as_a_call_does(editor: Person, text: str, decided: str):
    assert heading(editor, text) == decided


def test_what_is_answered_is_what_is_named(editor: Person):
    assert (
        "目前公布的范围里没有高血压"
        in editor.get("/knowledge/bench", text="高血压吃药的，给补贴吗").text
    )


def test_all_that_a_caller_is_offered_is_named(editor: Person):
    assert heading(editor, "要什么材料").startswith("请来电人选 · ")
    assert "、" in heading(editor, "要什么材料")
