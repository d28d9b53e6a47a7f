"""Danger and despair come before everything; what is past, or asks for the benefit, does not."""

import pytest

from kb.library import Library, load
from kb.matcher import Matcher
from kb.understanding import Decision


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


@pytest.fixture(scope="module")
def matcher(library: Library) -> Matcher:
    return Matcher(library)


@pytest.mark.parametrize(
    "said",
    [
        "救命",
        "我爸爸倒在地上叫不醒",
        "他没有呼吸了",
        "快打120",
        "工友被电了，躺着不动",
        "血止不住了怎么办",
        "有人困在电梯里面",
        "楼下着火了",
        "我老婆昏过去了，快点",
        "人快不行了",
        "胸口痛，喘不上气",
    ],
)
def test_danger_right_now_is_heard(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    assert (found.topic, found.decision) == ("emergency", Decision.ANSWER)


@pytest.mark.parametrize(
    "said",
    [
        "我真的活不下去了",
        "活着没意思",
        "我想从楼上跳下去算了，不如死了",
        "老公昨天走了，我也不想活了",
        "得了这个病，我想死",
    ],
)
def test_despair_is_heard(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    assert (found.topic, found.decision) == ("distress", Decision.ANSWER)


@pytest.mark.parametrize(
    "said",
    [
        "我要报一个触电事故，人已经出院了",
        "昨天有人晕倒了，已经送医院了，登记一下",
        "心脏停跳抢救过来了，赔不赔",
        "吐血了住院，有没有补助",
        "自杀算不算意外",
        "车间上个月着火了，烧伤的人怎么申请",
        "验证码发了没有反应",
        "我儿子留学了",
        "我老公自杀走了，怎么申请",
    ],
)
def test_what_is_past_or_asks_for_the_benefit_is_no_alarm(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    alarm = found.topic in ("emergency", "distress") and found.decision == Decision.ANSWER
    assert not alarm


def test_one_reading_of_several_is_enough_however_unsure(matcher: Matcher) -> None:
    assert matcher.understand([("九零银啊", 0.3), ("快叫救护车", 0.2)]).topic == "emergency"


def test_a_long_sign_is_known_by_its_sound(matcher: Matcher) -> None:
    assert matcher.understand("塔没由呼吸了").topic == "emergency"


def test_what_is_said_sends_to_help(library: Library) -> None:
    assert "120" in library.entries["emergency", "", ""].pieces[0]
    assert "转人工" in "".join(library.entries["distress", "", ""].pieces)
