"""What ships: the wheel holds all the packages hold, and works where no checkout is."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.servers import make_var

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = [
    pattern.removesuffix("*")
    for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
]

IMPORT_ALL = """
import importlib, json, pkgutil
from pathlib import Path
files = []
for package in {packages}:
    home = Path(importlib.import_module(package).__file__).parent
    for module in pkgutil.walk_packages([str(home)], package + "."):
        if module.name.endswith(".__main__") or ".migrations" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Path) and value.is_absolute():
                there = value.exists() and value.is_relative_to(home.parent)
                files.append([module.name, name, there])
from ivr.cli.main import main
print(json.dumps(dict(files=files, commands=main.list_commands(None))))
"""


def tracked() -> list[str]:
    """All files of the checkout but those git ignores, those not yet committed included."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = done.stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from nothing but the files git knows."""
    source = tmp_path_factory.mktemp("source")
    for name in tracked():
        if not name.startswith(("tests/", "docs/", "bench/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    pip("wheel", "--no-build-isolation", "--wheel-dir", "dist", ".", cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


def pip(*args: str, cwd: Path) -> None:
    """pip without the network: what it needs is installed already."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", args[0], "--quiet", "--no-index", "--no-deps", *args[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def away(wheel: Path, tmp_path_factory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program of an environment that knows the wheel and the libraries, not the checkout.

    The libraries are those of this environment. A checkout that is installed in it stays unseen:
    a path in a .pth file is searched, .pth files found there are not read.
    """
    home = tmp_path_factory.mktemp("away")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "env"], check=True)
    (packages,) = (home / "env").glob("lib/python*/site-packages")
    libraries = [path for path in sys.path if path.endswith("-packages")]
    (packages / "libraries.pth").write_text("\n".join(libraries))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", home / "env" / "bin" / "python", "install"]
        + ["--quiet", "--no-index", "--no-deps", "--no-compile", "--force-reinstall", wheel],
        check=True,
    )
    (home / "empty").mkdir()
    make_var(home / "empty" / "var")

    def run(program: str, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [home / "env" / "bin" / program, *args],
            cwd=home / "empty",
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "OPENBLAS_NUM_THREADS": "1",
                "HOTLINE_CHECK_SIGNATURES": "false",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def modules(away) -> dict[str, list]:
    """What all modules say once they are imported: files they name, commands they add."""
    done = away("python", "-W", "ignore", "-c", IMPORT_ALL.format(packages=SHIPPED))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        return HeaderParser().parsestr(archive.read(name).decode())


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == {name for name in tracked() if name.split("/")[0] in SHIPPED}
    assert {Path(name).suffix for name in inside} > {".yaml", ".onnx", ".html", ".po"}


def test_the_wheel_brings_the_licences_of_what_it_contains(wheel):
    licences = set(metadata(wheel).get_all("License-File", []))
    named = re.compile(r"LICEN[CS]E", re.IGNORECASE)
    inside = {n for n in tracked() if n.split("/")[0] in SHIPPED and named.search(Path(n).name)}
    assert licences == {"LICENSE", *inside}
    assert len(licences) > 2


def test_the_wheel_requires_exactly_what_requirements_txt_pins(wheel):
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {re.sub(r"\s", "", line) for line in lines if line and not line.startswith("#")}
    required = metadata(wheel).get_all("Requires-Dist", [])
    assert {re.sub(r"\s", "", one) for one in required if "extra ==" not in one} == pinned
    assert all("==" in one for one in required)
    assert set(metadata(wheel).get_all("Provides-Extra", [])) == {
        "bench",
        "dev",
        "tracing",
        "train",
    }


def test_every_library_the_packages_import_is_required_by_name():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = {re.split(r"[\[=; ]", line)[0] for line in lines}
    required |= {
        re.split("=", one)[0] for one in PROJECT["project"]["optional-dependencies"]["tracing"]
    }
    known = packages_distributions()
    undeclared = {
        name
        for package in SHIPPED
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path)
        # `_typeshed` exists for type checkers alone.
        if name not in {*sys.stdlib_module_names, *SHIPPED, "_typeshed"}
        and not {normal(one) for one in known.get(name, [])} & {normal(one) for one in required}
    }
    assert undeclared == set()


def imported(path: Path) -> set[str]:
    """Top-level names a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_a_question_is_answered_from_an_empty_folder(away):
    done = away("hotline", "kb", "ask", "心梗赔不赔", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["topic"], answer["illness"]) == ("illness.coverage", "ami")
    assert answer["decision"] == "answer"
    assert answer["answer"].endswith("最终以职保会界定为准。")


def test_the_doctor_misses_only_what_is_no_part_of_a_package(away):
    away("hotline", "db", "upgrade")
    done = away("hotline", "doctor")
    assert done.returncode == 1, done.stderr
    missing = [line for line in done.stdout.splitlines() if line.startswith("MISSING")]
    assert [line.split(":")[0] for line in missing] == ["MISSING Mandarin recogniser"]
    assert "ok      Knowledge: sound" in done.stdout
    assert "ok      Database: ready" in done.stdout
    assert re.search(r"ok      Prompts: (\d+) of \1 ready", done.stdout)


def test_every_file_a_module_names_is_in_the_wheel(modules):
    """Nothing at run time reads tests, documentation or anything else of a checkout."""
    assert [one for one in modules["files"] if not one[2]] == []
    assert ["kb.content.library", "CONTENT", True] in modules["files"]


def test_the_command_line_has_the_simulated_calls_too(modules):
    assert {"call", "demo", "doctor", "kb", "serve"} <= set(modules["commands"])


def test_modules_name_their_files_at_the_top_where_the_test_above_sees_them():
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for package in SHIPPED
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name | ast.Attribute)
        and "__file__" in (getattr(inner, "id", ""), getattr(inner, "attr", ""))
    ]
    assert hidden == []
