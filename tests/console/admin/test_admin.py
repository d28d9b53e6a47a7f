"""Who may sign in, and who did what: for admins only."""

import re

import pytest

from models.call import Callback
from tests.support.callers import make_call
from tests.support.staff import Person, add_person, new_hotline


@pytest.mark.parametrize("path", ["/users", "/log"])
@pytest.mark.parametrize("role", ["operator", "editor"])
def test_the_admins_pages_are_the_admins(hotline, role, path):
    assert add_person(hotline, role).get(path).status_code == 403


def test_the_admin_locks_somebody_and_reads_it_in_the_log(admin, operator):
    number = re.search(
        rf"{operator.name}</td>.*?/users/(\d+)/lock", admin.get("/users").text, re.DOTALL
    )[1]
    admin.post(f"/users/{number}/lock", off="0")
    assert operator.get("/account").status_code == 302
    assert operator.name in admin.get("/log", action="user locked").text


def test_nobody_locks_themselves(admin):
    page = admin.get("/users").text
    number = re.search(rf"{admin.name}</td>.*?</tr>", page, re.DOTALL)[0]
    assert "/lock" not in number


def first_password(page: str) -> str:
    return re.search(r'<code class="once">([^<]+)</code>', page)[1]


def test_an_admin_adds_somebody_who_signs_in_with_the_password_shown_once(hotline, admin):
    name = "新来的"
    page = admin.post("/users/add", name=f" {name} ", role="operator")
    password = first_password(page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert password not in admin.get("/users").text
    person = Person(hotline, name, "operator")
    assert person.sign_in(password).status_code == 302
    assert person.get("/notices").status_code == 200
    assert ("user added", f"{name} (operator)") in admin.logged()
    assert "已经有了" in admin.post("/users/add", name=name, role="editor").text


@pytest.mark.parametrize(
    ("name", "role"),
    [("", "operator"), ("a b", "operator"), ("x" * 41, "operator"), ("<b>", "operator")]
    + [("li", "boss"), ("li", "")],
)
def test_what_is_no_name_or_role_is_told(admin, name, role):
    page = admin.post("/users/add", name=name, role=role).text
    assert "角色请从列表里选" in page
    assert 'class="once"' not in page


def test_a_reset_signs_somebody_out_and_gives_a_new_password(hotline, admin, operator):
    page = admin.get("/users").text
    number = re.search(rf"{operator.name}</td>.*?/users/(\d+)/reset", page, re.DOTALL)[1]
    password = first_password(admin.post(f"/users/{number}/reset").text)
    assert operator.get("/account").status_code == 302
    assert operator.sign_in().status_code != 302, "the old password is worth nothing"
    assert operator.sign_in(password).status_code == 302
    assert ("user reset", operator.name) in admin.logged()


def test_nobody_resets_themselves_and_others_reset_nobody(hotline, admin, operator):
    page = admin.get("/users").text
    mine = re.search(rf"{admin.name}</td>.*?</tr>", page, re.DOTALL)[0]
    assert "/reset" not in mine
    number = re.search(rf"{operator.name}</td>.*?/users/(\d+)/reset", page, re.DOTALL)[1]
    assert operator.post(f"/users/{number}/reset").status_code == 403
    assert operator.post("/users/add", name="x", role="admin").status_code == 403


def test_a_name_for_papers_and_another_role(hotline, admin, operator):
    page = admin.get("/users").text
    number = re.search(rf"{operator.name}</td>.*?/users/(\d+)/change", page, re.DOTALL)[1]
    admin.post(f"/users/{number}/change", full_name="李芳", role="editor")
    assert operator.get("/account").status_code == 302, "with another role they sign in again"
    operator.sign_in()
    assert operator.get("/notices").status_code == 403
    assert operator.get("/knowledge").status_code == 200
    assert "李芳" in admin.get("/users").text
    assert ("user changed", f"{operator.name} (editor)") in admin.logged()


def test_nobody_takes_their_own_role_away_or_makes_one_up(hotline, admin, operator):
    page = admin.get("/users").text
    mine = re.search(rf"{admin.name}<.*?/users/(\d+)/change", page, re.DOTALL)[1]
    admin.post(f"/users/{mine}/change", full_name="我", role="operator")
    assert "不能这样改" in admin.get("/users").text
    admin.post(f"/users/{mine}/change", full_name="", role="boss")
    assert admin.get("/users").status_code == 200
    assert operator.post(f"/users/{mine}/change", role="editor").status_code == 403


def test_a_lock_is_told_and_taken_back_by_one_press(admin, operator):
    page = admin.get("/users").text
    number = re.search(rf"{operator.name}</td>.*?/users/(\d+)/lock", page, re.DOTALL)[1]
    admin.post(f"/users/{number}/lock", off="0")
    undo = re.search(r'action="/console(/users/\d+/lock\?off=1)"', admin.get("/users").text)[1]
    admin.post(undo)
    assert operator.sign_in().status_code == 302


def test_the_log_is_in_words_and_leads_to_its_calls(hotline, admin, operator):
    sid = make_call(hotline)
    operator.get(f"/calls/{sid}")
    page = admin.get("/log", name=operator.name).text
    assert f'href="/console/calls/{sid}"' in page
    operator.get("/calls", text="红烧肉")
    assert "几个字" in admin.get("/log", name=operator.name).text


def test_the_log_shows_of_no_call_its_whole_id(tmp_path):
    hotline = new_hotline(tmp_path)
    operator, admin = add_person(hotline, "operator"), add_person(hotline, "admin")
    sid = make_call(hotline, "红烧肉怎么烧", outcome="hung_up")
    path = hotline.services.recordings.keep(sid, 1, b"\0\1" * 800)
    with hotline.services.sessions.begin() as session:
        session.add(Callback(call_sid=sid, phone="13800004321", reason="asked"))
    operator.get(f"/calls/{sid}")
    operator.get(f"/calls/{sid}/audio/{path.rpartition('/')[2]}")
    operator.get(f"/contacts/calls/{sid}")
    operator.post(f"/calls/{sid}/turns/0/1", said="红烧肉怎么做", meaning="")
    operator.post(f"/calls/{sid}/turns/0/1/undo")
    operator.post("/unanswered/flag", key=f"{sid}/0/1")
    for step in ("claim", "call-back", "missed", "release", "done", "reopen"):
        operator.post(f"/callbacks/{sid}/{step}")
    assert [subject[:34] for _, subject in operator.logged()].count(sid) == 12
    page = admin.get("/log", name=operator.name).text
    assert page.count(f'href="/console/calls/{sid}"') == 12
    assert not re.search(r"CA[0-9a-f]{32}", re.sub(r"<[^>]+>", " ", page))


def test_the_log_leads_to_the_calls_that_were_taken_away(hotline, admin, operator):
    operator.get("/calls/export.csv", outcome="hung_up")
    page = admin.get("/log", name=operator.name).text
    assert 'href="/console/calls?outcome=hung_up"' in page
    assert "hung_up&#39;" not in page
