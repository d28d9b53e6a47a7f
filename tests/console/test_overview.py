"""Today at a glance."""

import pytest

from tests.console.callers import make_call, said
from tests.console.conftest import add_person, new_house


@pytest.fixture
def quiet(tmp_path):
    """A hotline nobody has called, in real time."""
    return new_house(tmp_path, today="")


def tile(page: str, name: str) -> int:
    return int(page.partition(f"<dt>{name}</dt><dd>")[2].partition("<")[0])


def test_an_empty_day_says_so_and_then_what_happens_is_counted(quiet):
    operator = add_person(quiet, "operator")
    page = operator.get("/overview").text
    assert "今天还没有来电" in page
    assert "今天还没有人提问" in page
    make_call(quiet, said("心肌梗死赔不赔", endpoint_ms=600, decode_ms=200), outcome="completed")
    make_call(quiet, said("天王盖地虎", endpoint_ms=600, decode_ms=400), outcome="hung_up")
    make_call(quiet, outcome="")
    page = operator.get("/overview").text
    assert [tile(page, n) for n in ("来电", "通话中", "自助完成", "中途挂断")] == [3, 1, 1, 1]
    assert "900 毫秒" in page
    assert "心肌梗死" in page
    assert "没听懂 1 次，占 50%" in page
    make_call(quiet, said("心肌梗死赔不赔"), outcome="completed")
    live = operator.get("/overview/live").text
    assert tile(live, "来电") == 4
    assert "<html" not in live


def test_editors_see_no_notices_there(operator, editor):
    assert "待报送的事故报案" in operator.get("/overview").text
    assert "待报送的事故报案" not in editor.get("/overview").text


def test_home_is_the_overview(operator):
    assert operator.get("/").location == "/console/overview"
