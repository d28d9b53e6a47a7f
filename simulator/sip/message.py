"""SIP messages as text (RFC 3261): made and taken apart, nothing more."""

import re
from dataclasses import dataclass, field


@dataclass
class Message:
    """A request or a response."""

    start: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    @property
    def status(self) -> int:
        """The status of a response; 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """The method of a request, or of the request a response answers."""
        if self.status:
            return self.header("CSeq").split()[-1]
        return self.start.split()[0]

    def header(self, name: str) -> str:
        """The first header of this name; '' without one."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """All headers of this name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def tag(self, name: str) -> str:
        """The tag of From or To."""
        found = re.search(r";\s*tag=([^;>\s]+)", self.header(name))
        return found[1] if found else ""

    def __bytes__(self) -> bytes:
        """As it goes over the wire."""
        body = self.body.encode()
        lines = [self.start, *(f"{key}: {value}" for key, value in self.headers)]
        return ("\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n").encode() + body


def parse(data: bytes) -> Message:
    """Take a message apart."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers = []
    for line in lines:
        key, _, value = line.partition(":")
        headers.append((key.strip(), value.strip()))
    return Message(start, headers, body)
