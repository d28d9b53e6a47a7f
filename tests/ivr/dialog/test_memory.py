"""What was said once is used: the claim, the year and month, what was answered."""

from dataclasses import replace

import pytest

from kb.contract import Candidate, Decision, Meaning, Understanding
from tests.support.phone import FakeWorld, Phone, meant

AMI = "心梗赔不赔"
DEADLINE = "我是去年十月查出来的，现在还能不能报"


def caller(**meanings) -> Phone:
    world = FakeWorld()
    world.meanings = {
        AMI: meant("illness.coverage", illness="ami"),
        DEADLINE: meant("claim.critical_illness", aspect="deadline"),
        **meanings,
    }
    return Phone(world)


def last_asked(call: Phone) -> tuple[str, str]:
    meaning = call.world.asked[-1].meaning
    return meaning.topic, meaning.aspect


@pytest.mark.parametrize(
    ("words", "aspect"),
    [
        ("那要什么材料", "materials"),
        ("材料呢", "materials"),
        ("要啥纸头", "materials"),
        ("那多久到账", "payout"),
        ("钱什么时候拿到", "payout"),
        ("那到哪里去办", "overview"),
        ("期限呢", "deadline"),
    ],
)
def test_a_question_after_an_illness_is_about_its_claim(words, aspect):
    call = caller().says(AMI).says(words)
    assert last_asked(call) == ("claim.critical_illness", aspect)


def test_the_claim_spoken_of_is_meant_whatever_the_knowledge_takes_the_words_for():
    call = caller(材料呢=meant("outside.proxy"), 疾病身故怎么办=meant("claim.illness_death"))
    call.says("疾病身故怎么办").says("材料呢")
    assert last_asked(call) == ("claim.illness_death", "materials")


def test_how_many_days_is_asked_back_for_it_may_mean_two_things():
    call = caller().says(AMI).says("要几天").is_asked("menu.aspects.when").says("多久到账")
    assert last_asked(call) == ("claim.critical_illness", "payout")


def test_and_of_an_accident_asks_for_the_same_of_another_claim():
    call = caller().says("大病理赔要什么材料").says("那意外的呢").is_asked("menu.claims.accident")
    call.says("人去世了")
    assert last_asked(call) == ("claim.accident_death", "materials")


@pytest.mark.parametrize(
    ("words", "aspect"),
    [
        ("材料", "materials"),
        ("那要什么材料", "materials"),
        ("我要带啥纸头", "materials"),
        ("单据呢", "materials"),
        ("申请期限", "deadline"),
        ("多久到账", "payout"),
    ],
)
def test_without_anything_spoken_of_it_is_asked_which_claim_it_is(words, aspect):
    call = caller().says(words).is_asked("menu.claims").says("大病")
    assert last_asked(call) == ("claim.critical_illness", aspect)


def test_it_is_asked_whatever_the_knowledge_half_understood():
    caller(材料=meant("outside.proxy", "confirm")).says("材料").is_asked("menu.claims")


@pytest.mark.parametrize("words", ["怎么办", "要几天", "什么时候", "时间"])
def test_what_may_be_asked_of_anything_is_not_taken_for_a_claim(words):
    caller().says(words).hears("misheard.1")


def test_papers_for_a_card_are_no_claims():
    call = caller(要什么材料=meant("card.reissue", "confirm")).says("要什么材料")
    call.is_asked("confirm.topic")


def test_how_somebody_died_is_asked_not_guessed():
    words = "在家里走的，没去医院，死亡证明怎么弄"
    call = caller(**{words: meant("claim.accident_death", aspect="materials")}).says(words)
    call.is_asked("menu.claims.death").says("生病")
    assert last_asked(call) == ("claim.illness_death", "materials")


def test_the_year_and_month_told_before_bind_the_day():
    call = caller().says(DEADLINE).is_asked("deadline.when.critical_illness")
    call.says("十月六号").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2025-10-06"}
    call = caller().says(DEADLINE).says("六号").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2025-10-06"}


def test_they_are_remembered_from_an_earlier_question():
    said = "我去年十月查出来肺癌赔不赔"
    call = caller(**{said: meant("illness.coverage", illness="cancer")}).says(said)
    call.says("期限呢").says("六号").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2025-10-06"}


def test_a_last_day_is_told_only_for_a_day_agreed_to():
    call = (
        caller()
        .says(DEADLINE)
        .says("十月六号")
        .says("不对")
        .is_asked("deadline.when.critical_illness")
    )
    assert "deadline.by.critical_illness" not in call.heard
    call.keys("20251007").is_asked("date.confirm").keys("1").hears("deadline.by.critical_illness")


@pytest.mark.parametrize("words", ["不对，是前天", "不是昨天是前天", "错了，前天", "前天"])
def test_a_correction_in_the_same_breath_is_the_day(words):
    call = Phone().keys("2").keys("1").keys("3").says("昨天").is_asked("date.confirm").says(words)
    assert call.is_asked("date.confirm").turn.then.slots == {"date": "2026-11-22"}
    call.says("对").hears("deadline.by.critical_illness")


