"""What a caller puts right on the way through a notice, and what is said there and answers nothing."""

import pytest

from ivr.dialog.acts import Said
from tests.ivr.dialog.test_notice_by_voice import up_to
from tests.support.phone import FakeWorld, Phone, meant

NUMBER = "七九二一七四二一八零"


def slots(call: Phone, prompt: str) -> dict[str, str]:
    return next(said.slots for said in call.turn.says if said.prompt == prompt)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("日期错了，是大前天", "2026-11-21"),
        ("不对，是大大前天", "2026-11-20"),
        ("不对是大大前天", "2026-11-20"),
        ("哦，日子我讲错了，是二十号", "2026-11-20"),
        ("不好意思，时间报错了，应该是上星期五", "2026-11-20"),
        ("说错了，日期是二十号", "2026-11-20"),
        ("等等，说错了，是大前天", "2026-11-21"),
    ],
)
def test_a_day_put_right_at_the_next_question_is_used_and_the_question_asked_again(said, day):
    call = up_to("notice.where").says(said).hears("notice.gist_date").is_asked("notice.where")
    assert slots(call, "notice.gist_date") == {"date": day}
    call.says("在车间里").is_asked("notice.what")
    assert call.world.notice["accident_date"] == day
    assert call.world.notice["place"] == "在车间里"


def test_a_day_put_right_without_the_day_is_asked_anew():
    call = up_to("notice.what").says("等一下，日期报错了").is_asked("notice.when")
    call.says("大前天").says("对").is_asked("notice.what")
    assert call.world.notice["accident_date"] == "2026-11-21"
    assert "place" in call.world.notice


def test_a_day_put_right_by_one_not_exact_is_asked_for_and_what_was_said_is_kept():
    call = up_to("notice.what").says("日期错了，是前几天").is_asked("notice.when")
    call.says("不晓得哪天").says("不晓得").is_asked("notice.what")
    assert call.world.notice["accident_date"] == ""
    assert "日期错了，是前几天" in call.world.notice["remarks"]


def test_a_day_put_right_as_late_is_said_to_be():
    up_to("notice.where").says("日期错了，是十月一号").hears("notice.over", "notice.gist_date")


@pytest.mark.parametrize("prompt", ["notice.outcome", "notice.hospital", "callback.same"])
@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("等等，名字报错了，叫王德发", "王德发，机床厂"),
        ("名字不对，是王德发", "王德发，机床厂"),
        ("单位说错了，是宝冶", "张三，宝冶"),
        ("名字错了，是王德发，宝冶集团", "王德发，宝冶集团"),
    ],
)
def test_a_name_is_put_right_wherever_it_occurs_to_the_caller(prompt, said, person):
    call = up_to(prompt).says(said).hears("notice.gist_person").is_asked(prompt)
    assert call.world.notice["person"] == person


def test_a_name_is_put_right_without_its_name_right_after_it():
    call = up_to("notice.when").says("不对，是王德发").hears("notice.gist_person")
    assert call.is_asked("notice.when").world.notice["person"] == "王德发，机床厂"


def test_the_name_of_who_calls_is_put_right_while_no_other_was_told():
    call = up_to("notice.number").says("名字报错了，我叫王德发").is_asked("notice.number")
    assert call.world.notice["reporter"] == "王德发，是同事"


@pytest.mark.parametrize(
    "said", [f"哦刚才号码我找到了，{NUMBER}", f"会员号想起来了，是{NUMBER}", f"卡号找到了{NUMBER}"]
)
def test_a_number_found_later_is_taken(said):
    call = up_to("notice.where").says(said).hears("notice.gist_number").is_asked("notice.where")
    assert call.world.notice["member_number"] == "7921742180"


@pytest.mark.parametrize("prompt", ["notice.what", "notice.hospital"])
@pytest.mark.parametrize("said", ["地点错了，是二号门", "地方说错了，应该是二号门"])
def test_a_place_is_put_right(prompt, said):
    call = up_to(prompt).says(said).hears("notice.gist_place").is_asked(prompt)
    assert call.world.notice["place"] == "二号门"


def test_a_place_is_put_right_without_its_name_right_after_it():
    call = up_to("notice.what").says("不对，是二号门").is_asked("notice.what")
    assert call.world.notice["place"] == "二号门"


@pytest.mark.parametrize(
    "said",
    [
        "机器转速不对，是他先发现的",
        "时间到了他就下班了",
        "不是，是钢丝绳松了",
        "电话打不通，名字喊了也不应",
    ],
)
def test_a_story_with_such_words_is_a_story(said):
    call = up_to("notice.what").says(said).is_asked("notice.outcome")
    assert call.world.notice["story"] == said


def test_danger_in_a_correction_is_met_first():
    world = FakeWorld()
    call = up_to("notice.where")
    call.world.meanings["名字错了，他快不行了"] = meant("emergency")
    call.says("名字错了，他快不行了").hears("urgent.emergency")
    assert world is not call.world


# What answers nothing


