"""The caller's signalling for one call over UDP, step by step, so that each may also go wrong."""

import hashlib
import re
import socket
import time
import uuid
from collections import deque
from collections.abc import Sequence

from simulator.errors import SimulatorError
from simulator.sip.message import Message, parse

Headers = Sequence[tuple[str, str]]
_MAX = 65536
PATIENCE = 30.0
"""Seconds until what ought to come is given up, on a busy machine too."""
T1 = 0.5
"""Seconds until a request is sent again (RFC 3261)."""


def call_name(call_id: str, from_tag: str, to_tag: str) -> str:
    """What the hotline's register of calls calls a call, once it is answered."""
    parts = f"{call_id};{from_tag};{to_tag}"
    return f"SP{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


class RefusedError(SimulatorError):
    """The call was refused."""

    def __init__(self, response: Message) -> None:
        super().__init__(response.start)
        self.status = response.status


class Agent:
    """One caller and one call."""

    def __init__(
        self,
        server: tuple[str, int],
        *,
        caller: str = "13800001234",
        called: str = "12351",
        host: str = "127.0.0.1",
        user: str = "",
        password: str = "",
    ) -> None:
        self.server = server
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self.host, self.port = self._socket.getsockname()
        self.call_id = f"{uuid.uuid4().hex}@{host}"
        self.tag = uuid.uuid4().hex[:8]
        self.from_ = f"<sip:{caller}@{host}>"
        self.to = f"<sip:{called}@{server[0]}>"
        self.uri = f"sip:{called}@{server[0]}:{server[1]}"
        self.to_tag = ""
        self.cseq = 0
        self._user, self._password = user, password
        self._routes: list[str] = []
        self._inbox: deque[Message] = deque()
        self.invite_sent: Message | None = None

    # Requests

    def request(
        self, method: str, *, body: str = "", headers: Headers = (), cseq: int | None = None,
        branch: str | None = None,
    ) -> Message:  # fmt: skip
        """A request of this call, not yet sent."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        to = self.to + (f";tag={self.to_tag}" if self.to_tag else "")
        branch = branch or f"z9hG4bK{uuid.uuid4().hex[:16]}"
        made = Message(
            f"{method} {self.uri} SIP/2.0",
            [
                ("Via", f"SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"),
                ("Max-Forwards", "70"),
                ("From", f"{self.from_};tag={self.tag}"),
                ("To", to),
                ("Call-ID", self.call_id),
                ("CSeq", f"{cseq} {method}"),
                ("Contact", f"<sip:caller@{self.host}:{self.port}>"),
                *(("Route", hop) for hop in self._routes),
                *headers,
            ],
            body,
        )
        if body:
            made.headers.append(("Content-Type", "application/sdp"))
        return made

    def send(self, message: Message | bytes) -> None:
        """Send anything."""
        self._socket.sendto(bytes(message), self.server)

    def invite(self, sdp: str, headers: Headers = ()) -> Message:
        """Call."""
        self.invite_sent = self.request("INVITE", body=sdp, headers=headers)
        self.send(self.invite_sent)
        return self.invite_sent

    def call(self, sdp: str, headers: Headers = (), within: float = PATIENCE) -> Message:
        """Call, prove who we are where asked, and acknowledge. Raises `RefusedError`."""
        self.invite(sdp, headers)
        response = self._answer(within)
        if response.status == 401 and self._password:
            self.ack(response)
            self.invite(sdp, [*headers, ("Authorization", self._credentials(response))])
            response = self._answer(within)
        self.ack(response)
        if response.status >= 300:
            raise RefusedError(response)
        return response

    def _answer(self, within: float) -> Message:
        """The final answer to our INVITE, which is sent again until there is one."""
        until, pause = time.monotonic() + within, T1
        while True:
            left = until - time.monotonic()
            try:
                return self.final(min(pause, left))
            except TimeoutError:
                if left <= pause:
                    raise
                self.send(self.invite_sent or b"")
                pause *= 2

    def final(self, within: float = PATIENCE, method: str = "INVITE") -> Message:
        """The final answer to a request of this method. Raises `TimeoutError`."""
        return self.expect(lambda m: m.status >= 200 and m.method == method, within)

    def ack(self, response: Message) -> None:
        """Acknowledge a final answer to an INVITE; a success is another transaction."""
        number = int(response.header("CSeq").split()[0])
        branch = None
        if response.status >= 300:
            branch = re.search(r"branch=([^;]+)", response.header("Via"))[1]  # type: ignore[index]
        self.to_tag = response.tag("To")
        if response.status < 300:
            self._routes = list(reversed(response.all("Record-Route")))
            contact = re.search(r"<([^>]+)>", response.header("Contact"))
            self.uri = contact[1] if contact else self.uri
        self.send(self.request("ACK", cseq=number, branch=branch))
        if response.status >= 300:
            self.to_tag = ""

    def cancel(self) -> None:
        """Take the call back before it is answered."""
        assert self.invite_sent is not None
        branch = re.search(r"branch=([^;]+)", self.invite_sent.header("Via"))[1]  # type: ignore[index]
        number = int(self.invite_sent.header("CSeq").split()[0])
        self.send(self.request("CANCEL", cseq=number, branch=branch))

    def bye(self, within: float = PATIENCE) -> Message:
        """Hang up."""
        self.send(self.request("BYE"))
        return self.final(within, "BYE")

    def respond(self, request: Message, status: int, reason: str = "OK", sdp: str = "") -> None:
        """Answer a request of the hotline's."""
        kept = [
            h for h in request.headers if h[0].lower() in ("via", "from", "to", "call-id", "cseq")
        ]
        made = Message(f"SIP/2.0 {status} {reason}", kept, sdp)
        made.headers.append(("Contact", f"<sip:caller@{self.host}:{self.port}>"))
        self.send(made)

    def notify(self, status: int, reason: str, last: bool) -> None:
        """Tell how the call that we were asked to make goes (RFC 3515)."""
        state = "terminated;reason=noresource" if last else "active;expires=60"
        made = self.request("NOTIFY", headers=[("Event", "refer"), ("Subscription-State", state)])
        made.headers.append(("Content-Type", "message/sipfrag;version=2.0"))
        made.body = f"SIP/2.0 {status} {reason}\r\n"
        self.send(made)

    # What comes

    def receive(self, timeout: float) -> Message | None:
        """The next message; None where none comes."""
        if self._inbox:
            return self._inbox.popleft()
        self._socket.settimeout(max(timeout, 0.0001))
        try:
            return parse(self._socket.recv(_MAX))
        except (TimeoutError, BlockingIOError):
            return None

    def expect(self, wanted, within: float = PATIENCE) -> Message:  # type: ignore[no-untyped-def]
        """The next message that is wanted; others wait for `receive`. Raises `TimeoutError`."""
        others: list[Message] = []
        until = time.monotonic() + within
        try:
            while (left := until - time.monotonic()) > 0:
                message = self.receive(left)
                if message is not None and wanted(message):
                    return message
                if message is not None:
                    others.append(message)
        finally:
            self._inbox.extendleft(reversed(others))
        raise TimeoutError(f"not within {within} s; came: {[m.start for m in others]}")

    def asked(self, method: str, within: float = PATIENCE) -> Message:
        """The next request of this method. Raises `TimeoutError`."""
        return self.expect(lambda m: not m.status and m.method == method, within)

    @property
    def name(self) -> str:
        """What the hotline's register of calls calls this call, once it is answered."""
        return call_name(self.call_id, self.tag, self.to_tag)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()

    def _credentials(self, challenge: Message) -> str:
        """An answer to a digest challenge (RFC 2617 with qop)."""
        asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge.header("WWW-Authenticate")))

        def md5(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        who, what = (
            md5(self._user, asked["realm"], self._password),
            md5("INVITE", self.uri),
        )
        proof = md5(who, asked["nonce"], "00000001", "c0ffee", "auth", what)
        return (
            f'Digest username="{self._user}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", '
            f'uri="{self.uri}", response="{proof}", algorithm=MD5, qop=auth, nc=00000001, '
            'cnonce="c0ffee"'
        )
