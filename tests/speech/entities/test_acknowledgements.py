"""Somebody listens, and says so."""

import pytest

from speech.entities.acknowledgements import acknowledges


@pytest.mark.parametrize(
    "text",
    [
        "嗯",
        "嗯嗯",
        "嗯，好",
        "哦",
        "哦哦哦",
        "好",
        "好的好的",
        "知道了",
        "我知道了",
        "晓得了",
        "明白了",
        "对",
        "对对对",
        "是的",
        "是的是的",
        "行",
        "喂",
        "你好",
        "听到了",
        "了解了",
        "好，我知道了",
        "那好的",
        "原来如此",
        "OK",
    ],
)
def test_it_is_no_more_than_that(text):
    assert acknowledges(text)


@pytest.mark.parametrize(
    "text",
    [
        "不对",
        "不是",
        "好了不听了",
        "等一下",
        "我要转人工",
        "心梗赔不赔",
        "对不起",
        "你好我想问一下",
        "嗯，那材料呢",
        "知道怎么办吗",
        "不知道",
        "再见",
        "救命啊",
        "是我老公",
        "好像不对",
    ]
    + [""],
)
def test_it_is_more_than_that(text):
    assert not acknowledges(text)
