"""`hotline call`: place simulated calls against a running server."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from simulator import script
from simulator.audio import AudioError
from simulator.call import DEMO_ACCOUNT, place_call
from simulator.captions import captions_from
from simulator.options import CallOptions, Dial, DialOutcome, Network
from simulator.printer import printer
from simulator.result import CallResult
from simulator.sip import place_sip_call

_ACTS = {"wav": "say", "keys": "keys", "say": "say_text"}


class _OrderedCommand(click.Command):
    """Remembers in which order --wav, --keys and --say were given: it is the order of the call."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as usual, noting the order of the acts."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta["acts"] = [param.name for param in order if param.name in _ACTS]
        return super().parse_args(ctx, args)


def call_command(synthesize: Callable[[str], Path] | None = None) -> click.Command:
    """Return the `call` command; `synthesize` turns the text of --say into a sound file."""

    @click.command("call", cls=_OrderedCommand)
    @click.option("--url", help="Address of the running hotline: calls it as Twilio would.")
    @click.option("--sip", metavar="HOST:PORT", help="Calls it over SIP there instead.")
    @click.option("--sip-user", default="", help="User name for a trunk with a password.")
    @click.option("--sip-password", default="", envvar="SIP_PASSWORD", help="That password.")
    @click.option("--wav", multiple=True, metavar="FILE", help="Say a sound file.")
    @click.option("--keys", multiple=True, metavar="KEYS", help="Press keys, e.g. 3902#.")
    @click.option("--say", multiple=True, metavar="TEXT", help="Say a text.")
    @click.option("--script", "script_file", type=click.Path(path_type=Path), help="YAML script.")
    @click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", help="Signing key, with --url.")
    @click.option("--account-sid", default=DEMO_ACCOUNT, envvar="TWILIO_ACCOUNT_SID")
    @click.option("--from", "from_number", default="+8613800000000", help="The caller's number.")
    @click.option("--to", "to_number", default="+862112351", help="The number called.")
    @click.option("--public-origin", help="Origin the server believes it has.")
    @click.option("--fallback", help="Path told of failed webhooks.")
    @click.option("--captions", help="URL of captions as JSON; {call_sid} is replaced.")
    @click.option("--dial", type=click.Choice([x.value for x in DialOutcome]), help="If dialled.")
    @click.option("--out", type=click.Path(path_type=Path), help="Folder for recordings.")
    @click.option("--loss", type=click.FloatRange(0, 1), default=0.0, help="Share of frames lost.")
    @click.option("--jitter", type=click.FloatRange(0), default=0.0, help="Delay, seconds.")
    @click.option("--calls", type=click.IntRange(1), default=1, help="Calls at the same time.")
    @click.option("--max-seconds", type=float, default=180.0, help="Longest call.")
    @click.option("--json", "as_json", is_flag=True, help="Print the results as JSON lines.")
    @click.pass_context
    def call(ctx: click.Context, **given: Any) -> None:
        """Call a hotline as Twilio would, or over SIP, and act out a script.

        --wav, --keys and --say may be repeated; they are acted out in the order given, each after
        the hotline has finished speaking, and then the caller hangs up.
        """
        _check_address(given)
        try:
            plan = _plan(ctx.meta["acts"], given)
            results = _place(plan, given, synthesize)
        except (script.ScriptError, AudioError) as error:
            raise click.ClickException(str(error)) from error
        for result in results:
            click.echo(
                json.dumps(result.to_dict(), ensure_ascii=False)
                if given["as_json"]
                else _summary(result)
            )
        if not all(result.ok for result in results):
            ctx.exit(1)

    return call


def _plan(acts: Sequence[str], given: dict[str, Any]) -> script.Script:
    """Make the script: the file's, or the acts in their order, a listening pause and hanging up."""
    if given["script_file"] is not None:
        if acts:
            raise script.ScriptError("--script cannot be combined with --wav, --keys or --say")
        return script.load_script(given["script_file"])
    values = {name: iter(given[name]) for name in _ACTS}
    steps: list[Any] = [{_ACTS[name]: next(values[name])} for name in acts]
    return script.parse_script({"name": "call", "steps": [*steps, "wait_quiet", "hangup"]})


def _place(
    plan: script.Script, given: dict[str, Any], synthesize: Callable[[str], Path] | None
) -> list[CallResult]:
    options = CallOptions(
        public_origin=given["public_origin"],
        fallback_path=given["fallback"],
        max_seconds=given["max_seconds"],
        network=Network(loss=given["loss"], jitter=given["jitter"]),
        dials=[Dial(DialOutcome(given["dial"]))] if given["dial"] else [],
        out_dir=given["out"],
        synthesize=synthesize,
        captions=captions_from(given["captions"]) if given["captions"] else None,
    )

    def one(number: int) -> CallResult:
        tag = plan.name if given["calls"] == 1 else f"{plan.name} {number + 1}"
        show = None if given["as_json"] else printer(tag, click.echo)
        mine = replace(options, on_event=show, seed=number)
        return _over_sip(plan, given, mine) if given["sip"] else _as_twilio(plan, given, mine)

    with ThreadPoolExecutor(given["calls"]) as pool:
        return list(pool.map(one, range(given["calls"])))


def _check_address(given: dict[str, Any]) -> None:
    """Raise `click.UsageError` unless it is known whom to call, and how."""
    if bool(given["url"]) == bool(given["sip"]):
        raise click.UsageError("Give either --url or --sip.")
    if given["url"] and not given["auth_token"]:
        raise click.UsageError("Missing option '--auth-token' (also TWILIO_AUTH_TOKEN).")


def _as_twilio(plan: script.Script, given: dict[str, Any], options: CallOptions) -> CallResult:
    return place_call(
        given["url"],
        plan,
        auth_token=given["auth_token"],
        account_sid=given["account_sid"],
        from_number=given["from_number"],
        to_number=given["to_number"],
        options=options,
    )


def _over_sip(plan: script.Script, given: dict[str, Any], options: CallOptions) -> CallResult:
    host, _, port = given["sip"].rpartition(":")
    if not (host and port.isdecimal()):
        raise click.UsageError("--sip wants HOST:PORT, as in 127.0.0.1:5060.")
    return place_sip_call(
        (host, int(port)),
        plan,
        from_number=given["from_number"],
        to_number=given["to_number"],
        user=given["sip_user"],
        password=given["sip_password"],
        options=options,
    )


def _summary(result: CallResult) -> str:
    median = result.median_latency
    parts = [
        "ok" if result.ok else "NOT AS SCRIPTED",
        f"{result.seconds:.1f} s",
        f"steps {result.steps_done}/{result.steps_total}",
        f"replies {len(result.latencies)}",
        "reply latency -" if median is None else f"median reply latency {median:.2f} s",
        f"ended by {result.ended_by}",
    ]
    return f"{result.name}: " + ", ".join(parts)
