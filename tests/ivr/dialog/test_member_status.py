"""Member status: what is told for each state of the card, and nothing before who asks is known."""

from dataclasses import replace

import pytest

from tests.support.phone import MEMBER, FakeWorld, Phone, meant

NUMBER, BORN = "7921742180", "19750812"


def asking(world: FakeWorld) -> Phone:
    return Phone(world).says("查一下我的卡").says("七九二幺七四二幺八零").says("对")


def told(**changes: str) -> Phone:
    """A call by voice of a member with these records, up to what is told."""
    world = FakeWorld()
    world.members = {(NUMBER, "1975-08-12"): replace(MEMBER, **changes)}
    return asking(world).says("一九七五年八月十二号")


def test_a_valid_card_is_told_with_plan_and_period():
    call = told().hears("member.state.valid", "member.plan.a", "member.period")
    assert call.turn.says[-1].slots == {"start": "2026-01-01", "end": "2026-12-31"}


@pytest.mark.parametrize("state", ["lost", "cancelled", "moved"])
def test_a_card_that_is_not_valid_comes_with_advice_from_the_knowledge(state):
    call = told(state=state).hears(f"member.state.{state}", "answer.piece")
    assert not {"member.plan.a", "member.period"} & set(call.heard)


@pytest.mark.parametrize(
    ("state", "topic"),
    [("moved", "card.transfer"), ("lost", "card.reissue"), ("cancelled", "card.reissue")],
)
def test_the_advice_fits_the_state(state, topic):
    assert told(state=state).world.answered[-1] == topic


def test_an_expired_card_is_told():
    call = told(state="expired").hears("member.state.expired")
    assert "member.period" not in call.heard


@pytest.mark.parametrize("period", ["over", "ahead"])
def test_coverage_that_is_not_running_promises_no_benefit(period):
    call = told(period=period).hears(f"member.period_{period}")
    assert "member.plan.a" not in call.heard


def test_a_member_without_coverage_on_record():
    assert told(period="none").hears("member.period_none")


def test_with_codes_nothing_is_told_before_the_code():
    world = FakeWorld()
    world.facts = replace(world.facts, identity="sms")
    world.members = {(NUMBER, "1975-08-12", "123456"): MEMBER}
    call = asking(world).keys(BORN).is_asked("member.code")
    call.says("幺二三四五六").hears("member.state.valid")


def test_whether_the_code_was_sent_cannot_be_heard():
    worlds = [FakeWorld(), FakeWorld()]
    for world in worlds:
        world.facts = replace(world.facts, identity="sms")
    right = asking(worlds[0]).keys(BORN)
    wrong = asking(worlds[1]).keys("19760101")
    assert right.heard == wrong.heard == ["member.code"]
    assert wrong.keys("000000").heard == right.keys("000000").heard


def test_before_the_caller_is_known_nothing_of_the_records_is_heard():
    """Whatever an unknown caller does, only questions and refusals come back."""
    world = FakeWorld()
    call = asking(world)
    heard = set(call.heard)
    for act in (
        lambda: call.keys("19760101"),
        lambda: call.says("我忘了"),
        lambda: call.keys("19760102"),
        lambda: call.keys("1234567890"),
        lambda: call.keys("1"),
        lambda: call.keys("19760103"),
    ):
        act()
        heard |= set(call.heard)
    assert call.is_handed_off()
    assert not [prompt for prompt in heard if prompt.startswith(("member.state", "member.period"))]


def test_where_the_number_stands_is_answered_and_the_number_asked_for_again():
    world = FakeWorld()
    world.meanings["会员号在哪里看"] = meant("card.number")
    call = Phone(world).keys("3").says("会员号在哪里看").hears("answer.piece")
    call.is_asked("member.number")


@pytest.mark.parametrize("word", ["不晓得", "没带卡", "我记不得了", "卡不在我身边", "忘掉了"])
def test_who_has_no_number_is_told_that_it_is_needed_and_where_it_stands(word):
    call = Phone().keys("3").says(word).hears("member.number_needed")
    call.is_asked("member.number", 1)


# What was told, or checked, is not asked for again

NUMBER_READ_BACK = "number.confirm"


