"""The documentation keeps its promises: reference complete, links alive, commands real."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click

from ivr.cli.main import main
from ivr.cli.reference import reference
from ivr.config.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "deploy/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
FILES = [name for name in TRACKED if (ROOT / name).is_file()]
TOP = {name.split("/")[0] for name in FILES if "/" in name}


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


def test_every_command_option_and_setting_the_documentation_names_exists():
    unknown = [
        f"{page.relative_to(ROOT)}: {line}"
        for page in PAGES
        for line in command_lines(page.read_text(encoding="utf-8"))
        if not command_exists(line)
    ]
    assert unknown == []
    settings = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}
    settings.add("HOTLINE_PICTURES")  # of the tests in a browser
    named = {
        word
        for page in PAGES
        for word in re.findall(r"`(HOTLINE_[A-Z_]+)[`=]", page.read_text(encoding="utf-8"))
    }
    assert named <= settings, named - settings


def test_a_command_that_does_not_exist_would_be_found():
    text = "`hotline kb ask TEXT`\n```bash\n.venv/bin/hotline db upgrade  # first\n```\n"
    assert list(command_lines(text)) == ["hotline kb ask TEXT", "hotline db upgrade  # first"]
    assert command_exists("hotline parse digits|date|yesno TEXT --json")
    for unknown in ("hotline shelve", "hotline kb shelve", "hotline db upgrade --backwards"):
        assert not command_exists(unknown), unknown


def test_every_file_and_module_that_is_named_exists():
    """In backticks and code blocks of pages, in docstrings, and in the comments of YAML files."""
    unknown = [
        f"{name}: {word}"
        for name in FILES
        for word in words_named(name)
        if not (path_exists(name, word) if "/" in word else name_exists(word))
    ]
    assert unknown == []


def test_a_name_that_does_not_exist_would_be_found():
    page = "docs/architecture.md"
    for known in ("ivr/dialog/", "kb/seed/*/*.yaml", "tests/test_docs.py"):
        assert path_exists(page, known), known
    for known in ("test_docs.py", "kb.content.library", "simulator.place_call"):
        assert name_exists(known), known
    for unknown in ("ivr/shelf.py", "telephony/session.py", "kb/seed/*/*.csv"):
        assert not path_exists(page, unknown), unknown
    for unknown in ("whisper_text.py", "ivr.shelf", "kb.content.library.Shelf"):
        assert not name_exists(unknown), unknown


def command_lines(text: str) -> Iterator[str]:
    """What is to be typed at a shell and begins with our command."""
    typed = re.findall(r"`([^`\n]+)`", text)
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        typed += block.splitlines()
    for line in typed:
        if found := re.match(r"(?:\.venv/bin/)?(hotline [a-z-].*)", line):
            yield found[1]


def command_exists(line: str) -> bool:
    """Whether the command line knows the command, and the command all options of the line."""
    words = line.partition("#")[0].split()[1:]
    command: click.Command | None = main
    while isinstance(command, click.Group) and words and re.match(r"[a-z]", words[0]):
        command = command.get_command(click.Context(command), words.pop(0).split("|")[0])
    if command is None:
        return False
    options = {"--help", *(name for param in command.params for name in param.opts)}
    options |= {name for param in command.params for name in param.secondary_opts}
    return all(word.strip("[]`.,").partition("=")[0] in options for word in words if "--" in word)


def words_named(name: str) -> Iterator[str]:
    """Paths, names of Python files and dotted names of modules in one file."""
    path = ROOT / name
    if path.suffix not in (".md", ".py", ".yaml") or "vendor" in path.parts:
        return
    text = path.read_text(encoding="utf-8")
    spans = re.findall(r"`([^`\n]+)`", text)
    if path.suffix == ".md":
        spans += re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        spans += re.findall(r"^ {4}.*$", text, re.MULTILINE)
    if path.suffix == ".yaml":
        spans += re.findall(r"(?:^|\s)#(.*)$", text, re.MULTILINE)
    for word in re.split(r"[\s,;:()'\"=|<>{}]+", " ".join(spans)):
        bare = word.rstrip("./…")
        inside = re.split(r"[./]", bare)[0] in TOP
        of_data = re.search(r"\.(raw|jsonl)$", bare)
        dotted = re.fullmatch(r"\w+(\.\w+)+", bare) and not of_data
        if re.fullmatch(r"\w+(/\w+)*\.py", bare) or (inside and ("/" in bare or dotted)):
            yield bare


def path_exists(page: str, path: str) -> bool:
    """Whether a path, `*` standing for any name, leads to something from the root or the page."""
    return any(any(start.glob(path)) for start in (ROOT, (ROOT / page).parent))


def name_exists(name: str) -> bool:
    """Whether a file has this name, or a module defines what a dotted name leads to."""
    if name.endswith(".py"):
        return any(Path(file).name == name for file in FILES)
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = ROOT.joinpath(*parts[:length])
        for source in (module.with_suffix(".py"), module / "__init__.py"):
            if source.is_file():
                text = source.read_text(encoding="utf-8")
                return all(defines(text, part) for part in parts[length:])
    return False


def defines(source: str, name: str) -> bool:
    """Whether a module defines a class, function, method, field or constant, or hands one on."""
    ways = rf"(def|class) {name}\b|^\s*{name}\s*[:=]|import .*\b{name}\b"
    return re.search(ways, source, re.MULTILINE) is not None
