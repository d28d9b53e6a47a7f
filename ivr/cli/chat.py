"""The hotline on a text console: for writing content and for tests."""

import uuid
from collections.abc import Callable

import click

from ivr.cli.command_database import upgraded_database
from ivr.cli.common import local_settings, plain_errors
from ivr.dialog.acts import Ask, CallerAct, Dialled, HandOff, HangUp, Keyed, Said, Silent
from ivr.services.build import build_services
from ivr.services.services import Services
from models.call import CallOutcome, Door

HELP = "说的话直接输入；按键前面加 /，如 /1 或 /3902112345；空行表示沉默；Ctrl-D 挂机。"


@click.command()
@plain_errors()
def chat() -> None:
    """Talk to the hotline by keyboard."""
    settings = local_settings(engine="none", synthesizer="none")
    upgraded_database(settings)  # the call is kept like any other
    services = build_services(settings)
    click.echo(HELP)
    sid = f"chat-{uuid.uuid4().hex}"
    converse(services, sid, lambda: input("> "), click.echo)


def converse(
    services: Services,
    call: str,
    read: Callable[[], str],
    write: Callable[[str], None],
) -> None:
    """Hold one call as text until it ends or `read` raises `EOFError`."""
    calls, catalogue = services.calls, services.catalogue
    calls.announce(call, caller="", called="chat", door=Door.TEXT)
    conversation = services.conversations.open(call)
    while True:
        turn = conversation.turn
        for say in turn.says:
            write(catalogue.text(say))
        match turn.then:
            case HangUp():
                calls.ended(call, CallOutcome.COMPLETED)
                return
            case HandOff():
                write("（转人工：控制台上没有坐席）")
                conversation.receive(Dialled(answered=False))
            case Ask() as ask:
                write(catalogue.text(ask))
                try:
                    conversation.receive(_act(read()))
                except EOFError:
                    calls.ended(call, CallOutcome.HUNG_UP)
                    return


def _act(line: str) -> CallerAct:
    line = line.strip()
    if not line:
        return Silent()
    return Keyed(line[1:]) if line.startswith("/") else Said(line)
