"""The one table of fields against what an item may hold."""

import pytest
from pydantic import BaseModel

from kb.content.fields import FIELDS, SHEETS, names_in_messages
from kb.content.schema import Source, Verified
from kb.content.validation import MODELS

NOT_SHOWN = {"status"}


def names(model: type[BaseModel]) -> set[str]:
    """All fields of a model; those of a source and of a check stand beside the others."""
    inner = {"source": Source, "verified": Verified}
    found = set(model.model_fields) - NOT_SHOWN
    return (found - set(inner)).union(*(inner[n].model_fields for n in found & set(inner)))


@pytest.mark.parametrize("section", MODELS)
def test_the_table_has_every_field_of_an_item_and_no_other(section: str) -> None:
    assert {field.name for field in FIELDS[section]} == names(MODELS[section])


@pytest.mark.parametrize("section", FIELDS)
def test_no_two_fields_of_an_item_have_one_label(section: str) -> None:
    labels = [field.label for field in FIELDS[section]]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("section", SHEETS)
def test_what_a_caller_hears_and_where_it_stands_are_facts(section: str) -> None:
    facts = {field.name for field in FIELDS[section] if field.fact}
    assert facts >= {"document", "section", "valid_from", "valid_to", "listed"} & names(
        MODELS[section]
    )
    assert facts >= {"pieces", "sms"} & names(MODELS[section])
    assert not facts & {"aliases", "vague", "examples", "patterns", "id", "by", "when"}


def test_a_message_has_a_name_for_every_field() -> None:
    for model in (*MODELS.values(), Source, Verified):
        assert set(model.model_fields) <= set(names_in_messages())