def test_what_is_missing_of_a_day_is_asked_for_and_nothing_else():
    call = Phone().keys("2").keys("1").keys("3").says("去年十月").is_asked("date.day")
    call.says("六号").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": "2025-10-06"}


def test_of_two_days_one_is_chosen():
    call = Phone().keys("2").keys("1").keys("3").says("八月十五").is_asked("date.which")
    later = call.turn.then.slots["b"]
    call.says("后头那个").is_asked("date.confirm")
    assert call.turn.then.slots == {"date": later}


def test_who_never_names_a_day_is_let_go():
    call = Phone().keys("2").keys("1").keys("3")
    for _ in range(2):
        call.says("八月十五").is_asked("date.which").says("前一个").is_asked("date.confirm")
        call.says("不对")
    call.is_asked("menu.more")


def messaging() -> Phone:
    world = FakeWorld()
    world.meanings = {AMI: meant("illness.coverage", illness="ami")}
    world.facts = replace(world.facts, sms=True)
    return Phone(world)


def test_what_was_just_said_can_be_had_by_message():
    call = (
        messaging().says(AMI).says("把刚才讲的发短信给我").hears("sms.sent").is_asked("menu.more")
    )
    assert [m.illness for m in call.world.sent] == ["ami"]


def test_a_phone_that_takes_no_messages_is_told_so():
    call = caller().says(AMI).says("把刚才讲的发短信给我").hears("sms.impossible")
    assert call.world.sent == []


def test_the_answer_is_said_again_also_after_a_failure():
    call = caller().says(AMI)
    spoken = call.turn.says
    call.says("呜呜呜").hears("misheard.1").says("再讲一遍")
    assert call.turn.says == spoken
    call.says("呜呜呜").keys("9")
    assert call.turn.says == spoken


def test_a_half_understood_question_between_two_parts_is_asked_back():
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    call = Phone(world).says("大病理赔要什么材料").is_asked("answer.more")
    call.says("新梗赔不赔").is_asked("confirm.topic").says("对").hears("answer.piece")
    assert world.asked[-1].meaning.illness == "ami"


@pytest.mark.parametrize("said", ["我老伴走了", "我爸上个月没了", "家里人过世了", "我老公去世了"])
@pytest.mark.parametrize("decision", ["reject", "confirm"])
def test_a_death_and_nothing_else_asks_how_it_came(said, decision):
    """What the matcher thinks of for want of a better guess is no second question of a death."""
    world = FakeWorld()
    world.meanings[said] = Understanding(
        Meaning("nav.repeat"),
        0.4,
        Decision(decision),
        (Candidate(Meaning("claim.illness_death", aspect="howto"), 0.02, "疾病身故怎么申请"),),
    )
    call = Phone(world).says(said).is_asked("menu.claims.death")
    call.says("生病走的").is_asked("menu.aspects").says("再见").hears("goodbye.bereaved")


def bereaved(**meanings) -> Phone:
    world = FakeWorld()
    world.meanings = meanings
    return Phone(world).says("我老伴走了").is_asked("menu.claims.death")


@pytest.mark.parametrize(
    ("told", "claim"),
    [
        ("工地上出的事", "accident"), ("被车子撞的", "accident"), ("触电", "accident"),
        ("从楼上掉下来的", "accident"), ("河里淹死的", "accident"), ("不是生病，是车祸", "accident"),
        ("肝癌", "illness"), ("就是老死的", "illness"), ("睡着就走了", "illness"),
        ("不是出事故，是毛病", "illness"), ("年纪大了，自然走的", "illness"),
    ],
)  # fmt: skip
def test_how_somebody_died_is_told_in_many_words(told, claim):
    call = bereaved().says(told).is_asked("menu.aspects").says("要交的材料")
    assert last_asked(call) == (f"claim.{claim}_death", "materials")


def test_an_illness_after_a_death_is_what_somebody_died_of():
    call = bereaved(心梗=meant("illness.coverage", illness="ami")).says("心梗")
    call.is_asked("menu.aspects").says("心梗")
    assert last_asked(call) == ("claim.illness_death", "overview")


def test_an_illness_asked_about_later_is_not_what_somebody_died_of():
    call = bereaved(糖尿病赔不赔=meant("illness.coverage", illness="diabetes"))
    call.says("生病走的").is_asked("menu.aspects").says("糖尿病赔不赔")
    assert last_asked(call) == ("illness.coverage", "")


def test_an_illness_of_ones_own_is_asked_about_after_a_death_too():
    own = "我自己得了心梗"
    call = bereaved(**{own: meant("illness.coverage", illness="ami")}).says(own)
    assert last_asked(call) == ("illness.coverage", "")


