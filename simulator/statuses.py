"""Call status callbacks, in order, out of order, or never."""

from collections.abc import Mapping
from concurrent.futures import Executor
from email.utils import formatdate

from simulator.options import WebhookTrouble
from simulator.webhooks import Webhooks


class StatusCallbacks:
    """Reports the call's statuses from a thread of its own, so that the call does not wait."""

    def __init__(
        self, webhooks: Webhooks, url: str | None, trouble: WebhookTrouble, sender: Executor
    ) -> None:
        """`sender` must work one job at a time, which keeps the order."""
        self._webhooks = webhooks
        self._url = url
        self._trouble = trouble
        self._sender = sender
        self._number = 0
        self._held: dict[str, str] | None = None

    def report(self, status: str, extra: Mapping[str, str] | None = None) -> None:
        """Report a status, with further parameters such as `CallDuration`."""
        params = {
            "CallStatus": status,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._number),
            "Timestamp": formatdate(),
            **(extra or {}),
        }
        self._number += 1
        if status in self._trouble.status_missing:
            return
        if status == "in-progress" and self._trouble.status_out_of_order:
            self._held = params
            return
        self._send(params)

    def finish(self) -> None:
        """Send what was held back to arrive too late."""
        if self._held is not None:
            self._send(self._held)

    def _send(self, params: dict[str, str]) -> None:
        if self._url is not None:
            self._sender.submit(self._webhooks.notify, self._url, params)
