"""Twilio's REST API as far as `hotline twilio` uses it, on loopback; what is sent to it is kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, jsonify, request
from twilio.http.http_client import TwilioHttpClient
from werkzeug.serving import make_server

ACCOUNT = "AC" + "1" * 32
TOKEN = "8d1f0c2b7a6e4935b1c0d2e3f4a59687"
NUMBER = "+862112351000"
DOMAIN = "union-12351.sip.twilio.com"
TRUNK = "BY" + "2" * 32


class Twilio:
    """The account's resources, and every request that came."""

    def __init__(self) -> None:
        self.account = {"sid": ACCOUNT, "status": "active", "type": "Full"}
        self.number = {
            "sid": "PN" + "3" * 32,
            "account_sid": ACCOUNT,
            "phone_number": NUMBER,
            "voice_url": "https://demo.twilio.com/welcome/voice/",
            "voice_method": "POST",
        }
        self.domain = {
            "sid": "SD" + "4" * 32,
            "account_sid": ACCOUNT,
            "domain_name": DOMAIN,
            "auth_type": "IP_ACL",
        }
        self.trunk = {"sid": TRUNK, "account_sid": ACCOUNT}
        self.updates: list[dict[str, str]] = []
        self.app = Flask("twilio")
        self.app.before_request(self._authorised)
        base = f"/2010-04-01/Accounts/{ACCOUNT}"
        self._route(f"{base}.json", lambda: self.account)
        self._route(f"{base}/IncomingPhoneNumbers.json", self._numbers)
        self._route(f"{base}/SIP/Domains.json", lambda: {"domains": [self.domain]})
        self._resource(f"{base}/IncomingPhoneNumbers/{self.number['sid']}.json", self.number)
        self._resource(f"{base}/SIP/Domains/{self.domain['sid']}.json", self.domain)
        self._resource(f"/v1/ByocTrunks/{TRUNK}", self.trunk)

    def _authorised(self) -> Response | None:
        sent = request.authorization
        if sent and (sent.username, sent.password) == (ACCOUNT, TOKEN):
            return None
        answer = jsonify({"code": 20003, "message": "Authenticate", "status": 401})
        answer.status_code = 401
        return answer

    def _numbers(self) -> dict:
        wanted = request.args.get("PhoneNumber")
        same = self.number["phone_number"] == wanted
        return {"incoming_phone_numbers": [self.number] if same else []}

    def _route(self, path: str, answer) -> None:
        self.app.add_url_rule(path, path, lambda: jsonify(answer()))

    def _resource(self, path: str, resource: dict[str, str]) -> None:
        def view():
            if request.method == "POST":
                self.updates.append(dict(request.form))
                resource.update({_snake(name): value for name, value in request.form.items()})
            return jsonify(resource)

        self.app.add_url_rule(path, path, view, methods=["GET", "POST"])


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


@contextmanager
def answering(twilio: Twilio) -> Iterator[TwilioHttpClient]:
    """A client of twilio's package that reaches the stand-in instead of *.twilio.com."""
    server = make_server("127.0.0.1", 0, twilio.app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    class Here(TwilioHttpClient):
        def request(self, method, url, **options):
            parts = urlsplit(url)
            assert parts.netloc in ("api.twilio.com", "voice.twilio.com"), url
            here = urlunsplit(("http", f"127.0.0.1:{server.server_port}", *parts[2:]))
            return super().request(method, here, **options)

    client = Here()
    try:
        yield client
    finally:
        client.session.close()
        server.shutdown()
        thread.join()
        server.server_close()
