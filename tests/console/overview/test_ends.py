"""The headline numbers mean what they say: who was served, not who hung up first."""

import pytest
from sqlalchemy import select

from ivr.dialog.acts import Dialled
from models.call import Call, Callback
from models.notice import Notice
from tests.console.overview.test_overview import tile
from tests.support.callers import make_call
from tests.support.staff import RunningHotline, add_person, new_hotline

TILES = ("自助完成", "已转人工", "答应回电", "中途挂断")


@pytest.fixture
def office(tmp_path) -> RunningHotline:
    return new_hotline(tmp_path, today="")


def counted(hotline: RunningHotline) -> dict[str, int]:
    page = add_person(hotline, "operator").get("/overview").text
    return {name: tile(page, name) for name in TILES if tile(page, name)}


@pytest.mark.parametrize("words", ["心梗赔不赔", "大病理赔要什么材料", "糖尿病赔不赔"])
def test_whoever_hears_the_answer_and_hangs_up_was_served(office, words):
    make_call(office, words, outcome="hung_up")
    assert counted(office) == {"自助完成": 1}


def test_by_keys_as_well(office):
    make_call(office, "1", "1", "1", engine="", outcome="hung_up")
    assert counted(office) == {"自助完成": 1}


def test_an_accident_told_to_its_end_is_served_and_one_broken_off_is_not(office):
    for status in ("complete", "incomplete"):
        sid = make_call(office, "我要报一个事故", outcome="hung_up")
        with office.services.sessions.begin() as session:
            for one in session.scalars(select(Notice).where(Notice.last_call_sid == sid)):
                session.delete(one)
            session.flush()
            session.add(
                Notice(key=sid, call_sid=sid, last_call_sid=sid, reference="1", status=status)
            )
    assert counted(office) == {"自助完成": 1, "中途挂断": 1}


@pytest.mark.parametrize("outcome", ["completed", "hung_up", "message_left"])
def test_who_wanted_a_person_and_got_none_waits_for_a_call(office, outcome):
    sid = make_call(office, "心梗赔不赔", outcome=outcome)
    with office.services.sessions.begin() as session:
        session.add(Callback(call_sid=sid, phone="13900002222", reason="asked"))
    assert counted(office) == {"答应回电": 1}


def test_who_was_put_through_was(office):
    make_call(office, "0", outcome="handed_off")
    assert counted(office) == {"已转人工": 1}


@pytest.mark.parametrize("acts", [[], ["红烧肉怎么烧"], ["嗯"]])
def test_who_got_nothing_broke_off(office, acts):
    make_call(office, *acts, outcome="hung_up")
    assert counted(office) == {"中途挂断": 1}


def test_the_list_says_who_hung_up_and_calls_it_no_failure(office):
    make_call(office, "心梗赔不赔", outcome="hung_up")
    page = add_person(office, "operator").get("/calls").text
    assert "来电人挂断" in page
    assert "中途挂断" not in page


@pytest.mark.parametrize(
    ("acts", "end"),
    [
        (["心梗赔不赔"], "听到了答案"),
        (["红烧肉怎么烧"], "一句也没听懂"),
        ([], "没问就挂了"),
        (["我要报一个事故"], "报案没说完"),
        (["大病理赔"], "听到了答案"),
    ],
)
def test_the_list_and_the_call_say_what_came_of_it(office, acts, end):
    sid = make_call(office, *acts, outcome="hung_up")
    reader = add_person(office, "operator")
    assert end in reader.get("/calls").text.partition("<tbody")[2]
    assert end in reader.get(f"/calls/{sid}").text


def test_a_call_that_only_said_good_bye_is_no_success(office):
    make_call(office, "红烧肉怎么烧", outcome="completed")
    assert counted(office) == {"中途挂断": 1}


def test_a_hand_over_nobody_took_is_no_broken_line(office):
    sid = make_call(office, "0", Dialled(answered=False), outcome="hung_up")
    lost = make_call(office, "心梗赔不赔", outcome="hung_up")
    with office.services.sessions.begin() as session:
        for call in session.scalars(select(Call)):
            call.streams = 2
    reader = add_person(office, "operator")
    assert "断线" not in reader.get(f"/calls/{sid}").text
    assert "断线" in reader.get(f"/calls/{lost}").text
    assert reader.get("/calls").text.count("断线 1 次") == 1
