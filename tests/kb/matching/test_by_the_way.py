"""Which of several illnesses a sentence names is asked about."""

import pytest

from kb.contract import Decision
from kb.matching.by_the_way import by_the_way, pieces
from kb.matching.illness_spotter import Span
from kb.matching.matcher import Matcher


def spans(text: str, *names: str) -> list[Span]:
    """`names` where they stand in `text`; owners are their numbers."""
    return [
        Span(name, owner, text.index(name), text.index(name) + len(name), float(len(name)))
        for owner, name in enumerate(names)
    ]


def settled_on(matcher: Matcher, said: str) -> str:
    """The illness that is answered about or asked about alone."""
    found = matcher.understand(said)
    assert found.decision in (Decision.ANSWER, Decision.CONFIRM)
    return found.meaning.illness


def aside(text: str, *names: str, covered: tuple[int, ...] = ()) -> set[str]:
    """The names of `text` that it does not ask about."""
    return {span.name for span in by_the_way(spans(text, *names), text, covered)}


@pytest.mark.parametrize(
    ("said", "asked", "beside"),
    [
        ("冠心病光吃药没放支架赔吗", "冠心病", "支架"),
        ("不稳定型心绞痛没到心梗赔吗", "心绞痛", "心梗"),
        ("支架都放不进只好搭桥了", "搭桥", "支架"),
        ("本来以为是胃痛一看是急性心梗", "急性心梗", "胃痛"),
        ("一直当风湿看结果是股骨头坏死", "股骨头坏死", "风湿"),
        ("感冒以后得了心肌炎赔吗", "心肌炎", "感冒"),
        ("瘫痪了脊髓炎引起的", "瘫痪", "脊髓炎"),
        ("乙肝好多年医生讲是肝硬化", "肝硬化", "乙肝"),
        ("角膜移植算器官移植吗", "角膜移植", "器官移植"),
    ],
)
def test_what_is_named_by_the_way_is_not_asked_about(said: str, asked: str, beside: str) -> None:
    assert aside(said, asked, beside) == {beside}


@pytest.mark.parametrize("said", ["是不是肺炎", "有没有肺炎", "没有肺炎", "算不算肺炎"])
def test_the_only_illness_is_asked_about(said: str) -> None:
    assert aside(said, "肺炎") == set()


def test_two_illnesses_side_by_side_are_both_asked_about() -> None:
    assert aside("痛风和湿疹赔不赔", "痛风", "湿疹") == set()


def test_a_covered_illness_is_not_given_up_for_what_it_led_to() -> None:
    assert aside("心梗以后心衰了赔吗", "心梗", "心衰", covered=(0,)) == set()
    assert aside("得过乳腺癌现在医生讲是肺结节", "乳腺癌", "肺结节", covered=(0,)) == set()


def test_a_piece_of_a_longer_name_is_no_name() -> None:
    text = "肝血管瘤赔不赔"
    assert {span.name for span in pieces(spans(text, "肝血管瘤", "血管瘤"))} == {"血管瘤"}


@pytest.mark.parametrize(
    ("said", "illness"),
    [
        ("乙肝拖了好多年，医生写的慢性肝衰竭，这个赔吗", "liver_failure"),
        ("慢性肝功能衰竭，住院两个礼拜了，赔伐", "liver_failure"),
        ("咳嗽没当回事，拖成了重症肺炎，算大病吗", "pneumonia"),
        ("胸口痛，以为是胃病，一查是主动脉夹层，保不保", "aorta"),
        ("结果不是心梗，是主动脉夹层，赔不赔", "aorta"),
        ("腹主动脉瘤放了覆膜支架，在不在里面", "aorta"),
        ("糖尿病引起的尿毒症，好申请伐", "esrd"),
        ("甲亢，手抖得厉害，这个赔不赔", "thyroid"),
        ("换了角膜，算不算器官移植", "cornea"),
        ("头里厢长了只瘤，切出来讲是良性的，赔伐", "brain_tumor"),
    ],
)
def test_the_illness_that_is_meant_is_answered_or_asked_about(
    matcher: Matcher, said: str, illness: str
) -> None:
    assert settled_on(matcher, said) == illness


