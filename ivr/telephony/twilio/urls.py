"""Addresses of ours that Twilio is given."""

from urllib.parse import urlencode


class PublicUrls:
    """Makes URLs under the public origin."""

    def __init__(self, origin: str) -> None:
        """`origin` has no trailing slash."""
        self._origin = origin

    def to(self, path: str, **query: object) -> str:
        """The public URL of a path of ours."""
        return f"{self._origin}{path}{'?' + urlencode(query) if query else ''}"

    @property
    def stream(self) -> str:
        """The WebSocket for media streams; it must not carry a query."""
        return self.to("/voice/stream").replace("http", "ws", 1)
