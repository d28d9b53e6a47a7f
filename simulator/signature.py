"""Twilio's request signature, computed here so that the server's own check can be contradicted."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def sign(auth_token: str, url: str, params: Mapping[str, str] | None = None) -> str:
    """Return the `X-Twilio-Signature` of a request.

    `url` is the full public URL with its query string; `params` are the POST parameters, decoded.
    Base64 of HMAC-SHA1 over the URL followed by every name and value, sorted by name
    (source: Twilio, "Validating requests are coming from Twilio").
    """
    text = url + "".join(name + value for name, value in sorted((params or {}).items()))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
