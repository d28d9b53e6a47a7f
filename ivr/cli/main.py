"""`hotline`, the command line, built on Flask's."""

from importlib.metadata import entry_points

import click
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
from ivr.web.app import create_app


@click.group(cls=FlaskGroup, create_app=create_app, load_dotenv=False)
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
