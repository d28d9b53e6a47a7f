"""Checks that a request comes from Twilio."""

from twilio.request_validator import RequestValidator
from werkzeug import Request

HEADER = "X-Twilio-Signature"


class SignatureCheck:
    """Checks X-Twilio-Signature against the public origin, whatever a proxy passes on.

    Source: Twilio's documentation "Webhooks security".
    """

    def __init__(self, auth_token: str, origin: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._origin = origin

    def webhook(self, request: Request) -> bool:
        """Whether a POST is signed over our public URL (raw query string) and its parameters."""
        signature = request.headers.get(HEADER, "")
        # The form itself, not a plain dict of it: parameters may come more than once.
        return self._validator.validate(self._url(request, self._origin), request.form, signature)

    def upgrade(self, request: Request) -> bool:
        """Whether a WebSocket upgrade is signed over the wss URL, with or without a final slash."""
        signature = request.headers.get(HEADER, "")
        url = self._url(request, self._origin.replace("http", "ws", 1))
        return any(
            self._validator.validate(candidate, {}, signature) for candidate in (url, url + "/")
        )

    def _url(self, request: Request, origin: str) -> str:
        query = request.query_string.decode("latin-1")
        return f"{origin}{request.path}{'?' + query if query else ''}"