@pytest.mark.parametrize(
    ("said", "illness"),
    [
        ("高血压中风了，中风赔不赔", "stroke"),
        ("糖尿病引起尿毒症，尿毒症赔吗", "esrd"),
        ("我有高血压，高血压引起的脑梗赔吗", "stroke"),
        ("冠心病要搭桥，搭桥赔吗", "cabg"),
        ("肾衰竭要换肾，赔不赔", "transplant"),
        ("肝癌做了肝移植，肝移植算不算", "transplant"),
        ("肺癌咳嗽，咳嗽赔吗", "cancer"),  # what is covered is not given up for what is not
    ],
)
def test_what_led_to_the_illness_that_is_asked_about_opens_no_choice(
    matcher: Matcher, said: str, illness: str
) -> None:
    assert settled_on(matcher, said) == illness


@pytest.mark.parametrize(
    ("said", "not_alone"),
    [
        ("我长了肿瘤，良性肿瘤赔吗", "cancer"),
        ("得过心梗，陈旧性心梗赔吗", "ami"),
        ("是中风，小中风赔不赔", "stroke"),
        ("糖尿病要赔吗，肺癌能赔吗", "cancer"),
        ("脑梗要怎么申请，心梗也能申请吗", "ami"),
        ("肺癌做了化疗，中风也赔吗", "stroke"),
    ],
)
def test_two_that_are_asked_about_or_a_milder_one_are_not_answered_as_the_covered_one(
    matcher: Matcher, said: str, not_alone: str
) -> None:
    found = matcher.understand(said)
    assert found.decision != Decision.ANSWER or found.meaning.illness != not_alone


@pytest.mark.parametrize(
    ("said", "names", "left"),
    [
        ("我长了肿瘤良性肿瘤赔吗", ("肿瘤", "良性肿瘤"), set()),
        ("糖尿病要赔吗肺癌能赔吗", ("糖尿病", "肺癌"), set()),
        ("肺癌做了化疗中风也赔吗", ("肺癌", "中风"), set()),
        ("白内障能赔吗痔疮呢痔疮也能赔吗", ("白内障", "痔疮"), set()),
        ("高血压要吃药糖尿病都赔吗", ("高血压", "糖尿病"), set()),
        ("糖尿病赔吗我有痔疮痔疮保守治疗的", ("糖尿病", "痔疮"), set()),
        ("高血压中风了中风赔不赔", ("高血压", "中风"), {"高血压"}),
        ("冠心病要做搭桥赔吗", ("冠心病", "搭桥"), {"冠心病"}),
    ],
)
def test_only_what_is_surely_not_asked_about_is_left(
    said: str, names: tuple[str, ...], left: set[str]
) -> None:
    assert aside(said, *names, covered=(1,)) == left


@pytest.mark.parametrize("said", ["肝炎很重的那种，能不能申请", "肝炎，急性的，重症的，能申请吗"])
def test_a_hepatitis_called_severe_is_never_told_off_as_a_common_one(
    matcher: Matcher, said: str
) -> None:
    found = matcher.understand(said)
    assert found.meaning.illness == "hepatitis"
    assert found.decision == Decision.CONFIRM


def test_two_illnesses_that_are_both_asked_about_stay_a_choice(matcher: Matcher) -> None:
    assert matcher.understand("白内障和痔疮赔不赔").decision == Decision.CHOOSE


@pytest.mark.parametrize("said", ["腿上搭桥赔不赔", "脑血管搭桥赔吗", "捐骨髓能赔吗"])
def test_an_operation_like_a_covered_one_is_not_covered(matcher: Matcher, said: str) -> None:
    found = matcher.understand(said)
    assert found.meaning.illness not in ("cabg", "transplant")
