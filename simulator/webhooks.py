"""Webhooks as Twilio sends them: signed, capped, repeated when the connection fails."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import requests

from simulator import twiml
from simulator.errors import SimulatorError
from simulator.events import Log
from simulator.signature import sign

RETRIEVAL_FAILURE = 11200
CONNECTION_FAILURE = 11205


class WebhookError(SimulatorError):
    """A webhook failed for good; `code` is Twilio's error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Origin:
    """The address the server believes it has, and the one where it is reached."""

    public: str
    connect: str

    def absolute(self, url: str, base: str | None = None) -> str:
        """Return a public URL, taking a relative one as seen from the document `base`."""
        return urljoin(base or self.public + "/", url)

    def route(self, url: str) -> str:
        """Return where to connect for a public URL; foreign hosts stay as they are."""
        target, public = urlsplit(url), urlsplit(self.public)
        if target.netloc != public.netloc:
            return url
        there = urlsplit(self.connect)
        scheme = there.scheme
        if target.scheme in ("ws", "wss"):
            scheme = "wss" if there.scheme == "https" else "ws"
        return urlunsplit((scheme, there.netloc, target.path, target.query, ""))


class Webhooks:
    """Sends the webhooks of one call.

    `common` returns the parameters every webhook carries; it is asked each time, because the call's
    status changes.
    """

    def __init__(
        self,
        origin: Origin,
        auth_token: str,
        log: Log,
        common: Callable[[], Mapping[str, str]],
        *,
        timeout: float,
        duplicate: bool,
        fallback_url: str | None,
    ) -> None:
        self._origin = origin
        self._auth_token = auth_token
        self._log = log
        self._common = common
        self._timeout = timeout
        self._duplicate = duplicate
        self._fallback_url = fallback_url

    def fetch(
        self, url: str, params: Mapping[str, str] | None = None, method: str = "POST"
    ) -> twiml.Document:
        """Return the TwiML at a public URL, or the fallback's. Raises WebhookError."""
        try:
            return self._document(url, params or {}, method)
        except WebhookError as error:
            self._log.protocol_error(error.code, f"{url}: {error}")
            if self._fallback_url is None:
                raise
            trouble = {"ErrorCode": str(error.code), "ErrorUrl": url}
        try:
            return self._document(self._fallback_url, trouble, "POST")
        except WebhookError as error:
            self._log.protocol_error(error.code, f"{self._fallback_url}: {error}")
            raise

    def notify(self, url: str, params: Mapping[str, str], method: str = "POST") -> None:
        """Send a callback whose answer does not matter; a failure is only noted."""
        try:
            self._send(url, params, method)
        except WebhookError as error:
            self._log.protocol_error(error.code, f"{url}: {error}")

    def _document(self, url: str, params: Mapping[str, str], method: str) -> twiml.Document:
        response = self._send(url, params, method)
        content_type = response.headers.get("Content-Type", "")
        try:
            document = twiml.parse(url, content_type, response.content)
        except twiml.TwimlError as error:
            raise WebhookError(error.code, str(error)) from error
        for warning in document.warnings:
            self._log.protocol_error(twiml.SCHEMA_WARNING, f"{url}: {warning}")
        return document

    def _send(self, url: str, params: Mapping[str, str], method: str) -> requests.Response:
        """Send a webhook, once more if it cannot connect, and twice where duplicates are wanted."""
        token = uuid.uuid4().hex
        all_params = {**self._common(), **params}
        first = self._with_retry(url, all_params, method, token)
        if not self._duplicate:
            return first
        second = self._with_retry(url, all_params, method, token)
        if second.content != first.content:
            self._log.add("duplicate_differs", url=url)
        return second

    def _with_retry(
        self, url: str, params: Mapping[str, str], method: str, token: str
    ) -> requests.Response:
        try:
            return self._once(url, params, method, token)
        except requests.ConnectionError:
            self._log.add("webhook_retry", url=url)
        try:
            return self._once(url, params, method, token)
        except requests.ConnectionError as error:
            raise WebhookError(CONNECTION_FAILURE, f"no connection: {error}") from error

    def _once(
        self, url: str, params: Mapping[str, str], method: str, token: str
    ) -> requests.Response:
        if method.upper() == "GET":
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        body = None if method.upper() == "GET" else dict(params)
        headers = {
            "X-Twilio-Signature": sign(self._auth_token, url, body),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        began = time.monotonic()
        try:
            response = self._request(method.upper(), self._origin.route(url), body, headers)
        except requests.Timeout as error:
            raise WebhookError(RETRIEVAL_FAILURE, f"no answer in {self._timeout} s") from error
        seconds = round(time.monotonic() - began, 3)
        self._log.add("webhook", url=url, status=response.status_code, seconds=seconds)
        if not response.ok or response.is_redirect:
            raise WebhookError(RETRIEVAL_FAILURE, f"status {response.status_code}")
        return response

    def _request(
        self, method: str, url: str, body: dict[str, str] | None, headers: dict[str, str]
    ) -> requests.Response:
        """Send one request, not through the machine's proxy: the server may be on loopback."""
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
