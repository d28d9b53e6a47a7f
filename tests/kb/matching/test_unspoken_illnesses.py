"""Callers who name no illness are asked about none; whose illness was misheard, still is."""

import pytest

from kb.contract import Decision, Reading, Understanding
from kb.matching.matcher import Matcher

COVERAGE = "illness.coverage"

NO_ILLNESS_SAID = [
    "我爸上礼拜在工地没了",
    "工伤和这个是一回事吗",
    "我退休了，还有没有这个保障",
    "我去年买的今年不买了，今年生病赔吗",
    "日间病房算不算住院",
    "卡能刷医院的看病钱吗",
    "人失踪多久才好申请",
    "自杀的算不算意外",
    "丧葬费工会给不给",
    "我拿支笔",
    "我是讲卡的密码",
    "我女儿可以代我去办吗",
    "想寻个律师问问",
    "意外住院医药费报不报",
    "只是部分残疾，有没有钱拿",
    "我叔叔在厂里被吊车砸了人没了",
    "我寻副眼镜，你等一等",
    "等等我把本子拿出来记",
    "这个事情要跟谁讲",
    "单位讲没有这个事情",
    "钱啥时候到账上",
    "我单位倒闭了卡怎么办",
    "老家的亲戚能不能一起参加",
    "孩子上大学有没有助学金",
    "女职工产假多少天",
    "我们车间主任欠我加班费",
    "旁边有人在吵我听不清",
    "你帮我把电话转到人事部",
    "我眼睛不好看不清卡上的字",
    "伊讲要盖章盖啥章",
    "表格填错了一个字好改伐",
    "两个人都在一个厂做，能一道报伐",
    "无证驾驶出事赔不赔",
    "人家欠我钱不还",
]


def offered(found: Understanding) -> set[str]:
    """Topics the caller is told of or asked about."""
    if found.decision == Decision.REJECT:
        return set()
    return {candidate.meaning.topic for candidate in found.candidates}


@pytest.mark.parametrize("said", NO_ILLNESS_SAID)
@pytest.mark.parametrize("sure", [1.0, 0.92])
def test_who_names_no_illness_is_asked_about_none(matcher: Matcher, said: str, sure: float) -> None:
    assert COVERAGE not in offered(matcher.understand([Reading(said, sure)]))


@pytest.mark.parametrize(
    ("heard", "illness"),
    [
        ("脑更色,还到能赔多少", "stroke"),
        ("慢性感顾能摔接,包括吗", "liver_failure"),
        ("我想了解一下飞劳能不能赔", "tuberculosis"),
        ("良性老种流能不能赔", "brain_tumor"),
        ("即兴心机公司,算大病吗", "ami"),
        ("脑母流算不算", "brain_tumor"),
        ("守顾遮了能不能申请", "fracture"),
    ],
)
@pytest.mark.parametrize("sure", [1.0, 0.6])
def test_an_illness_that_was_misheard_is_known_by_its_sound(
    matcher: Matcher, heard: str, illness: str, sure: float
) -> None:
    found = matcher.understand([Reading(heard, sure)])
    assert found.decision != Decision.REJECT
    assert found.meaning.illness == illness


@pytest.mark.parametrize(
    ("said", "illness"),
    [
        ("盲肠开刀能报吗", "appendicitis"),
        ("肠子里割掉三粒息肉，能报吗", "polyp"),
        ("甲状腺上长了结节，开刀了，赔吗", "thyroid_nodule"),
        ("两只手都截掉了，这个赔不赔", "limb_loss"),
    ],
)
def test_most_of_a_name_is_enough(matcher: Matcher, said: str, illness: str) -> None:
    assert matcher.understand(said).meaning.illness == illness


@pytest.mark.parametrize(
    "mumbled", ["今年过年早不早", "周末我们去公园散步吧", "鱼怎么烧好吃", "洗澡水不热", "六六八八"]
)
def test_a_mumble_is_not_offered_what_is_not_ours(matcher: Matcher, mumbled: str) -> None:
    found = matcher.understand(mumbled)
    assert not any(topic.startswith("outside.") for topic in offered(found)) or (
        found.decision != Decision.CHOOSE
    )
    assert COVERAGE not in offered(found)


@pytest.mark.parametrize(
    ("said", "illness"),
    [
        ("中风瘫在床上半年了，能不能申请那笔钱", "stroke"),
        ("偏瘫是中风弄出来的，给不给赔呀", "stroke"),
        ("经常心绞痛，住院检查，赔不赔", "angina"),
        ("做肠镜割掉四个息肉，肠息肉算在大病里吗", "polyp"),
        ("发高烧，后来讲是肺炎，赔伐", "pneumonia"),
    ],
)
def test_a_sign_of_an_illness_gives_way_to_the_illness(
    matcher: Matcher, said: str, illness: str
) -> None:
    assert matcher.understand(said).meaning.illness == illness


def test_a_sign_alone_is_asked_about_itself(matcher: Matcher) -> None:
    assert matcher.understand("我瘫在床上三年了，赔不赔").meaning.illness == "paralysis"
    assert matcher.understand("住院检查报不报").meaning.illness == "checkup_stay"


def test_a_name_that_comes_about_across_two_words_is_none(matcher: Matcher) -> None:
    assert matcher.understand("我是乙肝病毒携带者，能拿保障金吗").meaning.illness == "hepatitis_b"


def test_before_he_died_he_was_ill(matcher: Matcher) -> None:
    found = matcher.understand("老头心肌梗死走掉之前住了三天院，这病在名单里吗")
    assert found.meaning == (COVERAGE, "ami", "")
    assert matcher.understand("我妈上个月肝癌走了，还有没有钱好拿").meaning.topic != COVERAGE
