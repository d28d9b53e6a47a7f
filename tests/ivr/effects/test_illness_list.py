"""The list of covered illnesses says no more than the answers do."""

from datetime import date

import pytest

from ivr.dialog.effect import EffectKey, Missing
from ivr.dialog.lookups import IllnessList, ListIllnesses
from ivr.effects.answers import Answers
from kb.content.item import ContentItem
from kb.content.library import library_of
from kb.contract import Meaning
from kb.engine import Knowledge
from tests.support.small_knowledge import item, small

TODAY = date(2026, 11, 24)
VERIFIED = {"verified": {"by": "wang", "when": "2026-11-01"}}


def listed(*illnesses: dict, strict: bool = False, wording: dict | None = None):
    """What is listed of these illnesses, and what is answered about each."""
    kept = [i for i in small() if i.id != "ami"]
    if wording:
        kept = [
            ContentItem(i.id, i.section, i.file, i.position, i.status, {**i.body, **wording})
            if i.id == "coverage.a"
            else i
            for i in kept
        ]
    new = [
        item(f"i{n}", "illnesses", {"name": "甲乙丙丁戊己"[n] + "状病", "listed": "A", **body}, n)
        for n, body in enumerate(illnesses)
    ]
    knowledge = Knowledge(library_of([*kept, *new]), strict)
    answers = Answers(lambda: knowledge, lambda: TODAY, can_send=False)
    found = answers.illnesses(ListIllnesses(), EffectKey("CA1", "1"))
    names = [i.id for i in found.items] if isinstance(found, IllnessList) else []
    spoken = [
        f"i{n}"
        for n in range(len(new))
        if knowledge.answer(Meaning("illness.coverage", f"i{n}"), TODAY)
    ]
    assert names == spoken, "listed and answered must be the same"
    return found


def test_an_illness_whose_answer_is_over_or_not_yet_is_not_listed():
    found = listed(
        {"valid_to": "2025-12-31"},
        {"valid_from": "2027-01-01"},
        {"valid_to": "2026-11-24"},
        {"valid_from": "2026-11-24"},
        {},
    )
    assert [i.id for i in found.items] == ["i2", "i3", "i4"]


def test_strict_lists_nothing_that_is_not_verified():
    assert listed({}, {}, strict=True) == Missing()


def test_strict_lists_what_is_verified_with_its_wording():
    assert listed({**VERIFIED}, {}, strict=True) == Missing(), "the wording is not verified"
    found = listed({**VERIFIED}, {}, strict=True, wording=VERIFIED)
    assert [i.id for i in found.items] == ["i0"]
    assert not found.reserved


def test_a_list_that_is_not_verified_says_so():
    assert listed({**VERIFIED}, {}, wording=VERIFIED).reserved
    assert not listed({**VERIFIED}, wording=VERIFIED).reserved


def test_a_wording_that_is_over_takes_its_illnesses_along():
    assert listed({}, {}, wording={"valid_to": "2025-12-31"}) == Missing()


@pytest.mark.parametrize("strict", [True, False])
def test_no_illness_at_all(strict):
    assert listed(strict=strict) == Missing()
