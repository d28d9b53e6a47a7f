"""Chinese first, English on request, and nothing left out."""

import re

from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from console.shell.languages import ENGLISH
from kb.content import fields

CONSOLE = ENGLISH.parents[1]
SOURCES = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]


def catalogue() -> dict[str, str]:
    with ENGLISH.open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file, locale="en") if entry.id}


def written() -> set[str]:
    """All texts in pages and code, and the fields of the knowledge."""
    found = extract_from_dir(str(CONSOLE), SOURCES, keywords={"_": None, "_l": None})
    asked = extract_from_file("python", fields.__file__, keywords={"N_": None})
    return {message for _, _, message, _, _ in found} | {message for _, message, _, _ in asked}


def test_every_text_has_an_english_one_and_none_is_left_over():
    assert written() == {chinese for chinese, english in catalogue().items() if english}


def test_both_languages_have_the_same_blanks():
    blank = re.compile(r"%\(\w+\)s|%%")
    wrong = [
        z for z, e in catalogue().items() if sorted(blank.findall(z)) != sorted(blank.findall(e))
    ]
    assert wrong == []


def test_no_page_has_a_text_beside_the_catalogue():
    pages = [p for p in CONSOLE.rglob("*.html") if p.name != "sheet.html"]
    chinese = re.compile("[\u4e00-\u9fff]")
    for page in pages:
        rest = re.sub(r"_\('[^']*'", "", page.read_text(encoding="utf-8"))
        assert not chinese.search(rest), page.name


def test_the_language_is_switched_and_stays(operator):
    assert "我的账号" in operator.get("/account").text
    operator.post("/language", language="en", back="/console/account")
    page = operator.get("/account").text
    assert "My account" in page
    assert '<html lang="en">' in page
    operator.post("/language", language="zh", back="/console/account")
    assert "我的账号" in operator.get("/account").text


def test_the_switch_leads_nowhere_else(operator):
    answer = operator.post("/language", language="en", back="//evil.example/console/")
    assert answer.location == "/console/"
