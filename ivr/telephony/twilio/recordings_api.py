"""HTTP to the carrier and to nobody else: our account's recordings, no redirects, nothing too big.

The address comes in a webhook. Whoever could forge one must not have us knock on doors of our own
network, nor show our credentials anywhere, nor fill the disk.
"""

import re
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from ivr.errors import HotlineError
from ivr.observability.sids import RECORDING_SID

API = "https://api.twilio.com"
FETCH_SECONDS = 20.0
"""Seconds between two pieces; `MAX_BYTES` ends what only ever trickles in."""
MAX_BYTES = 8 * 1024 * 1024
"""Two minutes, the longest we let callers record, are 2 MB at 8 kHz and 16 bits."""
_PIECE = 64 * 1024
_TYPES = ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave")


class NotTheCarriersError(HotlineError, OSError):
    """An address or an answer that is not what the carrier has for us; says why."""


class AccountRecordings:
    """Recordings of one account."""

    def __init__(self, account: str, token: str, api: str = API) -> None:
        """`api` is the carrier's origin; another than Twilio's only for a stand-in in tests."""
        folder = f"{api}/2010-04-01/Accounts/{account}/Recordings/"
        self._ours = re.compile(re.escape(folder) + RECORDING_SID.pattern)
        self._auth = HTTPBasicAuth(account, token)

    def get(self, url: str) -> bytes:
        """A recording as WAV. Raises `NotTheCarriersError`, or another `OSError`."""
        self._check(url)
        with requests.get(
            f"{url}.wav",
            auth=self._auth,
            timeout=FETCH_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            _check_answer(answer)
            return _content(answer)

    def delete(self, url: str) -> None:
        """Delete it there; one already gone is fine. Raises as `get` does."""
        self._check(url)
        answer = requests.delete(
            f"{url}.json", auth=self._auth, timeout=FETCH_SECONDS, allow_redirects=False
        )
        if answer.status_code != requests.codes.not_found:
            _check_answer(answer, types=())

    def _check(self, url: str) -> None:
        if not self._ours.fullmatch(url):
            host = urlsplit(url).hostname or "nowhere"
            raise NotTheCarriersError(f"not the address of a recording of our account: {host[:80]}")


def _check_answer(answer: requests.Response, types: tuple[str, ...] = _TYPES) -> None:
    if answer.is_redirect:
        raise NotTheCarriersError("the carrier sends us elsewhere: we do not follow")
    answer.raise_for_status()
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if types and kind not in types:
        raise NotTheCarriersError(f"what came is {kind[:40] or 'of no type'}, not a WAV file")


def _content(answer: requests.Response) -> bytes:
    content = bytearray()
    for piece in answer.iter_content(_PIECE):
        content += piece
        if len(content) > MAX_BYTES:
            raise NotTheCarriersError(f"the recording is longer than {MAX_BYTES} bytes")
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise NotTheCarriersError("what came is no WAV file")
    return bytes(content)
