"""Recordings are fetched from our account at the carrier: nobody can send us anywhere else."""

import contextlib
import http.server
import threading
from collections.abc import Iterator

import pytest

from ivr.telephony.twilio import recordings_api
from ivr.telephony.twilio.recordings_api import AccountRecordings, NotTheCarriersError

ACCOUNT, NAME = "AC" + "1" * 32, "RE" + "2" * 32
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\0" * 28


class Host(http.server.BaseHTTPRequestHandler):
    """Answers as the test says, and remembers what it was asked."""

    status, headers_out, body = 200, {"Content-Type": "audio/x-wav"}, WAV
    asked: list[tuple[str, str, bool]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.command, self.path, "Authorization" in self.headers))
        self.send_response(self.status)
        for name, value in self.headers_out.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # the fetcher may have had enough
            self.wfile.write(self.body)

    def do_DELETE(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[type[Host]]:
    class Ours(Host):
        asked: list = []
        origin = ""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ours)
    Ours.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Ours
    server.shutdown()
    server.server_close()


@pytest.fixture
def recordings(host) -> AccountRecordings:
    return AccountRecordings(ACCOUNT, "token", host.origin)


@pytest.fixture
def url(host) -> str:
    return f"{host.origin}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{NAME}"


def test_a_recording_is_fetched_with_our_credentials_and_deleted(host, recordings, url):
    assert recordings.get(url) == WAV
    host.status = 204
    recordings.delete(url)
    path = url.removeprefix(host.origin)
    assert host.asked == [("GET", f"{path}.wav", True), ("DELETE", f"{path}.json", True)]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:5432/",
        "http://[::1]/RE1",
        "file:///etc/passwd",
        "https://evil.example/2010-04-01/Accounts/{account}/Recordings/{name}",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/{account}/Recordings/{name}",
        "https://api.twilio.com@evil.example/2010-04-01/Accounts/{account}/Recordings/{name}",
        "https://evil.example/https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{name}",
        "http://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{name}",
        "https://api.twilio.com:8443/2010-04-01/Accounts/{account}/Recordings/{name}",
        "https://api.twilio.com/2010-04-01/Accounts/AC" + "9" * 32 + "/Recordings/{name}",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/../../Calls",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{name}/..",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{name}?x=",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{name}#",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{name}\n",
        "HTTPS://API.TWILIO.COM/2010-04-01/Accounts/{account}/Recordings/{name}",
        "",
    ],
)
def test_no_other_address_is_asked_for_anything(elsewhere, monkeypatch):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("requests.sessions.Session.request", never)
    address = elsewhere.format(account=ACCOUNT, name=NAME)
    for ask in (
        AccountRecordings(ACCOUNT, "token").get,
        AccountRecordings(ACCOUNT, "token").delete,
    ):
        with pytest.raises(NotTheCarriersError, match="not the address"):
            ask(address)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(host, recordings, url, status):
    host.status = status
    host.headers_out = {"Location": f"{host.origin}/secret"}
    for ask in (recordings.get, recordings.delete):
        with pytest.raises(NotTheCarriersError, match="elsewhere"):
            ask(url)
    assert [path for _, path, _ in host.asked if path == "/secret"] == []


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("text/html", WAV, "text/html"),
        ("", WAV, "no type"),
        ("audio/x-wav", b"<html>not found</html>", "no WAV file"),
        ("audio/x-wav", b"RIFF", "no WAV file"),
        ("audio/x-wav", b"", "no WAV file"),
    ],
)
def test_what_is_no_recording_is_not_kept(host, url, kind, body, says):
    recordings = AccountRecordings(ACCOUNT, "token", host.origin)
    host.headers_out = {"Content-Type": kind} if kind else {}
    host.body = body
    with pytest.raises(NotTheCarriersError, match=says):
        recordings.get(url)


def test_a_recording_without_end_is_given_up(host, recordings, url, monkeypatch):
    monkeypatch.setattr(recordings_api, "MAX_BYTES", 100_000)
    host.body = WAV + b"\0" * 2_000_000
    with pytest.raises(NotTheCarriersError, match="longer"):
        recordings.get(url)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_carrier_that_fails_is_an_error_to_try_again(host, recordings, url, status):
    host.status = status
    with pytest.raises(OSError, match=str(status)):
        recordings.get(url)


def test_deleting_what_is_gone_is_fine(host, recordings, url):
    host.status = 404
    recordings.delete(url)
