"""What callers say that rules out a condition of the benefit, judged by the content it comes with."""

import pytest

from kb.content.library import Library
from kb.contract import Meaning
from kb.matching.qualification import qualify

CANCER, AMI, ESRD = "cancer", "ami", "esrd"


def doubts(library: Library, illness: str, said: str) -> tuple[str, ...]:
    return qualify(library, Meaning("illness.coverage", illness), said).doubts


@pytest.mark.parametrize(
    ("illness", "said"),
    [
        (CANCER, "我是去年参加保障之前就查出来的肺癌，好赔伐"),
        (AMI, "我办卡之前就心梗过了"),
        (AMI, "我心梗是参加保障以前的事了，能赔吗"),
        (CANCER, "我保障断了两年，这期间查出来的乳腺癌"),
        (CANCER, "我卡过期了，得了白血病还能赔吗"),
        (CANCER, "我会员卡去年就到期了，今年查出肺癌有钱拿吗"),
        (CANCER, "单位忘了续保，查出来胃癌"),
        (CANCER, "去年查出来的癌，今年才参加的保障"),
        (CANCER, "今年参加的保障，去年查出来的肠癌"),
        (ESRD, "得了尿毒症以后才办的卡，赔不赔"),
        (ESRD, "入会前就有尿毒症，现在还能申请吗"),
        (ESRD, "还没入会的时候就尿毒症了"),
        (CANCER, "肺癌三年前得过，今年又复发"),
        (AMI, "我五年前心梗过一次"),
        (AMI, "以前就得过心梗，这次又发了"),
    ],
)
def test_not_first_diagnosed_in_the_period(library, illness, said):
    assert doubts(library, illness, said) == ("first",)


@pytest.mark.parametrize(
    "said",
    [
        "我胃癌门诊化疗，没住过院",
        "乳腺癌日间手术没有住院",
        "胃癌只看了门诊，好申请伐",
        "肠癌当天就出院了，赔吗",
        "乳腺癌医院讲不用住院",
    ],
)
def test_not_treated_as_an_inpatient(library, said):
    assert doubts(library, CANCER, said) == ("inpatient",)


@pytest.mark.parametrize(
    "said", ["我退休了，得了肺癌能赔吗", "我小孩得了白血病，赔吗", "我不是会员，肺癌赔吗"]
)
def test_perhaps_no_member(library, said):
    assert doubts(library, CANCER, said) == ("member",)


@pytest.mark.parametrize("said", ["早期的肺癌赔吗", "胃癌门诊查出来的，后来住院开刀了，赔吗"])
def test_perhaps_not_the_illness_or_nothing_that_is_certain(library, said):
    assert doubts(library, CANCER, said) == ("illness",)


@pytest.mark.parametrize(
    "said",
    [
        "肺癌赔不赔",
        "我是会员，上个月肺癌住院了，能赔多少",
        "我刚参加保障，现在查出来肺癌，赔多少",
        "去年十月查出来的肺癌，还能赔吗",
        "我有会员卡，肺癌开过刀了，好拿多少",
    ],
)
def test_nothing_is_ruled_out(library, said):
    assert doubts(library, CANCER, said) == ()


def test_several_conditions_are_told_one_after_another(library):
    said = "三年前就得了肺癌，一直看门诊"
    assert doubts(library, CANCER, said) == ("first", "inpatient")
