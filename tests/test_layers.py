"""What the contracts in pyproject.toml (`make lint`) do not see: clocks, docstrings, tests' places."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("console", "demo", "ivr", "kb", "models", "simulator", "speech", "training")
CLOCKS = {"now", "today", "utcnow", "monotonic", "time", "perf_counter", "random", "uuid4"}
WHOLE = {"tests/calls", "tests/fuzz", "tests/support"}
"""Tests of the whole hotline, and what tests share."""


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_a_dialogue_reads_no_clock_and_no_chance():
    wrong = []
    for path in files("ivr/dialog"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in CLOCKS:
                wrong.append(f"{path.name}:{called.lineno} calls {called.attr}()")
    assert wrong == []


def test_the_contract_of_understanding_stands_on_the_standard_library_alone():
    """So the dialogue may share its types."""
    nodes = list(ast.walk(ast.parse((ROOT / "kb" / "contract.py").read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_every_package_says_what_it_receives_and_emits():
    for folder in (*PACKAGES, "ivr/dialog", "ivr/telephony"):
        text = (ROOT / folder / "__init__.py").read_text(encoding="utf-8")
        assert text.startswith('"""'), folder
        assert "eceives" in text or folder == "models", folder


def test_every_folder_of_the_product_says_what_it_is_for():
    folders = {path.parent for package in PACKAGES for path in files(package)}
    openings = {
        folder: folder / "__init__.py" for folder in folders if "migrations" not in folder.parts
    }
    silent = [
        str(folder.relative_to(ROOT))
        for folder, opening in openings.items()
        if not opening.is_file() or not opening.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_every_folder_of_tests_has_its_folder_in_the_source():
    folders = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    homeless = [
        folder
        for folder in folders - {"tests"} - WHOLE
        if not (ROOT / folder.removeprefix("tests/")).is_dir()
    ]
    assert homeless == []
    assert len(folders) > 20


def test_every_error_of_a_package_has_its_one_base():
    bases = {
        "console": "ConsoleError",
        "ivr": "HotlineError",
        "kb": "KbError",
        "models": "ModelsError",
        "simulator": "SimulatorError",
        "speech": "SpeechError",
    }
    for package, base in bases.items():
        assert {name for name, of in errors(package).items() if "Exception" in of} == {base}
        ours = errors(package)
        strays = [name for name, of in ours.items() if name != base and not of & ours.keys()]
        assert strays == [], package


def errors(package: str) -> dict[str, set[str]]:
    """The error classes of a package, and what each derives from."""
    return {
        node.name: {ast.unparse(base) for base in node.bases}
        for path in files(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
        if "logging.StreamHandler" not in {ast.unparse(base) for base in node.bases}
    }
