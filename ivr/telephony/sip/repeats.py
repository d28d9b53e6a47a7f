"""Requests that come again, as UDP's do, and the answers they got: the same is answered once more.

The library takes a repeated INVITE for another call, or for a stranger's in a call that goes on.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from aiosipua.message import SipMessage, SipRequest, SipResponse

KEEP_SECONDS = 64.0
"""Twice as long as anybody goes on repeating (RFC 3261, timer B)."""
MOST = 5_000

Key = tuple[str, str, str]


@dataclass
class _Known:
    at: float
    route: list[str] = field(default_factory=list)
    """Record-Route of the request: it goes into what begins a dialogue."""
    answer: SipResponse | None = None


class Repeats:
    """What was asked of us lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[Key, _Known] = OrderedDict()

    def is_new(self, request: SipRequest) -> bool:
        """Note a request; False where it has come before."""
        self._forget_old()
        key = _key(request)
        if key in self._known:
            return False
        route = list(request.headers.get("record-route"))
        self._known[key] = _Known(self._clock(), route)
        return True

    def answer_to(self, request: SipRequest) -> SipResponse | None:
        """What it was answered; None where nothing was yet."""
        known = self._known.get(_key(request))
        return known.answer if known else None

    def answered(self, response: SipResponse) -> None:
        """Note an answer, and complete it: what begins a dialogue repeats the way it came."""
        known = self._known.get(_key(response))
        if known is None:
            return
        known.answer = response
        begins = 101 <= response.status_code < 300 and _method(response) == "INVITE"
        if begins and not response.headers.get("record-route"):
            for hop in known.route:
                response.add_header("Record-Route", hop)

    def _forget_old(self) -> None:
        limit = self._clock() - KEEP_SECONDS
        while self._known and (
            len(self._known) > MOST or next(iter(self._known.values())).at < limit
        ):
            self._known.popitem(last=False)


def _key(message: SipMessage) -> Key:
    """What names a transaction (RFC 3261, 17.2.3); without a branch, its call and number."""
    via = message.via[0] if message.via else None
    branch = (via.branch if via else "") or f"{message.call_id} {message.get_header('cseq')}"
    sender = f"{via.host}:{via.port}" if via else ""
    return branch, sender, _method(message)


def _method(message: SipMessage) -> str:
    return message.cseq.method if message.cseq else ""
