"""Lines of what was said, asked from the server's development endpoint while the call goes on."""

import threading
from collections.abc import Iterable

import requests

from simulator.events import Log
from simulator.options import Caption, Captions

_INTERVAL = 0.3


class CaptionPoller:
    """Puts new captions into the call's log. A context manager; does nothing without a source."""

    def __init__(self, source: Captions | None, call_sid: str, log: Log) -> None:
        self._source = source
        self._call_sid = call_sid
        self._log = log
        self._seen = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def __enter__(self) -> "CaptionPoller":
        if self._source is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._source is not None:
            self._thread.join()

    def _poll(self) -> None:
        while not self._over.wait(_INTERVAL):
            self._ask()
        self._ask()

    def _ask(self) -> None:
        """Ask once; a server that is down just now is asked again later."""
        if self._source is None:
            return
        try:
            lines = list(self._source(self._call_sid))
        except OSError as error:
            self._log.add("captions_unavailable", error=str(error))
            return
        for line in lines[self._seen :]:
            self._log.caption(line.who, line.text)
        self._seen = max(self._seen, len(lines))


def captions_from(url: str) -> Captions:
    """Return a source that reads a JSON list of `{who, text}` from `url`.

    `{call_sid}` in the URL is replaced.
    """

    def ask(call_sid: str) -> Iterable[Caption]:
        with requests.Session() as session:
            session.trust_env = False
            response = session.get(url.format(call_sid=call_sid), timeout=3)
        response.raise_for_status()
        return [Caption(str(line["who"]), str(line["text"])) for line in response.json()]

    return ask
