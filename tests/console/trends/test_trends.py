"""Days, weeks and months side by side."""

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.storage.call_ends import End
from ivr.storage.daily_figures import DailyFigures, keep
from models.call import Call
from models.clock import today
from models.database import Database
from models.work import DailyFigure
from tests.support.callers import make_call, said
from tests.support.staff import add_person, new_hotline


@pytest.fixture
def hotline(tmp_path):
    return new_hotline(tmp_path, today="")


def noon(days_ago: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), datetime.min.time()).replace(hour=4)


def counted(hotline, day: date) -> dict[tuple[str, str], int]:
    wanted = select(DailyFigure).where(DailyFigure.day == day)
    with hotline.services.sessions() as session:
        return {(f.kind, f.name): f.value for f in session.scalars(wanted)}


def test_a_past_day_is_counted_once_and_outlives_its_calls(hotline):
    quick = said("心肌梗死赔不赔", 0.9, endpoint_ms=400, decode_ms=200)
    for spoken in (quick, said("红烧肉怎么烧", 0.9)):
        make_call(hotline, spoken, outcome="hung_up", at=noon(1), ended_at=noon(1))
    make_call(hotline, outcome="hung_up", at=noon(3), ended_at=noon(3))
    figures = DailyFigures(Database(hotline.services.sessions))
    done = list(iter(figures.step, None))
    assert set(done) == {today() - timedelta(days=ago) for ago in (1, 2, 3)}
    told = counted(hotline, today() - timedelta(days=1))
    assert told["end", "answered"] == told["end", "misunderstood"] == 1
    assert told["topic", "illness.coverage"] == 1
    assert told["level", "low"] == 1
    assert told["wait", "700"] == told["wait", "900"] == 1
    assert counted(hotline, today() - timedelta(days=3))["end", "nothing"] == 1
    with hotline.services.sessions.begin() as session:
        for call in session.scalars(select(Call)):
            call.started_at = noon(1)  # of the figures nothing is counted twice
    assert figures.step() is None
    page = add_person(hotline, "operator").get("/trends").text
    day = f"{today() - timedelta(days=1):%m-%d}"
    row = re.search(rf"<tr><td>{day}</td>(.*?)</tr>", page)[1]
    assert re.findall(r">(\d+)<", row)[:2] == ["2", "1"]


def test_weeks_and_months_add_up_their_days(hotline):
    with hotline.services.sessions.begin() as session:
        for ago in range(1, 80):
            day = today() - timedelta(days=ago)
            keep(session, day, [("end", End.ANSWERED, 3), ("wait", "900", 9), ("wait", "3000", 1)])
    reader = add_person(hotline, "editor")
    monday = today() - timedelta(days=today().weekday() + 7)
    page = reader.get("/trends", by="week").text
    row = re.search(rf"<tr><td>{monday:%m-%d}</td>(.*?)</tr>", page)[1]
    assert re.findall(r">(\d+)<", row)[0] == "21"
    assert "0.9 秒" in page, "half of the answers"
    assert "3.0 秒" in page, "95 of 100"
    last = today().replace(day=1) - timedelta(days=1)
    page = reader.get("/trends", by="month").text
    row = re.search(rf"<tr><td>{last:%Y-%m}</td>(.*?)</tr>", page)[1]
    assert re.findall(r">(\d+)<", row)[0] == str(3 * last.day)


def test_today_counts_as_it_goes(hotline):
    reader = add_person(hotline, "operator")
    assert "还没有来电" in reader.get("/trends").text
    make_call(hotline, "心肌梗死赔不赔", outcome="hung_up")
    page = reader.get("/trends").text
    assert "听到了答案" in page
    assert "怎么算的" in page, "the definition is one click away"
    assert reader.get("/trends", by="century").status_code == 200