def test_who_says_no_more_than_that_somebody_died_comes_to_a_person():
    call = bereaved().says("人没了呀").hears("misheard.1").says("人没了呀").hears("misheard.2")
    call.says("人没了呀").is_handed_off()


@pytest.mark.parametrize("asked", ["多少钱", "能赔多少", "有几钿"])
def test_how_much_is_told_where_the_aspect_is_asked(asked):
    call = bereaved().says("生病走的").is_asked("menu.aspects").says(asked)
    assert last_asked(call) == ("claim.illness_death", "overview")
    call = Phone().keys("2").keys("1").is_asked("menu.aspects").says(asked)
    assert last_asked(call) == ("benefit.overview", "")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("我去年三月确诊的", "deadline.when.critical_illness"),
        ("是三月十五号查出来的", "deadline.heard"),
    ],
)
def test_a_day_said_while_the_time_limit_is_told_is_counted_from(said, asked):
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    world.meanings = {"大病期限": meant("claim.critical_illness", aspect="deadline")}
    call = Phone(world).says("大病期限").is_asked("answer.more").says(said).hears("answer.piece")
    assert call.turn.then.prompt == asked


def told_a_limit(question: str) -> Phone:
    """Asked whether to read on, in the middle of an answer about a time limit."""
    world = FakeWorld()
    world.pieces = [f"第{n}句。" for n in range(8)]
    world.meanings = {question: meant("claim.critical_illness", aspect="deadline")}
    return Phone(world).says(question).is_asked("answer.more")


@pytest.mark.parametrize(
    ("question", "said", "day"),
    [
        ("我是去年十一月查出来胃癌的，最晚什么时候申请", "十一月六号", "2025-11-06"),
        ("我是去年十一月查出来胃癌的，最晚什么时候申请", "六号", "2025-11-06"),
        ("前年国庆后查出来的癌，最晚什么时候申请", "十月二十号", "2024-10-20"),
        ("去年九月在厂里轧断手的，意外全残鉴定最晚什么时候", "九月十号", "2025-09-10"),
        ("去年三月份确诊，申请期限多久", "三月十号", "2025-03-10"),
        ("前年年底中风，最晚什么时候申请", "十二月三十", "2024-12-30"),
        ("大前年夏天得的病，期限多久", "七月三号", "2023-07-03"),
        ("去年十一月查出来的，最晚几号申请", "今年八月六号", "2026-08-06"),
    ],
)
def test_year_and_month_of_the_question_bind_a_day_said_while_the_limit_is_told(
    question, said, day
):
    call = told_a_limit(question).says(said).is_asked("deadline.heard")
    assert call.turn.then.slots == {"date": day}


def test_a_day_that_does_not_fit_the_month_said_before_is_asked_with_both_years():
    call = told_a_limit("我是去年十一月查出来的，最晚几号申请").says("十月六号")
    assert call.is_asked("date.which").turn.then.slots == {"a": "2025-10-06", "b": "2026-10-06"}
    call.says("去年的").is_asked("deadline.heard").says("对").hears("deadline.by.critical_illness")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("不对，是十月的", "2025-10-06"),
        ("不是，是前年", "2024-11-06"),
        ("不对，八号", "2025-11-08"),
    ],
)
def test_what_is_wrong_in_a_day_read_back_is_put_right_in_it(words, day):
    call = told_a_limit("我是去年十一月查出来的，最晚几号申请").says("六号").says(words)
    assert call.is_asked("date.confirm").turn.then.slots == {"date": day}


@pytest.mark.parametrize(
    ("asked", "aspect"),
    [("什么材料要盖章", "materials"), ("多久到账", "payout"), ("期限呢", "deadline")],
)
def test_what_is_asked_instead_of_a_yes_is_asked_of_what_was_offered(asked, aspect):
    """Whatever the knowledge makes of the words alone."""
    for alone in (meant("none", "reject"), meant("claim.illness_death", "choose")):
        call = caller(
            大病咋弄=meant("claim.critical_illness", "confirm", "", "overview"), **{asked: alone}
        )
        call.says("大病咋弄").is_asked("confirm.topic").says(asked)
        assert last_asked(call) == ("claim.critical_illness", aspect)


@pytest.mark.parametrize(
    "said",
    [
        "事故要打哪个电话通知",
        "工会要通知职保会，打几号电话",
        "职保会电话多少",
        "意外通知电话是多少",
        "通知职保会打什么号码",
        "职保会有电话伐，电话号码多少",
    ],
)
def test_who_asks_for_the_number_of_the_society_hears_it(said):
    call = caller(**{said: meant("accident.report", "confirm")}).says(said)
    assert call.heard == ["notice.society_phone", "menu.more"]


@pytest.mark.parametrize(
    "said", ["打哪个电话报事故", "我要报一个事故，电话打对了伐", "通知你们一个事故"]
)
def test_who_wants_to_report_an_accident_is_not_sent_to_another_number(said):
    call = caller(**{said: meant("accident.report")}).says(said)
    assert "notice.society_phone" not in call.heard
