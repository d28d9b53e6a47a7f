"""Who tells of a death of somebody close is condoled once, and nobody is wished good health."""

import pytest

from tests.support.phone import FakeWorld, Phone, meant


def call_after(said: str, topic: str, decision: str = "answer", aspect: str = "") -> Phone:
    world = FakeWorld()
    world.meanings[said] = meant(topic, decision, "", aspect)
    return Phone(world).says(said)


TOLD = [
    ("我妈妈肺炎走的，有没有补助", "claim.illness_death", "answer", "overview"),
    ("我老公脑溢血昨天没了，什么时候能拿到钱", "claim.illness_death", "answer", "payout"),
    ("我弟弟上个月摔死的，申请有期限伐", "claim.accident_death", "answer", "deadline"),
    ("我妈病死了，钱是给我爸还是给单位", "claim.illness_death", "answer", "payout"),
    ("我老公加班猝死了，算意外还是疾病", "outside.what_is_an_accident", "confirm", ""),
    ("我老公死于脑溢血，钱怎么领", "claim.illness_death", "confirm", "overview"),
    ("我老婆走了，丧葬费到哪里领", "outside.funeral", "answer", ""),
    ("我弟弟车祸死了，能赔多少钱", "benefit.overview", "confirm", ""),
]


@pytest.mark.parametrize(("said", "topic", "decision", "aspect"), TOLD)
def test_a_death_is_condoled_before_anything_else(said, topic, decision, aspect):
    call = call_after(said, topic, decision, aspect)
    assert call.heard[0] == "condolence"
    assert call.heard.count("condolence") == 1
    call.says("再见").hears("goodbye.bereaved")


def test_it_is_condoled_once_in_a_call():
    call = call_after("我爸肺癌走了，要什么材料", "claim.illness_death", aspect="materials")
    call.hears("condolence")
    call.world.meanings["疾病身故怎么申请"] = meant("claim.illness_death", aspect="overview")
    assert "condolence" not in call.says("疾病身故怎么申请").heard
    assert "condolence" not in call.says("我爸是上个月走了").heard


def test_who_is_asked_how_somebody_died_is_condoled_first():
    call = Phone().says("我老伴走了")
    assert call.heard == ["condolence", "menu.claims.death"]


def test_how_to_claim_after_a_death_is_told_with_condolence():
    """Nobody asks for it without a death, whatever else is said of it."""
    call = call_after("疾病身故怎么申请", "claim.illness_death", aspect="overview")
    assert call.heard[0] == "condolence"


def test_the_sum_asked_for_with_the_death_is_told_at_once():
    call = call_after("我弟弟车祸死了，能赔多少钱", "claim.accident_death")
    assert (call.world.asked[-1].meaning.topic, call.world.asked[-1].meaning.aspect) == (
        "claim.accident_death",
        "overview",
    )


def test_after_a_message_for_a_person_it_is_the_same_good_bye():
    call = Phone().says("我老伴走了").keys("0").nobody_answers().says("可以").says("没有了")
    call.hears("goodbye.bereaved").is_over()


@pytest.mark.parametrize(
    "said",
    [
        "要是我老公死了能赔多少",
        "万一我走了，钱给我老婆吗",
        "我妈急死了，想问问肺癌赔不赔",
        "我姆妈脑梗死了半边，赔伐",
        "我爸去世之前得的肺癌赔不赔",
        "我女儿的卡没了，怎么补办",
        "意外身故要什么材料",
    ],
)
def test_who_supposes_a_death_or_tells_of_none_is_not_condoled(said):
    call = call_after(said, "benefit.overview")
    assert "condolence" not in call.heard
    call.says("再见").hears("goodbye")


def test_an_accident_notice_condoles_by_itself():
    call = call_after("我弟弟工地上摔死了，我要报案", "accident.report")
    assert "condolence" not in call.heard
