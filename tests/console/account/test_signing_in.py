"""Coming in and being kept out."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from console.shell.access import RIGHTS
from ivr.cli.main import main
from models.base import utc_now
from models.staff import Role, Staff
from tests.support.staff import PASSWORD, Person, add_person, new_hotline

REFUSED = "登录信息不对，或者账号暂时锁定"


def change(person: Person, **values: object) -> None:
    with person.hotline.services.sessions.begin() as session:
        session.execute(update(Staff).where(Staff.name == person.name).values(**values))


def test_right_password_comes_in_and_is_written_down(stranger):
    assert stranger.sign_in().status_code == 302
    assert stranger.get("/account").status_code == 200
    assert stranger.logged() == [("sign in", "")]


def test_all_refusals_look_the_same(hotline, stranger):
    locked = add_person(hotline, "operator", signed_in=False)
    change(locked, disabled=True)
    nobody = Person(hotline, "nobody-at-all", "operator")
    pages = {
        re.sub("csrf_token.*|name=.*", "", answer.text)
        for answer in (
            stranger.sign_in("wrong password"),
            locked.sign_in(),
            nobody.sign_in(),
        )
        if answer.status_code == 401 and REFUSED in answer.text
    }
    assert len(pages) == 1


def test_after_five_failures_the_right_password_waits_too(stranger):
    for _ in range(5):
        stranger.sign_in("wrong password")
    assert stranger.sign_in().status_code == 401
    change(stranger, locked_until=utc_now() - timedelta(seconds=1))
    assert stranger.sign_in().status_code == 302


def test_signing_out_ends_a_copied_session(operator):
    thief = operator.hotline.app.test_client()
    cookie = operator.client.get_cookie("hotline_console", path="/console")
    thief.set_cookie("hotline_console", cookie.value, path="/console")
    assert thief.get("/console/account").status_code == 200
    assert operator.post("/sign-out").status_code == 302
    assert thief.get("/console/account").status_code == 302


def test_locking_an_account_throws_it_out(operator):
    change(operator, disabled=True)
    assert operator.get("/account").status_code == 302


@pytest.mark.parametrize("clock", ["seen", "since"])
def test_a_session_ends_when_idle_and_when_old(operator, clock):
    with operator.client.session_transaction(path="/console/") as session:
        session[clock] = session[clock] - 13 * 3600
    assert operator.get("/account").location.endswith("/sign-in")


def test_a_page_that_refreshes_itself_keeps_nobody_in(operator):
    with operator.client.session_transaction(path="/console/") as session:
        session["seen"] -= 60
        before = session["seen"]
    operator.client.get("/console/account", headers={"X-Refresh": "1"})
    with operator.client.session_transaction(path="/console/") as session:
        assert session["seen"] == before


def test_an_admin_sets_up_the_authenticator_first(hotline):
    admin = add_person(hotline, "admin", signed_in=False)
    change(admin, totp="")
    admin.sign_in()
    assert admin.get("/users").location.endswith("/authenticator")
    page = admin.get("/authenticator").text
    assert "data:image/svg+xml" in page
    admin.totp = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert admin.post("/authenticator", code="000000").status_code == 200
    assert admin.post("/authenticator", code=admin.code()).status_code == 302
    assert admin.get("/users").status_code == 200


def test_an_admin_needs_the_code_and_no_code_counts_twice(hotline):
    admin = add_person(hotline, "admin", signed_in=False)
    assert admin.post("/sign-in", name=admin.name, password=PASSWORD).location.endswith("/code")
    assert admin.get("/users").status_code == 302
    code = admin.code()
    assert admin.post("/sign-in/code", code="12").status_code == 401
    assert admin.post("/sign-in/code", code=code).status_code == 302
    assert admin.get("/users").status_code == 200
    thief = Person(hotline, admin.name, "admin")
    thief.post("/sign-in", name=admin.name, password=PASSWORD)
    assert thief.post("/sign-in/code", code=code).status_code == 401


def test_a_form_without_token_changes_nothing(operator):
    answer = operator.client.post("/console/sign-out")
    assert answer.status_code == 400
    assert operator.get("/account").status_code == 200


def test_every_role_has_rights():
    assert set(RIGHTS) == set(Role)


def test_a_new_password_is_taken_only_with_the_old_one(operator):
    new = {"new": "another good one", "again": "another good one"}
    assert "现在的密码不对" in operator.post("/password", old="wrong", **new).text
    assert operator.post("/password", old=PASSWORD, **new).status_code == 302
    operator.post("/sign-out")
    assert operator.sign_in().status_code == 401
    assert operator.sign_in("another good one").status_code == 302


def test_where_there_is_no_user_the_page_says_what_to_type(tmp_path):
    page = new_hotline(tmp_path).app.test_client().get("/console/sign-in")
    assert "hotline users add" in page.text


def test_users_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))

    def hotline(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == code, done.output
        return done.output

    hotline("db", "upgrade")
    add = ("users", "add", "Wang", "--role", "admin", "--password")
    assert "10 to 200" in hotline(*add, "short", code=1)
    assert "authenticator" in hotline(*add, "long enough it is")
    assert "already" in hotline(*add, "long enough it is", code=1)
    hotline("users", "lock", "wang")
    assert "wang  admin  last sign-in never  locked" in hotline("users", "list")
    hotline("users", "lock", "wang", "--off")
    assert "locked" not in hotline("users", "list")
    assert "no user" in hotline("users", "lock", "nobody", code=1)
    hotline("users", "reset", "wang", "--password", "another long one")
