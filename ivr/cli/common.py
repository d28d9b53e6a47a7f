"""What several commands share."""

import functools
import json
from collections.abc import Callable
from typing import Any

import click

from ivr.config.settings import Settings, load
from ivr.errors import HotlineError


def trial_settings(**overrides: object) -> Settings:
    """Settings for commands that talk to nobody: no Twilio token is needed."""
    return load(check_signatures=False, host="127.0.0.1", public_url="", **overrides)


def print_json(data: Any) -> None:
    """One JSON object on one line."""
    click.echo(json.dumps(data, ensure_ascii=False))


def plain_errors(*expected: type[Exception], told: Callable[[Exception], str] = str) -> Callable:
    """Show our own errors, and those `expected`, as one plain message; exit 1 without a traceback.

    `told` puts an error into words.
    """
    caught: tuple[type[Exception], ...] = (HotlineError, *expected)

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except caught as error:
                raise click.ClickException(told(error)) from error

        return wrapped

    return decorate
