"""`hotline`, the command line, built on Flask's."""

from importlib.metadata import entry_points

import click
from flask import Flask
from flask.cli import FlaskGroup

from ivr.cli import (
    admin,
    capacity,
    chat,
    doctor,
    knowledge,
    privacy,
    serve,
    speech,
    twilio_number,
    users,
)
from ivr.config.settings import load
from ivr.services.build import build_services
from ivr.web.app import create_app


class Commands(FlaskGroup):
    """Flask's group, but it asks no application for further commands: building one takes seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group.list_commands`."""
        return click.Group.list_commands(self, ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """See `click.Group.get_command`."""
        return click.Group.get_command(self, ctx, name)


def application() -> Flask:
    """Make the application of a development server."""
    services = build_services(load())
    services.start()
    return create_app(services)


@click.group(cls=Commands, create_app=application, load_dotenv=False)
def main() -> None:
    """12351, the telephone hotline of Shanghai's trade unions."""


for command in (
    admin.db,
    admin.members,
    capacity.capacity,
    chat.chat,
    doctor.doctor,
    knowledge.kb,
    privacy.person,
    privacy.purge,
    serve.serve,
    speech.parse,
    speech.prompts,
    speech.transcribe,
    speech.weights,
    twilio_number.twilio,
    users.users,
):
    main.add_command(command)

# Commands of what the hotline does not import: simulated calls, the demo.
for plugin in entry_points(group="hotline.commands"):
    main.add_command(plugin.load())

if __name__ == "__main__":
    main()
