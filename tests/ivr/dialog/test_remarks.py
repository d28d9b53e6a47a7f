"""What callers say that answers no question, judged by its words alone."""

import pytest

from ivr.dialog import remarks


@pytest.mark.parametrize(
    ("words", "leaves"),
    [
        ("好的，挂了", True),
        ("再见", True),
        ("挂断了吗", False),
        ("别挂了", False),
        ("人挂了", False),
    ],
)
def test_who_takes_their_leave(words, leaves):
    """人挂了 tells of a death."""
    assert remarks.says_good_bye(words) is leaves
