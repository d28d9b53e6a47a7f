"""Two questions in one sentence: the first is answered, the second offered."""

import pytest

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


@pytest.mark.parametrize(
    "words",
    [
        "慢性肾炎，算不算尿毒症",
        "慢性肾炎，算尿毒症吗",
        "良性的肝囊肿，能算尿毒症吗",
        "乳腺增生，是不是尿毒症",
        "肾结石，属于尿毒症伐",
        "腔隙性脑梗，这个也算尿毒症吧",
        "肾炎，可以按尿毒症赔吗",
    ],
)
def test_whether_one_illness_counts_as_another_is_one_question(words):
    """Offered as a second question, the other illness would be told to be covered."""
    part = words.split("，")[1]
    esrd = meant("illness.coverage", illness="esrd")
    call = caller(**{words: meant("illness.coverage", illness="nephritis"), part: esrd})
    call.says(words).is_asked("menu.more")
    assert [m.illness for m in asked(call)] == ["nephritis"]


def test_another_illness_is_still_a_second_question():
    said, part = "慢性肾炎赔不赔，尿毒症能赔钱吗", "尿毒症能赔钱吗"
    esrd = meant("illness.coverage", illness="esrd")
    call = caller(**{said: meant("illness.coverage", illness="nephritis"), part: esrd})
    call.says(said).is_asked("also.offer")


@pytest.mark.parametrize(
    "paid",
    ["能赔钱吗", "能拿钱吗", "有钱拿吗", "会赔我钱吗", "给不给钱", "有没有钱拿", "可以领到钱伐"],
)
def test_whether_anything_is_paid_is_not_when_it_comes(paid):
    said = f"我得了抑郁症，睡不着，{paid}"
    depression = meant("illness.coverage", illness="depression")
    call = caller(**{said: depression}).says(said).is_asked("menu.more")
    call.says(f"那{paid}").is_asked("menu.more")
    assert [m.illness for m in asked(call)] == ["depression", "depression"]


def test_when_the_money_comes_is_a_second_question():
    said = "我得了胃癌能赔吗，钱什么时候到"
    caller(**{said: CANCER}).says(said).is_asked("also.payout")


def test_what_must_be_done_is_a_second_question_though_it_begins_alike():
    said, part = "胃癌赔不赔，是不是要区里先敲章的", "是不是要区里先敲章的"
    materials = meant("claim.critical_illness", aspect="materials")
    caller(**{said: CANCER, part: materials}).says(said).is_asked("also.offer")
