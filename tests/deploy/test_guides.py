"""The guides' commands: each is one that the program has, with options and words that it takes.

`make rehearse` runs them; this finds out at once when one is renamed.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from ivr.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "deploy" / "README.md",
    *(p for p in sorted((ROOT / "docs").glob("*.md")) if p.name != "reference.md"),  # generated
]
COMMAND = re.compile(
    r"(?:^|[`;&|({])\s*(?:[A-Z_]+=\S+ )*"
    r"(?:(?:docker compose exec app1 |kubectl -n hotline exec deployment/hotline -- )?"
    r"(?:[\w./]*/bin/)?hotline|docker run --rm hotline-12351|docker compose run --rm --no-deps app1)"
    r" ([a-z][^`\n#|;&<>)}]*)"
)


def written_in(page: Path) -> Iterator[str]:
    """The words behind `hotline` in code blocks and in code within the text."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    code = "".join(block for language, block in blocks if language in ("", "bash", "sh"))
    for line in code.splitlines():
        yield from (found.strip() for found in COMMAND.findall(line))
    without = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`[^`\n]+`", without):
        yield from (found.strip() for found in COMMAND.findall(span))


def shipped() -> Iterator[str]:
    """What containers, pods and units start."""
    for unit in (ROOT / "deploy" / "systemd").glob("*.service"):
        yield from re.findall(r"bin/hotline (.*)", unit.read_text())
    for manifest in (ROOT / "deploy" / "kubernetes").glob("*.yaml"):
        for words in re.findall(r"^\s+args: \[(.*)\]", manifest.read_text(), re.MULTILINE):
            yield words.replace(",", "")
    compose = yaml.safe_load((ROOT / "deploy" / "compose" / "compose.yaml").read_text())
    for service in compose["services"].values():
        yield from ([" ".join(service["command"])] if "command" in service else [])
        entry = service.get("entrypoint", [])
        yield from ([" ".join(entry[entry.index("hotline") + 1 :])] if "hotline" in entry else [])


EVERY = sorted({command for page in PAGES for command in written_in(page)} | set(shipped()))


def fault_of(command: str) -> str:
    """What the program would not take; empty where all is well."""
    words = shlex.split(command.replace("...", "").replace("…", ""))
    found: click.Command = main
    context = click.Context(main, info_name="hotline")
    while isinstance(found, click.Group) and words:
        inner = found.get_command(context, words.pop(0))
        if inner is None:
            return "no such command"
        context = click.Context(inner, info_name=inner.name, parent=context)
        found = inner
    try:
        given, left, _ = found.make_parser(context).parse_args(words)
    except click.UsageError as error:
        return error.format_message()
    if left:
        return f"takes no {left}"
    for param in found.params:
        choices = getattr(param.type, "choices", ())
        if choices and param.name in given and given[param.name] not in choices:
            return f"{param.name} is none of {choices}"
    return ""


def test_the_guides_have_commands():
    assert len(EVERY) > 40
    for one in (
        "users add YOU --role admin",
        "db reindex --yes",
        "purge --dry-run",
        "db upgrade",
        "serve",
    ):
        assert one in EVERY


@pytest.mark.parametrize("command", EVERY)
def test_every_command_is_one_the_program_takes(command):
    assert fault_of(command) == ""


def test_a_command_that_is_none_would_be_found():
    assert fault_of("db downgrade") == "no such command"
    assert "No such option" in fault_of("purge --now")
    assert fault_of("users add YOU --role boss").startswith("role is none of")
    assert fault_of("members import FILE OTHER").startswith("takes no")
