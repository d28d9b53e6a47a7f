"""Filters that somebody keeps under a name."""

import re

from sqlalchemy import text

from tests.support.staff import add_person


def test_a_filter_is_kept_used_and_forgotten_by_whose_it_is(hotline, operator):
    here = "/console/calls?outcome=hung_up&text=13812345678"
    filters = {"f-outcome": "hung_up", "f-text": "13812345678"}
    operator.post("/saved/calls", label="挂断的", back=here, **filters)
    page = operator.get("/calls").text
    link = re.search(r'href="(/console/calls\?[^"]+)">挂断的', page)[1].replace("&amp;", "&")
    assert 'value="13812345678"' in operator.client.get(link).text
    assert "挂断的" not in add_person(hotline, "operator").get("/calls").text
    number = re.search(r"/console(/saved/\d+/drop)", page)[1]
    add_person(hotline, "operator").post(number)
    assert "挂断的" in operator.get("/calls").text
    operator.post(number)
    assert "挂断的" not in operator.get("/calls").text


def test_what_is_kept_is_sealed(hotline, operator):
    operator.post("/saved/calls", label="我的", **{"f-text": "13812345678"})
    with hotline.services.sessions() as session:
        kept = session.execute(text("SELECT label, query FROM saved_searches")).all()
    assert kept
    assert "13812345678" not in str(kept)


def test_nothing_is_kept_without_a_name_for_an_unknown_list_or_without_the_right(hotline, operator):
    operator.post("/saved/calls", label=" ", **{"f-outcome": "hung_up"})
    assert "没有存" in operator.get("/calls").text
    assert operator.post("/saved/members", label="x", **{"f-x": "1"}).status_code == 404
    editor = add_person(hotline, "editor")
    assert editor.post("/saved/notices", label="x", **{"f-state": "new"}).status_code == 404


def test_a_shared_address_has_no_empty_filters(operator):
    page = operator.get("/calls", outcome="hung_up", state="", text="", topic="").text
    assert 'href="/console/calls?outcome=hung_up">这个筛选的链接' in page