@pytest.mark.parametrize(
    "said", ["我的保障到哪天", "我能不能再问下保障什么时候到期", "我的会员卡状态"]
)
def test_who_was_identified_is_told_again_without_being_asked(said):
    call = told()
    call.world.meanings[said] = meant("member.status")
    call.says(said).hears("member.period").is_asked("menu.more")
    assert "member.intro" not in call.heard


def test_who_asks_for_the_last_day_hears_the_period_alone():
    call = told()
    call.says("刚才说到几号到期")
    assert call.heard == ["member.period", "menu.more"]
    assert call.turn.says[0].slots == {"start": "2026-01-01", "end": "2026-12-31"}


def test_nothing_of_the_records_is_looked_up_or_logged_again():
    call = told()
    before = len(call.log.entries)
    call.says("刚才说到几号到期")
    assert [entry.asked for entry in call.log.entries[before:]] == [
        "menu.more",
        "lookup:understand",
    ]


@pytest.mark.parametrize("said", ["再查另外一张卡", "我老公的卡也查一下"])
def test_another_card_is_another_member(said):
    call = told()
    call.world.meanings[said] = meant("member.status")
    call.says(said).hears("member.intro").is_asked("member.number")


def test_another_number_is_another_member():
    call = told()
    said = "查一下1234567890"
    call.world.meanings[said] = meant("member.status")
    call.says(said).is_asked(NUMBER_READ_BACK)
    assert call.turn.then.slots == {"number": "1234567890"}


def test_by_key_a_card_may_be_another():
    told().keys("3").is_asked("member.number")


def test_who_was_not_identified_is_asked_again():
    call = asking(FakeWorld()).keys("19760101").keys("#")
    call.world.meanings["我的卡到几号"] = meant("member.status")
    call.says("我的卡到几号").is_asked("member.number")


@pytest.mark.parametrize(
    "said",
    [
        "帮我查一下7921742180这张卡，生日1975年8月12日",
        "我卡号是七九二幺七四二幺八零，查一下，一九七五年八月十二号出生",
        "一九七五年八月十二号生的，会员号七九二幺七四二幺八零",
    ],
)
def test_number_and_birth_date_in_one_sentence_are_used(said):
    world = FakeWorld()
    world.meanings[said] = meant("member.status")
    call = Phone(world).says(said).is_asked(NUMBER_READ_BACK)
    assert call.heard == [NUMBER_READ_BACK]
    assert call.turn.then.slots == {"number": NUMBER}
    call.says("对").hears("member.state.valid", "member.period")


def test_also_where_the_number_is_asked_for():
    call = Phone().keys("3").says("7921742180，生日1975年8月12日").is_asked(NUMBER_READ_BACK)
    call.says("对").hears("member.state.valid")


def test_a_number_told_alone_leaves_the_birth_date_to_be_asked():
    world = FakeWorld()
    world.meanings["查7921742180这张卡"] = meant("member.status")
    call = Phone(world).says("查7921742180这张卡").hears("member.intro").is_asked(NUMBER_READ_BACK)
    call.says("对").is_asked("member.birth")


def test_a_birth_date_that_does_not_fit_is_asked_for_the_second_time():
    said = "帮我查一下7921742180这张卡，生日1976年8月12日"
    world = FakeWorld()
    world.meanings[said] = meant("member.status")
    call = Phone(world).says(said).says("对").hears("member.no_match").is_asked("member.birth")
    call.keys(BORN).hears("member.state.valid")


def test_a_number_told_and_denied_is_asked_for():
    said = "帮我查一下7921742180这张卡，生日1975年8月12日"
    world = FakeWorld()
    world.meanings[said] = meant("member.status")
    Phone(world).says(said).says("不对").is_asked("member.number")


@pytest.mark.parametrize("said", ["你要卡号做啥", "为什么要会员号", "要我号码干什么"])
def test_who_asks_what_the_number_is_for_is_told(said):
    Phone().keys("3").says(said).hears("member.why_number").is_asked("member.number", 1)


@pytest.mark.parametrize("said", ["为什么要生日", "问我生日做啥", "要出生日期干嘛"])
def test_who_asks_what_the_birth_date_is_for_is_told(said):
    asking(FakeWorld()).says(said).hears("member.why_birth").is_asked("member.birth", 1)
