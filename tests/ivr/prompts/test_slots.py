"""What fills a prompt's slot is spoken as a part of the sentence it stands in."""

import pytest

from ivr.dialog.acts import Say
from ivr.prompts.catalogue import load

PROMPTS = load()


@pytest.mark.parametrize("told", ["在厂里的仓库", "在厂里的仓库。"])
def test_what_a_caller_told_ends_before_the_next_field_is_read_back(told):
    said = [Say("notice.gist_place", {"text": told}), Say("notice.gist_hospital", {"text": "瑞金"})]
    assert "".join(map(PROMPTS.text, said)) == "地点是，在厂里的仓库。医院是，瑞金。"


def test_an_answer_is_spoken_as_it_is_written():
    pieces = ["大病保障金是一万元，", "身故是三万元。"]
    assert "".join(PROMPTS.text(Say("answer.piece", {"text": p})) for p in pieces) == "".join(
        pieces
    )
