"""Operators correct what was heard, and the correction is used."""

from sqlalchemy import select

from ivr.storage.log_reader import LogReader
from kb.editions import drafts
from models.review import Review
from tests.support.callers import make_call, said
from tests.support.staff import add_person, new_hotline

AMI = "illness.coverage|ami|"


def reviews(hotline) -> list[Review]:
    with hotline.services.sessions() as session:
        return list(session.scalars(select(Review).order_by(Review.id)))


def sayings(hotline, item: str) -> list[str]:
    """What the content test of a meaning will hold with the next edition."""
    with hotline.services.sessions() as session:
        draft = drafts.open_version(session, item)
        return draft.body["says"] if draft else []


def turn(hotline, *words: str) -> str:
    """Where a call's first answer is corrected."""
    sid = make_call(hotline, *(said(text, 0.6) for text in words))
    return f"/calls/{sid}/turns/0/1"


def test_a_misheard_question_is_corrected_and_becomes_a_test(hotline, operator):
    place = turn(hotline, "心机梗塞陪不陪")
    page = operator.get(place).text
    assert "心机梗塞陪不陪" in page
    assert "急性心肌梗死赔不赔" in page
    answer = operator.post(place, said="心肌梗塞赔不赔呀", meaning=AMI)
    assert answer.location.endswith("#turn-0-1")
    page = operator.get(place.partition("/turns")[0]).text
    assert "已纠正" in page
    assert "心肌梗塞赔不赔呀" in page
    assert "心肌梗塞赔不赔呀" in sayings(hotline, "test:staff:illness.coverage.ami")
    assert operator.logged()[-2][0] == "turn corrected"


def test_a_second_thought_takes_the_place_of_the_first(hotline, operator):
    place = turn(hotline, "糖料病")
    operator.post(place, said="糖尿病能报吗你说", meaning=AMI)
    operator.post(place, said="糖尿病能报吗你说", meaning="illness.coverage|diabetes|")
    assert "糖尿病能报吗你说" not in sayings(hotline, "test:staff:illness.coverage.ami")
    assert "糖尿病能报吗你说" in sayings(hotline, "test:staff:illness.coverage.diabetes")
    before = len(reviews(hotline))
    operator.post(place + "/undo")
    assert len(reviews(hotline)) == before - 1
    assert "糖尿病能报吗你说" not in sayings(hotline, "test:staff:illness.coverage.diabetes")


def test_only_the_words_may_be_corrected(hotline, operator):
    place = turn(hotline, "理陪")
    operator.post(place, said="理赔", meaning="")
    assert (reviews(hotline)[-1].said, reviews(hotline)[-1].topic) == ("理赔", "")


def test_personal_data_is_hidden_and_never_becomes_a_test(hotline, operator):
    place = turn(hotline, "我叫王小明想问心梗")
    page = operator.post(place, said="我叫王小明，想问心梗", meaning=AMI)
    assert page.status_code == 302
    assert "王小明" not in reviews(hotline)[-1].said + reviews(hotline)[-1].heard
    assert not any(
        "想问心梗" in text for text in sayings(hotline, "test:staff:illness.coverage.ami")
    )


def test_what_cannot_be_meant_is_refused(hotline, operator):
    place = turn(hotline, "随便")
    before = len(reviews(hotline))
    for form in ({"meaning": "illness.coverage|ghost|"}, {"said": "长" * 201, "meaning": AMI}):
        assert operator.post(place, **form).status_code == 400
    assert operator.post(place, said="", meaning="").status_code == 400
    assert len(reviews(hotline)) == before


def test_keys_are_not_corrected_and_editors_do_not_listen(hotline, operator, editor):
    sid = make_call(hotline, "1")
    assert operator.get(f"/calls/{sid}/turns/0/1").status_code == 404
    assert editor.get(turn(hotline, "心梗")).status_code == 403


def test_who_had_an_accident_becomes_no_test_and_the_notice_is_pointed_at(tmp_path):
    hotline = new_hotline(tmp_path)
    operator = add_person(hotline, "operator")
    told = ("我要报一个事故", "王芳，她同事", "不知道", "李建国，三棉厂", "昨天", "对", "三棉厂")
    sid = make_call(hotline, *told, outcome="hung_up")
    with hotline.services.sessions() as session:
        log = LogReader(session).of_call(sid)
        person = next(one.row for one in log if one.act == said("李建国，三棉厂"))
    operator.post(f"/calls/{sid}/turns/0/{person.seq}", said="李建民，三棉厂", meaning=AMI)
    assert "李建民，三棉厂" not in sayings(hotline, "test:staff:illness.coverage.ami")
    assert "去更正报案" in operator.get(f"/calls/{sid}").text
