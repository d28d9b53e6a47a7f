"""Twilio's REST API, asked with patience that ends."""

from typing import Any

import requests
import urllib3.exceptions
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

SECONDS = 10.0
"""For one request: nobody waits for Twilio longer."""

FAULTS = (TwilioException, requests.RequestException)
"""What a request raises: Twilio refuses, or cannot be reached in time."""


def rest_client(account: str, token: str, **options: Any) -> Client:
    """A client whose requests end; `options` are those of Twilio's, and go before ours."""
    return Client(account, token, **{"http_client": TwilioHttpClient(timeout=SECONDS), **options})


def never_sent(error: requests.RequestException) -> bool:
    """Whether Twilio cannot have got the request: no connection was made."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(
        reason,
        (
            urllib3.exceptions.NewConnectionError,
            urllib3.exceptions.ConnectTimeoutError,
            urllib3.exceptions.ProxyError,
            urllib3.exceptions.SSLError,
        ),
    )
