"""Writes docs/reference.md: every command and every setting, from the code itself.

python -m ivr.cli.reference > docs/reference.md
"""

from collections.abc import Iterator

import click

from ivr.config.settings import Settings

_HEAD = """# Reference

Made from the code by `python -m ivr.cli.reference > docs/reference.md`; a test fails when it is not
up to date.
"""


def reference(commands: click.Group) -> str:
    """The whole page."""
    return "\n".join(
        [_HEAD, "## Settings\n", *_settings(), "\n## Commands\n", *_commands(commands)]
    )


def _settings() -> Iterator[str]:
    yield "Read from the environment, or from a file `.env` in the current folder. `0` is false."
    yield "The few on the console's page 设置 may be chosen there too, while the hotline runs.\n"
    yield "| setting | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = (
            "" if default in ("", None) or "Secret" in type(default).__name__ else f"`{default}`"
        )
        yield f"| `HOTLINE_{name.upper()}` | {shown} | {field.description} |"


def _commands(group: click.Group, path: str = "hotline") -> Iterator[str]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        elif command and command.callback.__module__.startswith(
            ("ivr.", "demo.", "simulator.")
        ):  # not the libraries'
            yield from _command(command, f"{path} {name}")


def _command(command: click.Command, path: str) -> Iterator[str]:
    yield f"### {path}\n"
    yield "```"
    yield command.get_help(click.Context(command, info_name=path, terminal_width=96)).strip()
    yield "```\n"


if __name__ == "__main__":
    from ivr.cli.main import main

    print(reference(main), end="")
