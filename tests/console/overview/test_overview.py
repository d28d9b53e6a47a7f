"""Today at a glance."""

import pytest

from console.overview.events import MAX
from ivr.capacity import draining
from tests.support.callers import make_call, said
from tests.support.staff import add_person, new_hotline


@pytest.fixture
def quiet(tmp_path):
    """A hotline nobody has called, in real time."""
    return new_hotline(tmp_path, today="")


def tile(page: str, name: str) -> int:
    return int(page.partition(f"<dt>{name}</dt><dd>")[2].partition("<")[0])


def test_an_empty_day_says_so_and_then_what_happens_is_counted(quiet):
    operator = add_person(quiet, "operator")
    page = operator.get("/overview").text
    assert "今天还没有来电" in page
    assert "今天还没有人提问" in page
    make_call(quiet, said("心肌梗死赔不赔", endpoint_ms=600, decode_ms=200), outcome="completed")
    make_call(quiet, said("红烧肉怎么烧", endpoint_ms=600, decode_ms=400), outcome="hung_up")
    make_call(quiet, outcome="")
    page = operator.get("/overview").text
    assert [tile(page, n) for n in ("来电", "通话中", "自助完成", "中途挂断")] == [3, 1, 1, 1]
    assert "0.9 秒" in page
    assert "心肌梗死" in page
    assert "没听懂 1 次，占 50%" in page
    make_call(quiet, said("心肌梗死赔不赔"), outcome="completed")
    live = operator.get("/overview/live").text
    assert tile(live, "来电") == 4
    assert "<html" not in live


def test_an_answer_that_is_no_day_is_no_question(quiet):
    make_call(quiet, "我要报一个事故", "本人", "不知道", "王芳", "红烧肉怎么烧", outcome="hung_up")
    page = add_person(quiet, "operator").get("/overview").text
    assert "没听懂 0 次" in page


def test_editors_see_no_notices_there(operator, editor):
    assert "待报送的事故报案" in operator.get("/overview").text
    assert "待报送的事故报案" not in editor.get("/overview").text


def test_home_is_the_overview(operator):
    assert operator.get("/").location == "/console/overview"


def test_events_come_as_a_stream_while_there_is_a_free_one(operator):
    streams = [operator.client.get("/console/overview/stream") for _ in range(MAX)]
    first = next(iter(streams[0].response))
    assert first.startswith(b"data: ")
    assert "来电" in first.decode()
    assert first.endswith(b"\n\n")
    assert operator.get("/overview/stream").status_code == 204
    assert operator.get("/overview/live").status_code == 200, "the rest ask now and then"
    operator.post("/sign-out")
    assert list(streams[0].response) == [], "nobody is shown what they may see no more"
    for stream in streams:
        stream.close()
    operator.sign_in()
    with operator.client.get("/console/overview/stream") as again:
        assert again.mimetype == "text/event-stream"


def test_a_stream_is_no_sign_of_life_and_not_for_strangers(operator, stranger):
    with operator.client.session_transaction(path="/console/") as session:
        session["seen"] -= 60
        before = session["seen"]
    operator.get("/overview/stream").close()
    with operator.client.session_transaction(path="/console/") as session:
        assert session["seen"] == before
    assert stranger.get("/overview/stream").status_code == 302


def test_a_server_that_is_going_down_begins_no_stream(operator, monkeypatch):
    monkeypatch.setattr(draining, "draining", lambda: True)
    assert operator.get("/overview/stream").status_code == 204
