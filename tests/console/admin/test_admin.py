"""Who may sign in, and who did what: for admins only."""

import re

import pytest

from tests.support.staff import add_person


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
