"""What logs may show of numbers, dates and names."""

import pytest

from ivr.observability.masking import masked, masked_text


def test_of_a_number_the_last_two_digits_are_left():
    assert (masked("7921742180"), masked("12"), masked("")) == ("********80", "12", "")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我的会员号是7921742180", "我的会员号是（号码）"),
        ("七九二幺七四二幺八零", "（号码）"),
        ("七九二，幺七四，二幺八零", "（号码）"),
        ("一九七五年八月十二号出生", "（日期）出生"),
        ("1975年8月12日", "（日期）"),
        ("八月十二号", "（日期）"),
        ("我叫王小明，想问一下", "我叫（姓名），想问一下"),
        ("我姓王", "我姓（姓名）"),
        ("糖尿病赔不赔", "糖尿病赔不赔"),
        ("请按1", "请按1"),
        ("保障一万元", "保障一万元"),
    ],
)
def test_numbers_dates_and_names_are_masked(said, shown):
    assert masked_text(said) == shown
