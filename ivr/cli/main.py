"""`hotline`, the command line, built on Flask's."""

from importlib.metadata import EntryPoints, entry_points
from pkgutil import resolve_name

import click
from flask import Flask
from flask.cli import FlaskGroup

_COMMANDS = {
    "capacity": "ivr.cli.capacity:capacity",
    "chat": "ivr.cli.chat:chat",
    "db": "ivr.cli.admin:db",
    "doctor": "ivr.cli.doctor:doctor",
    "kb": "ivr.cli.knowledge:kb",
    "members": "ivr.cli.admin:members",
    "parse": "ivr.cli.speech:parse",
    "person": "ivr.cli.privacy:person",
    "prompts": "ivr.cli.speech:prompts",
    "purge": "ivr.cli.privacy:purge",
    "serve": "ivr.cli.serve:serve",
    "transcribe": "ivr.cli.speech:transcribe",
    "twilio": "ivr.cli.twilio_number:twilio",
    "users": "ivr.cli.users:users",
    "weights": "ivr.cli.speech:weights",
}
"""Where the commands live. Only the one that runs is imported: all of them together take seconds."""


class Commands(FlaskGroup):
    """Flask's group, but it asks no application for further commands: building one takes seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group.list_commands`."""
        return sorted({*self.commands, *_COMMANDS, *(p.name for p in _plugins())})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """See `click.Group.get_command`."""
        if name in _COMMANDS:
            command: click.Command = resolve_name(_COMMANDS[name])
            return command
        for plugin in _plugins().select(name=name):
            loaded: click.Command = plugin.load()
            return loaded
        return self.commands.get(name)


def _plugins() -> EntryPoints:
    """Commands of what the hotline does not import: simulated calls, the demo."""
    return entry_points(group="hotline.commands")


def application() -> Flask:
    """Make the application of a development server."""
    # Loaded with every other command, these would take seconds too.
    from ivr.config.settings import load
    from ivr.services.build import build_services
    from ivr.web.app import create_app

    services = build_services(load())
    services.start()
    return create_app(services)


@click.group(cls=Commands, create_app=application, load_dotenv=False)
def main() -> None:
    """12351, the telephone hotline of Shanghai's trade unions."""


if __name__ == "__main__":
    main()
