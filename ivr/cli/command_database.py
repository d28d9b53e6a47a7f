"""The database of a command: let go of when the command ends."""

import click
from sqlalchemy import Engine

from ivr.config.data_key import open_database
from ivr.config.settings import Settings
from models import migrate


def command_database(settings: Settings) -> Engine:
    """The database, its sealed columns readable, for as long as the command runs. Raises `SettingsError`."""
    engine = open_database(settings)
    click.get_current_context().call_on_close(engine.dispose)
    return engine


def upgraded_database(settings: Settings) -> Engine:
    """A command's database, its tables made or brought up to date first. Raises `SettingsError`."""
    engine = command_database(settings)
    migrate.upgrade(engine)
    return engine
