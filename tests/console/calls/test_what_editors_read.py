"""An editor reads calls to learn what is asked, never who is spoken of and where."""

import pytest

from ivr.storage.log_reader import LogReader
from models.review import Review
from tests.console.unanswered.test_private_answers import NOTICE as TOLD
from tests.support.callers import make_call, said
from tests.support.hotlines import RunningHotline
from tests.support.staff import add_person, new_hotline

NOTICE = [*TOLD, "第六人民医院", "不对，是李建军"]
NAMES = ("王芳", "李建国", "三棉厂", "第六人民医院", "李建军", "李建民")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> RunningHotline:
    return new_hotline(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def told(office) -> str:
    """A notice read back, and an answer in it that an operator corrected."""
    sid = make_call(office, *NOTICE, outcome="hung_up")
    with office.services.sessions.begin() as session:
        log = LogReader(session).of_call(sid)
        person = next(one.row for one in log if one.act == said("李建国，三棉厂"))
        corrected = {"heard": "", "topic": "", "illness": "", "aspect": "", "name": "wang"}
        session.add(Review(call_sid=sid, epoch=0, seq=person.seq, said="李建民", **corrected))
    return sid


@pytest.mark.parametrize("name", NAMES)
def test_names_and_places_are_hidden_however_they_are_said(office, told, name):
    assert name not in add_person(office, "editor").get(f"/calls/{told}").text


def test_operators_read_them(office, told):
    page = add_person(office, "operator").get(f"/calls/{told}").text
    assert "李建国" in page
    assert "李建民" in page


def test_what_is_published_is_read_whole(office):
    sid = make_call(office, "大病理赔的最后期限", outcome="hung_up")
    page = add_person(office, "editor").get(f"/calls/{sid}").text
    assert "九十天" in page
    assert "（日期）" not in page
