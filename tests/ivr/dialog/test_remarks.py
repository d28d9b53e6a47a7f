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


@pytest.mark.parametrize(
    "words",
    [
        "你讲慢一点，我记一下", "你讲慢一点我记一下", "我拿支笔记一下", "我记一下，你慢点讲",
        "等一下我拿笔", "稍等我去拿眼镜", "你等等我找个本子写下来", "不好意思等我一下我戴个老花镜",
        "你别挂，我去拿纸", "等我拿张纸抄一下", "侬慢点讲，我来抄", "我在找身份证", "我开个免提",
        "等一下啊我关一下电视", "你等等我记一下", "等我先记一下", "让我记一下",
    ],
)  # fmt: skip
def test_who_wants_a_moment_in_many_words(words):
    assert remarks.asks_to_wait(words)


@pytest.mark.parametrize(
    "words",
    [
        "帮我记一下", "麻烦你记一下", "你记一下", "记一下", "我要登记", "我摔伤了记一下", "要等多久",
        "我等了三个月", "慢性肾炎", "等一下我问材料", "我写错了", "我要写什么", "我的卡", "好", "要", "我",
    ],
)  # fmt: skip
def test_who_wants_something_else(words):
    """记一下 without 我 wants an accident noted."""
    assert not remarks.asks_to_wait(words)
