"""Recordings the carrier made of keyed calls: fetched, sealed here, deleted there.

`<Record>` leaves a file with Twilio. Its recording status callback says when it is ready; from then
on it is kept like any other recording, under the name the dialogue already knows.
"""

from typing import Protocol

import requests
import structlog
from requests.auth import HTTPBasicAuth

from ivr.recordings import Recordings

FETCH_SECONDS = 20.0

log = structlog.get_logger()


class Carrier(Protocol):
    """Where the recordings lie."""

    def fetch(self, url: str) -> bytes:
        """The WAV file. Raises `OSError` (requests' errors are)."""
        ...

    def delete(self, url: str) -> None:
        """Delete it there. Raises `OSError`."""
        ...


class Twilio:
    """Twilio's recordings over its REST API."""

    def __init__(self, account: str, token: str) -> None:
        self._auth = HTTPBasicAuth(account, token)

    def fetch(self, url: str) -> bytes:
        """The WAV file. Raises `requests.RequestException`, an `OSError`."""
        answer = requests.get(f"{url}.wav", auth=self._auth, timeout=FETCH_SECONDS)
        answer.raise_for_status()
        return answer.content

    def delete(self, url: str) -> None:
        """Delete it there; one already gone is fine."""
        answer = requests.delete(f"{url}.json", auth=self._auth, timeout=FETCH_SECONDS)
        if answer.status_code != requests.codes.not_found:
            answer.raise_for_status()


def bring_home(carrier: Carrier, recordings: Recordings, call: str, url: str) -> str:
    """Keep the recording at `url` here and delete it there; returns its path, '' if not kept.

    A recording that cannot be fetched or kept stays with the carrier; one of a caller who refused
    is deleted unheard.
    """
    try:
        if recordings.refused(call):
            carrier.delete(url)
            return ""
        path = recordings.keep_wav(call, name_of(url), carrier.fetch(url))
        if path:
            carrier.delete(url)
    except OSError as error:
        log.error("recording stays with the carrier", call=call, fault=type(error).__name__)
        return ""
    return path


def name_of(url: str) -> str:
    """The name a carrier's recording is kept under: the last part of its address."""
    return url.rstrip("/").rpartition("/")[2]
