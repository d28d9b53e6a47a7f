"""How long callers have to listen. Characters without punctuation, about 4.5 a second."""

import re

import pytest

from ivr.dialog.pieces import ROOM, blocks, length
from ivr.dialog.services.answers import OWN_WORD_LENGTH, RESERVED_LENGTH
from ivr.dialog.services.illness import PAGE
from ivr.prompts.catalogue import load
from ivr.prompts.slots import phrases_of_slot
from kb.content.library import load as load_library

PIECE, FIRST = 60, 45
FOREIGN = {"english"}
PROMPTS = load().prompts
ENTRIES = load_library().entries


def fixed(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text)


def test_the_first_prompt_is_short():
    assert length(PROMPTS["greeting"].voice, PROMPTS["menu.main"].voice) <= FIRST


@pytest.mark.parametrize("name", sorted(set(PROMPTS) - FOREIGN))
def test_no_prompt_is_longer_than_a_caller_can_keep(name):
    prompt = PROMPTS[name]
    for text in (prompt.voice, prompt.again, prompt.keypad):
        assert length(fixed(text)) <= PIECE


def test_no_page_of_the_illness_list_is():
    names = [illness.name for illness in load_library().listed_illnesses()]
    for start in range(0, len(names), PAGE):
        spoken = phrases_of_slot("choices", names[start : start + PAGE])
        texts = [fixed(PROMPTS["illness.page"].voice), *(phrase.text for phrase in spoken)]
        assert length(*texts) <= PIECE


def test_no_answer_has_longer_pieces_nor_goes_on_for_long_without_a_question():
    for entry in (entry for entry in ENTRIES.values() if entry.pieces):
        assert max(map(length, entry.pieces)) <= PIECE, entry.id
        for lead in (0, RESERVED_LENGTH):
            parts = blocks(entry.pieces, lead)
            assert length(*parts[0]) + lead <= ROOM, entry.id
            assert all(length(*part) <= ROOM for part in parts), entry.id
            assert tuple(piece for part in parts for piece in part) == entry.pieces


def test_the_lead_ins_are_as_long_as_the_blocks_allow_for():
    assert length(PROMPTS["answer.reserved"].voice) == RESERVED_LENGTH
    assert length(fixed(PROMPTS["answer.own_word"].voice)) == OWN_WORD_LENGTH
