"""What was heard well and is not ours is told so: no danger, claim or illness is guessed from it."""

import pytest

from kb.contract import DISTRESS, EMERGENCY, Decision, Reading
from kb.matching.matcher import Matcher


@pytest.mark.parametrize(
    "asked",
    [
        "糖尿病人可不可以吃月饼",
        "腰椎间盘突出睡硬板床好吗",
        "肾结石要不要多喝水",
        "高血压能不能喝咖啡",
        "白内障去哪家医院开刀好",
        "心脏病好不好跳广场舞",
        "胃溃疡吃什么药管用",
    ],
)
def test_who_asks_how_to_live_with_an_illness_is_sent_to_a_doctor(matcher: Matcher, asked: str):
    found = matcher.understand(asked)
    assert found.meaning.topic == "outside.health_advice"
    assert found.decision in (Decision.ANSWER, Decision.CONFIRM)


@pytest.mark.parametrize(
    ("asked", "illness"),
    [("糖尿病能不能拿补助", "diabetes"), ("心脏病住院工会给多少", "heart_disease")],
)
def test_who_asks_for_the_benefit_is_still_told_of_it(matcher: Matcher, asked: str, illness: str):
    found = matcher.understand(asked)
    assert (found.meaning.illness, found.decision) == (illness, Decision.ANSWER)


@pytest.mark.parametrize(
    "said",
    [
        "帮我喊部车子到浦东机场",
        "把空调温度调低一点",
        "复印机卡纸了",
        "麻将三缺一，没意思",
        "粥要烧糊了，快去看看",
        "隔壁装修敲得太响了",
    ],
)
@pytest.mark.parametrize("sure", [1.0, 0.92])
def test_no_danger_is_heard_in_daily_life(matcher: Matcher, said: str, sure: float):
    found = matcher.understand([Reading(said, sure)])
    named = {candidate.meaning.topic for candidate in found.candidates}
    assert found.decision == Decision.REJECT or not named & {EMERGENCY, DISTRESS}


@pytest.mark.parametrize(
    "said", ["今年桂花开得晚", "地铁早高峰挤得要命", "高铁票网上抢不到", "阳台上晒的被子收一下"]
)
def test_nothing_of_ours_is_offered_to_who_asks_for_nothing(matcher: Matcher, said: str):
    found = matcher.understand(said)
    assert found.decision == Decision.REJECT or found.meaning.topic.startswith("outside.")


@pytest.mark.parametrize("said", ["我眼神不好", "他脚不好走不快", "手不好写不了字"])
def test_a_part_that_is_not_well_is_not_another(matcher: Matcher, said: str):
    assert not any(found.meaning.illness for found in matcher.understand(said).candidates)


@pytest.mark.parametrize(
    ("asked", "illness"),
    [
        ("中风了，手脚不好动，好不好领补助金", "stroke"),
        ("腰椎间盘突出开刀，好不好报", "herniated_disc"),
        ("糖尿病吃药的钱给不给贴", "diabetes"),
    ],
)
def test_who_names_an_illness_and_asks_for_money_is_not_sent_to_a_doctor(
    matcher: Matcher, asked: str, illness: str
):
    found = matcher.understand(asked)
    assert found.decision != Decision.REJECT
    assert illness in {candidate.meaning.illness for candidate in found.candidates}


@pytest.mark.parametrize(
    "asked",
    [
        "膝盖酸痛，上下楼梯咯咯响，看啥科好",
        "腰痛去看哪个科室",
        "药吃光了到哪里去开",
        "血压一百六吃一粒药够不够",
        "伤口几天换一趟药",
    ],
)
def test_advice_about_a_body_without_an_illness_is_a_doctors_business(matcher: Matcher, asked: str):
    found = matcher.understand(asked)
    assert found.meaning.topic == "outside.health_advice" or found.decision == Decision.REJECT


@pytest.mark.parametrize("said", ["等一等，我去拿副老花眼镜", "我的老花镜呢", "老花眼镜找不到了"])
def test_a_word_with_a_name_of_an_illness_in_it_names_none(matcher: Matcher, said: str):
    assert not any(found.meaning.illness for found in matcher.understand(said).candidates)


def test_names_are_not_put_together_across_a_pause(matcher: Matcher):
    found = matcher.understand("脚大拇指肿得像只馒头，痛风，工会给不给赔")
    assert found.meaning.illness == "gout"


@pytest.mark.parametrize(
    "asked",
    [
        "我老头子查出来胃癌，刀也开好了，要带点啥纸头来",
        "我老公肝癌刚出院，要拿哪些单子",
        "老伴尿毒症，手续哪能办",
    ],
)
def test_nobody_is_taken_for_dead(matcher: Matcher, asked: str):
    named = {candidate.meaning.topic for candidate in matcher.understand(asked).candidates}
    assert not named & {"claim.illness_death", "claim.accident_death"}


@pytest.mark.parametrize("heard", ["耗病", "好症", "那病"])
def test_a_scrap_that_ends_like_an_illness_is_not_answered(matcher: Matcher, heard: str):
    assert matcher.understand([Reading(heard, 0.8)]).decision != Decision.ANSWER


def test_an_unknown_name_that_is_asked_about_is_answered(matcher: Matcher):
    found = matcher.understand("白塞病赔不赔")
    assert (found.meaning.illness, found.decision) == ("", Decision.ANSWER)


@pytest.mark.parametrize(
    "asked",
    [
        "我爸肝癌病逝，要什么材料",
        "老伴肺癌逝世了，怎么申请",
        "我爱人胃癌，人没掉了，要啥纸头",
        "爸爸肝癌断气了，手续怎么办",
        "我妈尿毒症故去了，钱怎么拿",
    ],
)
def test_nobody_who_died_is_taken_for_ill(matcher: Matcher, asked: str):
    assert matcher.understand(asked).meaning.topic == "claim.illness_death"


@pytest.mark.parametrize(
    "said", ["我要报一个意外，时间是昨天下午，人摔伤了", "来报事故，几号发生的我写好了，有人受伤"]
)
def test_when_it_happened_is_part_of_a_notice(matcher: Matcher, said: str):
    assert matcher.understand(said).meaning.topic == "accident.report"
