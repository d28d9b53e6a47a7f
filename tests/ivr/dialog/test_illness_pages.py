"""The list of illnesses, page by page: each once, whatever the number, then from the beginning."""

import pytest

from ivr.dialog import lookups
from ivr.dialog.services.illness import PAGE
from tests.support.phone import FakeWorld, Phone


class World(FakeWorld):
    """Knows so many illnesses."""

    def __init__(self, count: int, reserved: bool = False) -> None:
        super().__init__()
        self._list = lookups.IllnessList(
            tuple(lookups.ListedIllness(f"i{n}", f"病{n}") for n in range(count)), reserved
        )

    def _illnesses(self, asked: lookups.ListIllnesses) -> lookups.IllnessList:
        return self._list


@pytest.mark.parametrize("count", range(1, 42))
def test_every_illness_is_read_out_once_in_a_round(count):
    call = Phone(World(count)).keys("1").keys("1")
    heard: list[str] = []
    for _ in range(-(-count // PAGE)):
        names = call.is_asked("illness.page").turn.then.slots["items"]
        assert 0 < len(names) <= PAGE
        heard += names
        call = call.keys("7")
    assert heard == [f"病{n}" for n in range(count)]
    assert call.is_asked("illness.page").turn.then.slots["items"][0] == "病0"


def test_a_list_that_is_not_verified_is_introduced_as_such_once():
    call = Phone(World(12, reserved=True)).keys("1").keys("1")
    assert "illness.reserved" in [say.prompt for say in call.turn.says]
    call = call.keys("7")
    assert "illness.reserved" not in [say.prompt for say in call.turn.says]
    call = Phone(World(12)).keys("1").keys("1")
    assert "illness.reserved" not in [say.prompt for say in call.turn.says]
