"""Yes, no, and neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.entities.yesno import parse_yes_no

YES = (
    "对 是的 嗯对 没错 好的 可以 要 对对对 嗯。 嗯嗯 是啊 没有错 没问题 不错 对的呀 好的谢谢 对额 是滴 "
    "对伐 队 可以的，谢谢 对，就是这个号码 这个号码是对的 对不起，是的 没听错 是我本人对的 是我 是这样的"
)
NO = (
    "不对 不是 不要 错了 不用了 没有 勿是 勿对 覅 不了 好的，不用了 嗯不用 行，算了 不不不 念错了 "
    "不对不对是七八 不对，是七八 不是我，是我老公 不对，我的号码是七八 我的号码不对 不用了谢谢 布对 不可能 不是不是 少了一位 "
    "不对，第三位是五 我的第三位数字不对"
)
NEITHER = (
    "是不是 对不对 对吗 不知道 不清楚 可能吧 好像是 应该是的 是的，不对 嗯…… 呃 再说一遍 随便 什么 "
    "糖尿病赔不赔 我要报一个事故 是三月五号 零七八七七八九三二八 要不要带身份证 我没听清 不是不对 "
    "第三位是我 最后两位对 后面是的"
)


@pytest.mark.parametrize("text", YES.split())
def test_yes(text):
    assert parse_yes_no(text) is True


@pytest.mark.parametrize("text", NO.split())
def test_no(text):
    assert parse_yes_no(text) is False


@pytest.mark.parametrize("text", [*NEITHER.split(), "", "  "])
def test_neither(text):
    assert parse_yes_no(text) is None


@given(st.text() | st.text("对不是要好的没有错嗯吗，。 了可以"))
def test_any_text_gives_yes_no_or_neither(text):
    assert parse_yes_no(text) in (True, False, None)


@given(st.sampled_from(NO.split()), st.sampled_from("，。 ！"), st.sampled_from(["谢谢", "啊", ""]))
def test_politeness_does_not_turn_a_no(no, pause, polite):
    assert parse_yes_no(no + pause + polite) is False
