"""Point a number at the hotline, and look whether it is."""

import click
import requests
from twilio.request_validator import RequestValidator

from ivr.cli.common import plain_errors
from ivr.config.settings import Settings, load
from ivr.telephony.twilio.account import Account, AccountError, Target
from ivr.telephony.twilio.signature import HEADER

ANSWER_SECONDS = 10

_target = click.argument("name")
_fallback = click.option(
    "--fallback-url",
    default="",
    help="Where Twilio asks when the server does not answer; default: the server once more.",
)


@click.group()
def twilio() -> None:
    """The Twilio account: where calls go."""


@twilio.command()
@_target
@_fallback
@click.option("--yes", is_flag=True, help="Change it. Without this only shows what would change.")
@plain_errors()
def provision(name: str, fallback_url: str, yes: bool) -> None:
    """Send calls to NAME to this server.

    NAME is a number (+...), a SIP domain (....sip.twilio.com) or a BYOC trunk (BY...).
    """
    settings = _public_settings()
    target = Account(settings).find(name)
    wanted = target.fields.wanted(settings.origin, fallback_url)
    differences = target.differences(wanted)
    _show(target, differences)
    for obstacle in target.obstacles():
        click.echo(f"  note: {obstacle}")
    if not differences:
        return
    if not yes:
        click.echo("Nothing was changed. Add --yes to change it.")
        return
    target.update({name: wanted[name] for name in differences})
    click.echo("Changed. Look with: hotline twilio check " + name)


@twilio.command()
@_target
@_fallback
@plain_errors()
def check(name: str, fallback_url: str) -> None:
    """Look whether calls to NAME reach this server; exits 1 where they do not."""
    settings = _public_settings()
    account = Account(settings)
    faults = account.obstacles()
    target = account.find(name)
    faults += target.obstacles()
    differences = target.differences(target.fields.wanted(settings.origin, fallback_url))
    _show(target, differences)
    faults += [f"{setting} is {now or 'empty'}" for setting, (now, _) in differences.items()]
    faults += _unreached(settings)
    for fault in faults:
        click.echo(f"  fault: {fault}")
    if faults:
        raise click.ClickException(f"{len(faults)} faults")
    click.echo("Calls reach the hotline.")


def _public_settings() -> Settings:
    settings = load()
    if not settings.origin.startswith("https://"):
        raise AccountError(
            f"HOTLINE_PUBLIC_URL is {settings.public_url or 'empty'}: Twilio needs an https:// "
            "address that the internet can reach."
        )
    return settings


def _show(target: Target, differences: dict[str, tuple[str, str]]) -> None:
    click.echo(f"{target.kind} {target.name} ({target.resource.sid})")
    if not differences:
        click.echo("  is as it should be")
    for setting, (now, wanted) in differences.items():
        click.echo(f"  {setting}: {now or 'empty'} -> {wanted}")


def _unreached(settings: Settings) -> list[str]:
    """Ask the public address as Twilio would, but about no call: the refusal tells all.

    The server checks the signature first; that it then misses the call's id proves that address,
    proxy and token agree.
    """
    url = f"{settings.origin}/voice/status"
    token = settings.twilio_auth_token.get_secret_value()
    signature = RequestValidator(token).compute_signature(url, {"Probe": "1"})
    try:
        answer = requests.post(
            url, data={"Probe": "1"}, headers={HEADER: signature}, timeout=ANSWER_SECONDS
        )
    except requests.RequestException as error:
        return [f"{url} does not answer: {error}"]
    if answer.status_code == 400 and "CallSid" in answer.text:
        return []
    if answer.status_code == 403:
        return [
            f"{url} refuses our signature: the server has another HOTLINE_TWILIO_AUTH_TOKEN or "
            "HOTLINE_PUBLIC_URL"
        ]
    return [f"{url} answers {answer.status_code}: it is not the hotline that answers there"]
