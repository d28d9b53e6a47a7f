"""Workers killed at every moment of every call: another one goes on at the same question, nothing
is lost and nothing is there twice. `python -m bench.durability` does the same hundreds of times."""

import random
from pathlib import Path

import pytest

from models.base import connect
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.killing import Place, hold, hold_elsewhere
from tests.support.members import row, take, write_csv
from tests.support.outcome import outcome
from tests.support.scripts import SCRIPTS

SAMPLE_OF_MOMENTS = {"sqlite": 3, "postgresql": 1}
"""Of each script, by chance but always the same ones; the benchmark takes them all."""


def new_place(folder: Path, kind: str) -> Place:
    """A database of its own, with one member."""
    folder.mkdir()
    place = Place(fresh_url(kind, folder), folder, KEY)
    engine = connect(place.url, Vault([KEY]))
    take(engine, write_csv(folder / "m.csv", row()))
    engine.dispose()
    return place


def what_is_left(place: Place) -> dict:
    """In the database, after the call."""
    with place.records() as records:
        return outcome(records)


def sample(name: str, moments: list[str], size: int) -> list[int]:
    """The first effect that is done but not logged, and some other moments by chance."""
    chosen = {moments.index("after effect")}
    chance = random.Random(name)
    while len(chosen) < size:
        chosen.add(chance.randrange(len(moments)))
    return sorted(chosen)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "sqlite") for name in SCRIPTS),
        *((name, "postgresql") for name in SCRIPTS),
    ],
)
def test_a_killed_worker_loses_nothing(name, kind, tmp_path):
    words = SCRIPTS[name]
    unharmed = new_place(tmp_path / "unharmed", kind)
    asked, moments = hold(unharmed, words)
    wanted = what_is_left(unharmed)
    assert asked[-1] == "hangup"
    for kill_at in sample(name, moments, SAMPLE_OF_MOMENTS[kind]):
        place = new_place(tmp_path / str(kill_at), kind)
        code, _ = hold_elsewhere(place, words, kill_at)
        assert code == -9, f"not killed at moment {kill_at} of {len(moments)}"
        code, resumed = hold_elsewhere(place, words)
        assert code == 0, resumed
        assert resumed == asked[-len(resumed) :], f"other questions after a kill at {kill_at}"
        assert what_is_left(place) == wanted
