"""A small Excel file that unpacks to a huge one never gets as far as being read."""

import io
import zipfile

import pytest

from console.shell.uploads import SMALL, is_zip_bomb
from tests.support.staff import add_person


def bomb() -> io.BytesIO:
    """20 MB of nothing in 20 kB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(2 * SMALL))
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("page", "name"), [("/members/import", "m.xlsx"), ("/knowledge/files", "k.xlsx")]
)
def test_it_is_refused_with_what_to_do_instead(hotline, page, name):
    answer = add_person(hotline, "admin").post(page, file=(bomb(), name))
    assert answer.status_code == 413
    assert "解开后太大" in answer.text


def test_a_file_is_read_from_its_beginning_afterwards():
    small = io.BytesIO(b"no zip file at all")
    small.read()
    assert not is_zip_bomb(small)
    assert small.read().startswith(b"no zip")
