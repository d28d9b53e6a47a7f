"""Arrows point one way: console, ivr -> kb, speech -> models; the dialogue core knows no I/O."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WEB = ("flask", "flask_sock", "twilio", "werkzeug", "gunicorn")

LODGERS = ("demo", "simulator", "training")

FORBIDDEN = {
    "speech": ("ivr", "kb", "models", "console", "sqlalchemy", *WEB, *LODGERS),
    "kb": ("ivr", "console", "speech", *WEB, *LODGERS),
    "kb/content": ("models", "sqlalchemy"),
    "kb/matching": ("models", "sqlalchemy"),
    "models": ("ivr", "kb", "speech", "console", *WEB, *LODGERS),
    "ivr/dialog": (*WEB, "sqlalchemy", "models", "vosk", "faster_whisper", "kb"),
    "ivr/prompts": (*WEB, "sqlalchemy", "models", "kb"),
    "simulator": ("speech", "kb", "models", "console", "sqlalchemy", "twilio"),
    "console": ("tests", "bench", *LODGERS),
    "ivr": ("tests", "bench", *LODGERS),
}
CONTRACT = "kb.contract"
"""Imports nothing of the project, so that the dialogue core may share its types."""
CLOCKS = {"now", "today", "utcnow", "monotonic", "time", "perf_counter", "random", "uuid4"}


def imports(path: Path) -> set[str]:
    """Top-level names and `ivr.` submodules a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", [f for f in FORBIDDEN if (ROOT / f).is_dir()])
def test_a_package_imports_only_what_lies_below_it(folder):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(folder)
        for name in imports(path)
        for forbidden in FORBIDDEN[folder]
        if (name == forbidden or name.startswith(forbidden + ".")) and name != CONTRACT
    ]
    assert wrong == []


def test_the_contract_stands_on_the_standard_library_alone():
    contract = ROOT / "kb" / "contract.py"
    assert {name.partition(".")[0] for name in imports(contract)} <= sys.stdlib_module_names


def test_only_the_application_knows_the_console():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files("ivr")
        for name in imports(path)
        if (name == "console" or name.startswith("console."))
        and path != ROOT / "ivr" / "web" / "app.py"
    ]
    assert wrong == []


def test_a_dialogue_reads_no_clock_and_no_chance():
    wrong = []
    for path in files("ivr/dialog"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in CLOCKS:
                wrong.append(f"{path.name}:{called.lineno} calls {called.attr}()")
    assert wrong == []


def test_every_package_says_what_it_receives_and_emits():
    for folder in (
        "console",
        "ivr",
        "ivr/dialog",
        "ivr/telephony",
        "simulator",
        "kb",
        "models",
        "speech",
    ):
        text = (ROOT / folder / "__init__.py").read_text(encoding="utf-8")
        assert text.startswith('"""'), folder
        assert "eceives" in text or folder == "models", folder
