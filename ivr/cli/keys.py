"""For whoever changes the data key."""

import click
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from ivr.cli.command_database import command_database
from ivr.cli.common import local_settings, plain_errors
from ivr.config.data_key import vault_for
from ivr.privacy.reseal import reseal_files
from ivr.storage.journal import Journal
from models.base import connect
from models.reindex import reindex as reindex_database
from models.reseal import reseal as reseal_database
from models.vault import VaultError


@click.command()
@plain_errors(SQLAlchemyError, VaultError)
def reseal() -> None:
    """Seal everything anew with the first of the data keys; servers may run meanwhile.

    Broken off, it is begun again and passes over what is done.
    """
    settings = local_settings()
    engine = command_database(settings)
    with tqdm(unit="rows", disable=None) as bar:
        counts = reseal_database(engine, bar.update)
    counts |= reseal_files(settings.var, vault_for(settings))
    for kind, count in counts.items():
        click.echo(f"{kind}: {count}{'' if kind.startswith('unreadable') else ' sealed anew'}")


@click.command()
@click.confirmation_option(prompt="Are all servers stopped?")
@plain_errors(SQLAlchemyError, VaultError)
def reindex() -> None:
    """Make numbers and phones findable with the first data key alone; no server may run meanwhile.

    What `hotline db reseal` has not sealed anew yet is sealed now. After this the other keys go.
    """
    settings = local_settings()
    vault = vault_for(settings)
    waiting = Journal(settings.var / "journal", vault).calls_pending()
    if waiting:
        raise click.ClickException(f"{len(waiting)} calls wait in the journal: hotline db deliver")
    engine = connect(settings.database, vault)
    click.get_current_context().call_on_close(engine.dispose)
    with tqdm(unit="rows", disable=None) as bar:
        reseal_database(engine, bar.update)
        count = reindex_database(engine, vault.newest(), bar.update)
    reseal_files(settings.var, vault)
    click.echo(f"{count} rows changed. Now leave only the first key in HOTLINE_DATA_KEY.")
