"""Two questions in one sentence: the first is answered, the second offered."""

from kb.contract import Meaning
from tests.support.phone import FakeWorld, Phone, meant

BOTH = "我得了胃癌，能赔多少，要带什么材料，多久拿到钱"
CANCER = meant("illness.coverage", illness="cancer")


def caller(**meanings) -> Phone:
    world = FakeWorld()
    world.meanings = meanings
    return Phone(world)


def asked(call: Phone) -> list[Meaning]:
    return [find.meaning for find in call.world.asked]


def test_the_questions_after_the_first_are_offered_one_by_one():
    call = caller(**{BOTH: CANCER}).says(BOTH).is_asked("also.materials")
    call.says("要").hears("answer.piece").is_asked("also.payout").says("不用").is_asked("menu.more")
    assert asked(call)[1:] == [Meaning("claim.critical_illness", aspect="materials")]


def test_where_the_whole_is_half_understood_the_first_question_is_answered():
    unsure = meant("claim.critical_illness", "choose", "", "materials")
    call = caller(**{BOTH: unsure, "我得了胃癌，能赔多少": CANCER}).says(BOTH)
    assert asked(call)[0].illness == "cancer"
    call.is_asked("also.materials")


def test_another_subject_is_offered_by_its_name():
    said = "换单位怎么办，密码忘记了怎么办"
    call = caller(
        **{said: meant("card.transfer"), "密码忘记了怎么办": meant("outside.bank_account")}
    )
    call.says(said).is_asked("also.offer")
    assert call.turn.then.slots == {"name": "outside.bank_account"}


def test_what_only_leads_up_to_the_question_is_not_offered():
    said = "我上个月开的刀，大病理赔要什么材料"
    call = caller(**{said: meant("claim.critical_illness", aspect="materials")}).says(said)
    call.is_asked("menu.more")


def test_of_something_taken_back_no_part_counts():
    said = "我得了肺癌，能赔吗，不是，是肺结核，赔不赔"
    parts = {"我得了肺癌，能赔吗": CANCER, said: meant("illness.coverage", "choose", "tb")}
    call = caller(**parts).says(said)
    assert call.world.asked == []
