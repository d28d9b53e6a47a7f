"""Every page that takes a file takes as much as it says, and no page takes more."""

import re

import pytest

from console.knowledge import bench_views, file_views
from console.members import views as members
from console.shell.uploads import FORM_BYTES
from kb.content.yaml_io import exported
from kb.editions.edition_store import items_in_force, newest_number
from tests.support.members import another, write_csv
from tests.support.staff import add_person

PAGES = {
    "/members/import": ("file", "m.csv", members.MAX_BYTES),
    "/knowledge/files": ("file", "k.yaml", file_views.MAX_BYTES),
    "/knowledge/bench": ("sound", "s.wav", bench_views.MAX_BYTES),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("share", [0.0012, 0.02, 0.95])
def test_a_file_within_what_the_page_says_gets_as_far_as_being_read(hotline, page, share):
    field, name, most = PAGES[page]
    content = b"," * max(int(most * share), FORM_BYTES + 1)
    answer = add_person(hotline, "admin").upload(page, content, name, field)
    assert answer.status_code == 200, "it is read, and found to be nothing"


@pytest.mark.parametrize("page", PAGES)
def test_what_is_larger_is_refused_with_how_much_may_come(hotline, page):
    field, name, most = PAGES[page]
    answer = add_person(hotline, "admin").upload(page, b"x" * (most + 70_000), name, field)
    assert answer.status_code == 413
    assert f"最多收 {most >> 20} MB" in answer.text


@pytest.mark.parametrize("page", [*PAGES, "/members", "/notices/1/note", "/sign-in"])
def test_strangers_send_no_more_than_a_form(hotline, stranger, page):
    answer = stranger.upload(page, b"x" * 2 * FORM_BYTES, "m.csv")
    assert answer.status_code == 413


@pytest.mark.parametrize("page", ["/members", "/notices/1/note", "/language"])
def test_a_page_without_files_takes_no_more_than_a_form(hotline, page):
    answer = add_person(hotline, "admin").post(page, number="9" * 2 * FORM_BYTES)
    assert answer.status_code == 413
    assert "最多收 64 kB" in answer.text


def test_800_members_go_through_the_page(hotline, tmp_path):
    """The smallest union that could not be imported: 66 kB."""
    file = write_csv(tmp_path / "m.csv", *(another(n) for n in range(800)))
    assert file.stat().st_size > FORM_BYTES
    admin = add_person(hotline, "admin")
    page = admin.upload("/members/import", file.read_bytes(), "m.csv").text
    assert "预检通过" in page
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    answer = admin.post("/members/import/confirm", ticket=ticket)
    assert answer.location.endswith("/members")


def test_the_console_takes_back_the_knowledge_it_gave(hotline):
    with hotline.services.sessions() as session:
        text = exported(items_in_force(session, newest_number(session))).encode()
    assert len(text) > FORM_BYTES
    answer = add_person(hotline, "editor").upload("/knowledge/files", text, "knowledge.yaml")
    assert answer.status_code == 302