@pytest.mark.parametrize("prompt", ["notice.reporter", "notice.where", "notice.what"])
@pytest.mark.parametrize(
    "said",
    [
        "为什么要问这么多",
        "你们要不要收钱啊",
        "你问哪里啊，这个要紧吗",
        "你问的是什么呀",
        "就刚才说的呀",
        "我刚才不是说过了吗",
        "这个一定要讲吗",
        "你们收费不收费的",
    ],
)
def test_who_asks_back_is_asked_once_more_and_then_taken_at_the_word(prompt, said):
    call = up_to(prompt).says(said).hears("notice.resume").is_asked(prompt)
    call.says(said)
    field = {"notice.reporter": "reporter", "notice.where": "place", "notice.what": "story"}
    assert call.world.notice[field[prompt]] == said
    assert call.turn.then.prompt != prompt


def test_what_was_asked_back_is_kept_beside_the_answer():
    call = up_to("notice.where").says("你问哪里啊，这个要紧吗").says("五号工地")
    assert call.world.notice["place"] == "五号工地"
    assert call.world.notice["remarks"] == "另外说：你问哪里啊，这个要紧吗"


def test_a_question_that_is_known_is_answered_instead():
    call = up_to("notice.where")
    call.world.meanings["你们要不要收钱啊"] = meant("service.free")
    call.says("你们要不要收钱啊").hears("answer.piece").is_asked("notice.where")
    assert "place" not in call.world.notice


@pytest.mark.parametrize(
    "said",
    [
        "不知道怎么回事就摔下来了",
        "他说为什么不走楼梯，一脚踩空就掉下来了，谁也没看见",
        "不晓得什么东西掉下来",
    ],
)
def test_a_story_that_asks_is_a_story(said):
    call = up_to("notice.what").says(said).is_asked("notice.outcome")
    assert call.world.notice["story"] == said


# The number question


@pytest.mark.parametrize(
    "said", ["陈建国，宝冶集团", "王德发", "叫李小明，是机床厂的", "宝冶集团陈建国", "上海电气集团"]
)
def test_a_name_said_for_the_number_is_the_name(said):
    call = up_to("notice.number").says(said).is_asked("notice.when")
    assert call.world.notice["person"] == said


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("不晓得，我老公叫王强，在宝钢上班", "我老公叫王强，在宝钢上班"),
        ("不知道，陈建国，宝冶集团", "陈建国，宝冶集团"),
        ("卡没带，他叫王强", "他叫王强"),
    ],
)
def test_a_name_said_with_not_knowing_the_number_is_not_asked_again(said, person):
    call = up_to("notice.number").says(said).is_asked("notice.when")
    assert call.world.notice["person"] == person


@pytest.mark.parametrize("said", ["不知道，卡在家里", "不晓得，没人跟我说过", "找不到，算了"])
def test_not_knowing_the_number_and_no_name_asks_for_the_name(said):
    up_to("notice.number").says(said).is_asked("notice.name")


def test_what_else_is_said_for_the_number_is_kept_and_the_name_asked_for():
    call = up_to("notice.number").says("在我老婆那里").is_asked("notice.number", 1)
    call.says("卡在她包里放着").is_asked("notice.name").says("张三，机床厂")
    assert call.world.notice["remarks"] == "会员号：在我老婆那里，卡在她包里放着"
    assert call.world.notice["person"] == "张三，机床厂"


@pytest.mark.parametrize("said", ["七九二一", "喂", "好的", "我要转人工服务", "会员号是什么意思"])
def test_pieces_of_a_number_and_sounds_are_no_name(said):
    call = up_to("notice.number").says(said)
    assert call.turn.then.prompt != "notice.when"
    assert "person" not in call.world.notice


def test_noise_is_not_kept():
    call = up_to("notice.number")
    call.does(Said("在我老婆那里", 0.1)).does(Said("在我老婆那里", 0.1))
    assert "remarks" not in call.world.notice


# At the end


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("地点不对，是二号门", "place", "二号门"),
        ("地点不是车间，是二号门", "place", "二号门"),
        ("地点改成二号门", "place", "二号门"),
        ("日期不对，应该是二十号", "accident_date", "2026-11-20"),
        ("电话错了，是幺三九一二三四五六七八", "phone", "13912345678"),
        ("回电号码不对，幺三九一二三四五六七八", "phone", "13912345678"),
        ("医院错了，是中山医院", "hospital", "中山医院"),
        ("名字错了，叫王德发", "person", "王德发，机床厂"),
        ("不对，是去世", "outcome", "deceased"),
        (f"会员号错了，是{NUMBER}", "member_number", "7921742180"),
    ],
)
def test_the_right_value_named_is_used_and_only_that_is_read_back(said, field, value):
    call = up_to("notice.gist_right").says(said).is_asked("notice.gist_right")
    read = [prompt for prompt in call.heard if prompt.startswith("notice.gist")]
    assert len(read) == 2, read
    call.says("对").hears("notice.done")
    assert call.world.notice[field] == value


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("地点不对，名字也错了", "notice.where"),
        ("名字错了一个字", "notice.name"),
        ("医院错了，重新说", "notice.hospital"),
        ("电话错了，是幺三九一二", "callback.number"),
        ("日期不对，不知道哪天", "notice.when"),
    ],
)
def test_without_a_right_value_it_is_asked_anew(said, asked):
    up_to("notice.gist_right").says(said).is_asked(asked)


def test_after_the_question_what_to_correct_the_value_may_follow():
    call = up_to("notice.gist_right").says("不对").is_asked("notice.correct")
    call.says("地点，应该是二号门").is_asked("notice.gist_right")
    assert call.world.notice["place"] == "二号门"
