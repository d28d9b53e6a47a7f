"""The documentation keeps its promises: reference complete, links alive, commands real."""

import re
from pathlib import Path

from ivr.cli.main import main
from ivr.cli.reference import reference
from ivr.config.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_reference_is_up_to_date():
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == reference(main), "run: python -m ivr.cli.reference > docs/reference.md"


def test_every_setting_says_what_it_does():
    assert all(field.description for field in Settings.model_fields.values())


def test_every_link_to_a_file_leads_somewhere():
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_make_target_the_documentation_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"`make ([a-z]+)`", page.read_text(encoding="utf-8"))
    }
    assert named <= targets, named - targets
    assert {"demo", "test", "serve", "bench", "lint", "clean"} <= targets
