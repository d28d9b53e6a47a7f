"""Keys become answers."""

import pytest

from ivr.telephony.keys import BETWEEN_KEYS, KeyCollector


def press(collector: KeyCollector, keys: str) -> list[str]:
    answers = [collector.press(key, now=0.1 * n) for n, key in enumerate(keys)]
    return [answer for answer in answers if answer is not None]


@pytest.mark.parametrize(
    ("most", "keys", "answers"),
    [
        (1, "3", ["3"]),
        (1, "*", ["*"]),
        (1, "12", ["1", "2"]),
        (10, "3902112345", ["3902112345"]),
        (10, "390#", ["390"]),
        (10, "#", ["#"]),
        (10, "*", ["*"]),
        (10, "390*7921742180", ["7921742180"]),
        (8, "1975", []),
    ],
)
def test_keys_make_answers(most, keys, answers):
    collector = KeyCollector()
    collector.expect(most)
    assert press(collector, keys) == answers


def test_a_pause_ends_an_unfinished_answer():
    collector = KeyCollector()
    collector.expect(10)
    press(collector, "39")
    assert collector.pending
    assert collector.due(0.1 + BETWEEN_KEYS / 2) is None
    assert collector.due(0.2 + BETWEEN_KEYS) == "39"
    assert collector.due(99) is None


def test_a_new_question_forgets_keys_of_the_last():
    collector = KeyCollector()
    collector.expect(10)
    press(collector, "39")
    collector.expect(10)
    assert not collector.pending


def test_a_hash_behind_a_complete_number_only_ends_it():
    keys = KeyCollector()
    keys.expect(3)
    assert [keys.press(key, 1.0) for key in "792"][-1] == "792"
    keys.expect(1)
    assert keys.press("#", 1.5) is None
    assert keys.press("#", 2.0) == "#"
